extension ProgramOption {
  /// The nodes that a run is planned for.
  static let planning = [
    ProgramOption(
      "--ranks", value: .integer("P", in: 1...1_000_000) { $0.plannedRanks = $1 },
      help: "how many ranks there are", default: "1", commands: [.plan]),
    ProgramOption(
      "--ranks-per-node", value: .integer("R", in: 1...1_000_000) { $0.ranksPerNode = $1 },
      help: "how many of them a node has", default: "all", commands: [.plan]),
  ]
}

import FaceClustering

extension ProgramOption {
  /// How labels are compared.
  static let scores = [
    ProgramOption(
      "--unclustered",
      value: .choice("HOW", among: UnclusteredFaces.allCases.map(\.rawValue)) {
        $0.evaluation.unclustered = UnclusteredFaces(rawValue: $1)!
      },
      help:
        "how faces with the label -1 in PREDICTED count: each alone, or together as one cluster",
      default: EvaluationOptions().unclustered.rawValue, commands: [.evaluate]),
    ProgramOption(
      "--unlabelled", value: .path("LABEL") { $0.evaluation.unlabelled = $1 },
      help: "a label of TRUTH, besides -1, that says that the class of a face is not known",
      commands: [.evaluate]),
    ProgramOption(
      "--worst", value: .integer("N", in: 0...1_000_000) { $0.evaluation.worst = $1 },
      help: "name the N clusters with the most pairs of different classes", default: "0",
      commands: [.evaluate]),
    ProgramOption(
      "--predicted-column", value: .path("HEADING") { $0.evaluation.predictedColumn = $1 },
      help: "the column of PREDICTED that has the labels, if it is a table (CSV)",
      default: LabelFile.usualColumn, commands: [.evaluate]),
    ProgramOption(
      "--truth-column", value: .path("HEADING") { $0.evaluation.truthColumn = $1 },
      help: "the column of TRUTH that has the labels, if it is a table (CSV)",
      default: LabelFile.usualColumn, commands: [.evaluate]),
  ]
}

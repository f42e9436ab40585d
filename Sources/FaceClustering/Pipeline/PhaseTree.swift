/// The times of stages and phases on all ranks, which need not have the same phases.
struct PhaseTree {
  let name: String
  /// Of each rank; 0 where a rank has no such phase.
  private(set) var seconds: [Double]
  private(set) var phases: [PhaseTree] = []

  private init(name: String, ranks: Int) {
    self.name = name
    seconds = [Double](repeating: 0, count: ranks)
  }

  /// Joins what the ranks have measured, in the order of the first rank that has a phase.
  ///
  /// - Parameter ranks: for each rank the paths of names and their seconds, each before those within it.
  init(ranks: [[(path: [String], seconds: Double)]]) {
    self.init(name: "", ranks: ranks.count)
    for (rank, own) in ranks.enumerated() {
      for (path, seconds) in own { add(path[...], seconds, rank: rank) }
    }
  }

  /// The phase of a name within this one; nil if there is none.
  subscript(name: String) -> PhaseTree? { phases.first { $0.name == name } }

  private mutating func add(_ path: ArraySlice<String>, _ time: Double, rank: Int) {
    guard let name = path.first else {
      seconds[rank] += time
      return
    }
    let place = phases.firstIndex { $0.name == name } ?? phases.count
    if place == phases.count { phases.append(PhaseTree(name: name, ranks: seconds.count)) }
    phases[place].add(path.dropFirst(), time, rank: rank)
  }
}

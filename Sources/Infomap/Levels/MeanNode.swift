/// A node with the mean flow and the mean number of links of those of a network.
struct MeanNode {
  private let flow: Double
  private let exit: Double
  /// The flow between two that are linked, both ways together.
  private let between: Double
  /// How many such nodes the network has.
  private let count: Double

  /// - Parameter level: the nodes of the network, at least one.
  init(of level: LevelView) {
    var (flow, exit) = (0.0, 0.0)
    for node in 0..<level.nodeCount {
      flow += level.nodes[node].flow
      exit += level.nodes[node].exit
    }
    count = Double(level.nodeCount)
    (self.flow, self.exit) = (flow / count, exit / count)
    between = level.linkEnds == 0 ? 0 : 2 * exit / Double(level.linkEnds)
  }

  /// Whether two that are linked are worth more together than each alone, at a relative Markov time, where all
  /// nodes are alone so far. If not, most nodes stay alone for long, each with all its neighbors to choose among.
  func joinsNeighbor(at time: Double) -> Bool {
    func term(exit: Double, flow: Double) -> Double {
      Logarithm.plogp(exit + flow) - 2 * Logarithm.plogp(exit)
    }
    let all = time * count * exit
    let change =
      term(exit: time * (2 * exit - between), flow: 2 * flow)
      - 2 * term(exit: time * exit, flow: flow)
      + Logarithm.plogp(all - time * between) - Logarithm.plogp(all)
    return change < 0
  }
}

import Testing
import Threads

@testable import Infomap

/// Moves in sub-rounds, each checked by the sums that those before it have left.
@Suite struct RoundMovesTests {
  /// The codelength by the sums that moves have changed, and by sums that are made anew; both without the nodes' term.
  private func codelengths(
    _ flow: FlowNetwork, seed: UInt64, timeFactor: Double
  ) throws -> (changed: Double, exact: Double, moves: Int) {
    try flow.withLeafLevel { leaf in
      var random = RandomSequence(seed: seed)
      let count = leaf.nodeCount
      func moves() -> RoundMoves {
        var moves = RoundMoves(
          capacity: count, hasTeleportation: leaf.teleports != nil, workers: Workers(count: 1),
          exchange: nil)
        moves.state.timeFactor = timeFactor
        return moves
      }
      var changing = moves()
      let modules = Buffer((0..<UInt32(count)).map { $0 })
      let moved = try changing.run(
        LevelPart(whole: leaf), modules, sums: leaf, random: &random)
      let labels = Partition(labels: (0..<count).map { modules[$0] })
      let numbered = Buffer(labels.modules)
      let sums = Level(aggregating: leaf, into: numbered, moduleCount: labels.moduleCount)
      var exact = moves()
      exact.state.assign(leaf, numbered, sums: sums.view)
      withExtendedLifetime(sums) {}
      return (
        changing.state.codelength(moduleCapacity: count),
        exact.state.codelength(moduleCapacity: count), moved
      )
    }
  }

  @Test(arguments: [1, 1.5, 2.5, 4], [UInt64](1...20))
  func theSumsStayExact(timeFactor: Double, seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let table = LinkTable(random: &random, nodes: 3000, links: 3000 + 600 * Int(seed))
    let flow = FlowNetwork(try table.network(directed: false))
    let found = try codelengths(flow, seed: seed, timeFactor: timeFactor)
    #expect(found.moves > 0)
    #expect(abs(found.changed - found.exact) < 1e-9, "\(found)")
  }
}

import Testing

@testable import Infomap

/// How much work searches of networks do that are small, but not tiny.
@Suite struct WorkTests {
  /// A grid, whose modules can be moved about for ever with small gains.
  private func grid(_ side: UInt32) throws -> FlowNetwork {
    var pairs: [(UInt32, UInt32)] = []
    for row in 0..<side {
      for column in 0..<side {
        let node = row * side + column
        if column + 1 < side { pairs.append((node, node + 1)) }
        if row + 1 < side { pairs.append((node, node + side)) }
      }
    }
    return FlowNetwork(try Network(pairs: pairs, directed: false))
  }

  private func grouped(mixing: Double) throws -> FlowNetwork {
    var random = TestRandom(seed: 4)
    let table = LinkTable(
      random: &random, groups: 500, groupSize: 12, degree: 8, mixing: mixing)
    return FlowNetwork(try table.network(directed: false))
  }

  /// Nodes without groups that have so many links each that two of them are worth less together than alone.
  private func ungrouped() throws -> FlowNetwork {
    var random = TestRandom(seed: 4)
    let table = LinkTable(random: &random, groups: 1, groupSize: 3000, degree: 30, mixing: 0)
    return FlowNetwork(try table.network(directed: false))
  }

  private struct Search {
    var work = 0
    var rounds = 0
    var mostWork = 0
    var entries = 0
    /// The codelengths after each restart that gained something.
    var restarts: [Double] = []
    var codelength = 0.0
  }

  private func search(_ flow: FlowNetwork) -> Search {
    flow.withLeafLevel { leaf in
      var search = Search()
      var trial = Trial<SerialEngine>(leaf: leaf, seed: 1, nodeTerm: leaf.nodeTerm)
      trial.run { phase, codelength in
        if phase == .coarseTuning { search.rounds += 1 }
        if phase == .restarting { search.restarts.append(codelength) }
      }
      (search.work, search.mostWork) = (trial.engine.work, trial.mostWork)
      (search.entries, search.codelength) = (leaf.linkEnds, trial.codelength)
      return search
    }
  }

  /// The start finds one module for all, of which a round of tuning takes nothing.
  @Test func whereThereAreClearlyNoModulesNothingElseIsTried() throws {
    let flow = try ungrouped()
    let found = search(flow)
    #expect(found.entries > SearchEffort.tinyNetwork && found.entries > 20 * 3000)
    #expect(found.rounds == 1)
    #expect(abs(found.codelength - MapEquation.oneLevelCodelength(on: flow)) < 1e-9)
  }

  @Test func groupsOfFewLinksAreTunedAgain() throws {
    #expect(search(try grouped(mixing: 0.3)).rounds > 1)
  }

  @Test func aGridIsRestartedForAsLongAsThatGains() throws {
    let found = search(try grid(130))
    #expect(found.entries > SearchEffort.tinyNetwork)
    #expect(found.restarts.count > 1)
    #expect(zip(found.restarts, found.restarts.dropFirst()).allSatisfy { $0 > $1 })
    #expect(found.codelength <= found.restarts.last!)
  }

  /// Restarts without an end would go on with it.
  @Test func restartsOfAGridEndWhenTheWorkIsDone() throws {
    let found = search(try grid(130))
    #expect(found.work > found.mostWork / 2)
    #expect(found.work < 2 * found.mostWork + found.mostWork / 2)
  }

  @Test(arguments: [0.1, 0.4])
  func groupsAreFoundInThreeTimesTheWork(mixing: Double) throws {
    let found = search(try grouped(mixing: mixing))
    #expect(found.entries > SearchEffort.tinyNetwork)
    #expect(found.work < 3 * found.mostWork)
  }

  /// At half the Markov time each node of a dense network is a module of its own. A search of such a network, which may
  /// do less work than others, does a little more than it may (6.4 of 6 million), and more than the bound if it started
  /// at that time too.
  @Test func aTimeAtWhichNothingHoldsTogetherIsLeftOut() throws {
    var random = TestRandom(seed: 8)
    let table = LinkTable(random: &random, nodes: 400, links: 40_000)
    let found = search(FlowNetwork(try table.network(directed: false)))
    #expect(found.entries > SearchEffort.tinyNetwork)
    #expect(found.work < found.mostWork + found.mostWork / 7)
  }
}

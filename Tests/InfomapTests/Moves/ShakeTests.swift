import Testing

@testable import Infomap

/// Shakes of a few modules at a time, of which each stays only if the codelength becomes shorter.
@Suite struct ShakeTests {
  struct Case: Sendable {
    let name: String
    let isDirected: Bool
    let recordsTeleportation: Bool
    let preferred: Int?
    let unites: Bool

    init(
      _ name: String, directed: Bool = false, recorded: Bool = false, preferred: Int? = nil,
      unites: Bool = false
    ) {
      (self.name, isDirected, self.unites) = (name, directed, unites)
      (recordsTeleportation, self.preferred) = (recorded, preferred)
    }
  }

  static let cases = [
    Case("undirected"), Case("directed", directed: true),
    Case("recorded teleportation", directed: true, recorded: true),
    Case("preferred number", directed: true, preferred: 9),
    Case("unions", unites: true),
    Case("unions with recorded teleportation", directed: true, recorded: true, unites: true),
  ]

  private func flow(_ test: Case) throws -> FlowNetwork {
    var random = TestRandom(seed: 11)
    let table = LinkTable(random: &random, groups: 12, groupSize: 7, degree: 3, mixing: 0.45)
    var options = FlowOptions()
    options.recordsTeleportation = test.recordsTeleportation
    return FlowNetwork(try table.network(directed: test.isDirected), options: options)
  }

  /// What shakes make of modules, how many stayed, and the codelength by the sums that each of them has changed.
  private func shaken(
    _ flow: FlowNetwork, from labels: [UInt32], _ test: Case, mostWithoutGain: Int = 300,
    mostWork: Int = .max
  ) -> (modules: [UInt32], kept: Int, codelength: Double) {
    flow.withLeafLevel { leaf in
      var random = RandomSequence(seed: 5)
      var moves = LocalMoves(capacity: leaf.nodeCount, hasTeleportation: leaf.teleports != nil)
      moves.state.preference = test.preferred.map { ModulePreference(count: $0) }
      let modules = Buffer(labels)
      let sums = Level(
        aggregating: leaf, into: modules, moduleCount: Partition(labels: labels).moduleCount)
      let kept = moves.shake(
        leaf, modules, sums: sums.view,
        Shakes(unite: test.unites, mostWithoutGain: mostWithoutGain, mostWork: mostWork),
        random: &random)
      let codelength = moves.state.codelength(moduleCapacity: leaf.nodeCount) + leaf.nodeTerm
      withExtendedLifetime(sums) {}
      return ((0..<modules.count).map { modules[$0] }, kept, codelength)
    }
  }

  /// The codelength by the sums that the search begins with, whose link flows have single precision.
  private func codelength(_ labels: [UInt32], _ flow: FlowNetwork, _ test: Case) -> Double {
    shaken(flow, from: Partition(labels: labels).modules, test, mostWork: 0).codelength
  }

  /// Groups cut in two, so that there is something to gain.
  private var halves: [UInt32] {
    (0..<84 as Range<UInt32>).map { node in
      let group = node / 7
      return 2 * group + (node % 7) / 4
    }
  }

  @Test(arguments: cases) func shakesGainAndTheSumsStayExact(test: Case) throws {
    let flow = try flow(test)
    let before = codelength(halves, flow, test)
    let found = shaken(flow, from: halves, test, mostWithoutGain: 50)
    let after = codelength(found.modules, flow, test)
    #expect(found.kept > 0)
    #expect(after < before - Double(found.kept) * LeastGain.ofStep)
    #expect(abs(found.codelength - after) < 1e-12)
  }

  /// Pieces split off and modules unite in turn.
  @Test(arguments: [false, true]) func shakesHoldANumberOfModules(recorded: Bool) throws {
    let test = Case("held", directed: true, recorded: recorded, preferred: 5)
    let flow = try flow(test)
    // Each node's module is by chance.
    let labels = (0..<84 as Range<UInt32>).map { 7 * $0 % 5 }
    let before = codelength(labels, flow, test)
    let found = shaken(flow, from: labels, test, mostWithoutGain: 100)
    #expect(Partition(labels: found.modules).moduleCount == 5)
    #expect(found.codelength < before - 0.5)
    #expect(abs(codelength(found.modules, flow, test) - found.codelength) < 1e-12)
  }

  /// Where nothing is gained each shake is taken back to the last bit.
  @Test(arguments: cases) func whatGainsNothingIsTakenBack(test: Case) throws {
    let flow = try flow(test)
    var modules = halves
    var kept = 1
    while kept > 0 {
      let found = shaken(flow, from: modules, test)
      (modules, kept) = (Partition(labels: found.modules).modules, found.kept)
    }
    let again = shaken(flow, from: modules, test)
    #expect(again.kept == 0)
    #expect(again.modules == modules)
    #expect(again.codelength == codelength(modules, flow, test))
  }

  @Test func noShakeBeginsWhenTheWorkIsDone() throws {
    let test = Self.cases[0]
    let found = shaken(try flow(test), from: halves, test, mostWork: 0)
    #expect(found.kept == 0 && found.modules == halves)
  }
}

import Testing

@testable import Infomap

/// Moves where teleportation is recorded, which takes part in the flow between any two modules.
@Suite struct RecordedTeleportationTests {
  /// A hub with leaves that nothing leaves, beside a large dense group.
  private func flow() throws -> FlowNetwork {
    var random = TestRandom(seed: 5)
    var table = LinkTable(random: &random, groups: 5, groupSize: 8, degree: 3, mixing: 0.2)
    for leaf in UInt32(40)..<50 { table.links.append((leaf % 4, leaf, 1)) }
    var options = FlowOptions()
    options.recordsTeleportation = true
    return FlowNetwork(try table.network(directed: true), options: options)
  }

  /// With a word each for all parts of all modules the sums of a confinement are that of the modules themselves.
  @Test func indexTotalsHoldTeleportation() throws {
    let flow = try flow()
    flow.withLeafLevel { leaf in
      let count = leaf.nodeCount
      let own = Buffer<UInt32>(uninitialized: count)
      for node in 0..<count { own[node] = UInt32(node) }
      var state = ModuleState(capacity: count, hasTeleportation: true)
      state.assign(leaf, own, sums: leaf)
      let groups = Buffer<UInt32>(uninitialized: count)
      for node in 0..<count { groups[node] = UInt32(node / 10) }
      let sums = Level(aggregating: leaf, into: groups, moduleCount: 5)
      func totals(ownIndex: Bool) -> [Double] {
        let confinement = Confinement(
          moduleOf: UnsafePointer(groups.base), modules: sums.view, hasOwnIndex: ownIndex)
        let totals = confinement.indexTotals(leaf, state)
        return (0..<5).map { totals[$0] }
      }
      for total in totals(ownIndex: false) { #expect(abs(total - state.totalEnter) < 1e-12) }
      // Each module's own codebook has a word for leaving it, too.
      var exits = 0.0
      for module in 0..<5 {
        exits += state.exit(of: sums.view.nodes[module], sums.view.teleport(module))
      }
      #expect(abs(totals(ownIndex: true).reduce(0, +) - exits - state.totalEnter) < 1e-9)
      withExtendedLifetime(sums) {}
    }
  }

  /// No node that mainly teleports gains by a move to any other module, linked or not.
  @Test func nodesThatMainlyTeleportAreWhereTheyShareMost() throws {
    let flow = try flow()
    let found = flow.search(SearchOptions())
    let modules = found.partition.modules
    let leaves = (0..<flow.nodeCount).filter { flow.network.links(from: $0).isEmpty }
    #expect(leaves.count == 10)
    #expect(flow.withLeafLevel { leaf in leaves.allSatisfy { leaf.mainlyTeleports($0) } })
    for leaf in leaves {
      for module in 0..<UInt32(found.moduleCount) {
        var moved = modules
        moved[leaf] = module
        let codelength = MapEquation.codelength(of: Partition(labels: moved), on: flow).total
        #expect(codelength >= found.codelength.total - 1e-9)
      }
    }
  }

  /// The leaves of a hub belong to a module that they have no links with here, and stay apart from it by links alone.
  @Test(.needsRealNetworks) func leavesJoinModulesWithoutLinks() throws {
    var options = FlowOptions()
    options.recordsTeleportation = true
    let network = try RealNetwork.network("lesmis.net", directed: true)
    let found = FlowNetwork(network, options: options).search(SearchOptions())
    #expect(found.codelength.total < 5.2433)
  }
}

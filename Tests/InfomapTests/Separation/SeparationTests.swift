import Randomness
import Testing

@testable import Infomap

/// Nodes that must be apart leave modules, with as short a codelength as that has.
@Suite struct SeparationTests {
  /// Cliques of nodes with numbers that follow each other, all links of weight 1, and some links more.
  private static func cliques(
    _ count: Int, of size: Int, _ more: [(UInt32, UInt32, Double)] = []
  ) throws -> FlowNetwork {
    var links = more
    for first in stride(from: 0, to: UInt32(count * size), by: size) {
      for a in first..<first + UInt32(size) {
        for b in first..<first + UInt32(size) where a != b { links.append((a, b, 1)) }
      }
    }
    return FlowNetwork(try LinkTable(links).network(directed: true))
  }

  /// Apart by the ids of nodes, each list a group.
  private static func apart(_ groups: [[UInt32]], in flow: FlowNetwork) -> ApartNodes {
    let ids = flow.network.nodeIDs
    var groupsOf: [UInt32: [UInt32]] = [:]
    for (number, group) in groups.enumerated() {
      for id in group {
        groupsOf[UInt32(ids.firstIndex(of: id)!), default: []].append(UInt32(number))
      }
    }
    return ApartNodes(nodeCount: ids.count) { groupsOf[$0] ?? [] }
  }

  private static func result(_ flow: FlowNetwork, _ label: (UInt32) -> UInt32) -> SearchResult {
    SearchResult(
      partition: Partition(labels: flow.network.nodeIDs.map(label)), seed: 1, on: flow)
  }

  private static func sets(_ result: SearchResult, _ flow: FlowNetwork) -> Set<[UInt32]> {
    Set(result.partition.members(of: flow.network))
  }

  @Test func aMixtureOfTwoPersonsIsPartedWhereTheyMeet() throws {
    let flow = try Self.cliques(3, of: 5, [(0, 5, 0.2), (5, 0, 0.2), (14, 9, 0.1)])
    let mixed = Self.result(flow) { $0 < 10 ? 0 : 1 }
    let found = try mixed.separating(Self.apart([[2, 7]], in: flow), on: flow)
    #expect(Self.sets(found, flow) == [Array(0..<5), Array(5..<10), Array(10..<15)])
  }

  @Test func aFaceInTheWrongModuleGoesToItsOwn() throws {
    let flow = try Self.cliques(2, of: 5, [(0, 5, 0.2), (5, 0, 0.2)])
    let wrong = Self.result(flow) { $0 < 6 ? 0 : 1 }
    let found = try wrong.separating(Self.apart([[5, 1]], in: flow), on: flow)
    #expect(Self.sets(found, flow) == [Array(0..<5), Array(5..<10)])
  }

  @Test func aModuleThatANodeMustNotJoinIsNotJoined() throws {
    let flow = try Self.cliques(2, of: 5, [(0, 5, 0.2), (5, 0, 0.2)])
    let wrong = Self.result(flow) { $0 < 6 ? 0 : 1 }
    let found = try wrong.separating(Self.apart([[5, 1], [5, 8]], in: flow), on: flow)
    #expect(Self.sets(found, flow) == [Array(0..<5), [5], Array(6..<10)])
  }

  @Test func nothingChangesWithoutConflicts() throws {
    let flow = try Self.cliques(2, of: 5, [(0, 5, 0.2), (5, 0, 0.2)])
    let given = Self.result(flow) { $0 / 5 }
    let found = try given.separating(Self.apart([[0, 5], [1, 9]], in: flow), on: flow)
    #expect(found.partition == given.partition && found.codelength == given.codelength)
  }

  /// Against the change that the exact codelength has.
  @Test(arguments: 1...20 as ClosedRange<UInt64>, [true, false])
  func codelengthsChangeAsMovesSay(seed: UInt64, directed: Bool) throws {
    let (flow, given, apart) = try Self.random(seed: seed, directed: directed)
    let links = try LinksOfNodes(of: flow, exchange: nil) { _ in true }
    var modules = SeparableModules(
      given.partition.modules,
      flows: try Hierarchy(given.partition).moduleFlows(on: flow, exchange: nil), apart, links)
    for node in 0..<UInt32(flow.nodeCount) where modules.isInConflict(node) {
      modules.move([node], to: try #require(modules.best(of: [node], mayBeAlone: true)).module)
    }
    let after = MapEquation.codelength(of: Partition(labels: modules.moduleOf), on: flow)
    #expect(abs(given.codelength.total + modules.change - after.total) < 1e-9)
    modules.undo()
    #expect(modules.moduleOf == given.partition.modules)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>, [true, false])
  func randomConstraintsHoldOnAnyNumberOfRanks(seed: UInt64, directed: Bool) throws {
    let (flow, given, apart) = try Self.random(seed: seed, directed: directed)
    let found = try given.separating(apart, on: flow)
    #expect(apart.modulesWithConflicts(found.partition.modules).isEmpty)
    let onRanks = try SearchEngine.onRanks(2) {
      try given.separating(apart, on: flow, exchange: $0).partition
    }
    #expect(onRanks.allSatisfy { $0 == found.partition })
  }

  /// A network of sixty nodes in eight modules, and groups of them that must be apart.
  private static func random(
    seed: UInt64, directed: Bool
  ) throws -> (FlowNetwork, SearchResult, ApartNodes) {
    var random = SplitMix64(seed: seed)
    func draw(_ bound: UInt64) -> UInt32 { UInt32(random.next() % bound) }
    let links = (0..<400).map { _ in (draw(60), draw(60), 0.5 + Double(draw(100)) / 100) }
    let flow = FlowNetwork(
      try LinkTable(links.filter { $0.0 != $0.1 }).network(directed: directed))
    let given = Self.result(flow) { $0 % 8 }
    var groupsOf: [UInt32: [UInt32]] = [:]
    for node in 0..<UInt32(flow.nodeCount) {
      let groups = (0..<UInt32(4)).filter { _ in draw(4) == 0 }
      if !groups.isEmpty { groupsOf[node] = groups }
    }
    let apart = ApartNodes(nodeCount: flow.nodeCount) { groupsOf[$0] ?? [] }
    return (flow, given, apart)
  }
}

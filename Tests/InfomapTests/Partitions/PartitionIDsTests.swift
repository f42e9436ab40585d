import Infomap
import Testing

@Suite struct PartitionIDsTests {
  private let network: Network

  init() throws {
    network = try Network(
      pairs: [(30, 10), (10, 20), (20, 30), (30, 70), (90, 70), (70, 80), (80, 90)],
      vertices: [5], directed: false)
  }

  @Test func modulesAreListedByTheIDsOfTheirNodes() {
    let found = FlowNetwork(network).search().partition
    #expect(Set(found.members(of: network)) == [[10, 20, 30], [70, 80, 90], [5]])
  }

  @Test func eachIDHasTheModuleThatListsIt() {
    let found = FlowNetwork(network).search().partition
    let modules = found.moduleByID(of: network)
    #expect(modules.count == 7)
    for (module, ids) in found.members(of: network).enumerated() {
      for id in ids { #expect(modules[id] == UInt32(module)) }
    }
  }

  @Test func aPartitionIsMadeOfLabelsByID() {
    let labels = [10: "a", 20: "a", 30: "b", 70: "b", 80: "b", 999: "c"].reduce(
      into: [UInt32: String]()
    ) { $0[UInt32($1.key)] = $1.value }
    let partition = Partition(labelByID: labels, on: network)
    #expect(Set(partition.members(of: network)) == [[10, 20], [30, 70, 80], [90], [5]])
    #expect(Set(partition.modules) == Set(0..<UInt32(partition.moduleCount)))
  }
}

import Foundation
import Infomap
import Testing

@testable import FaceClustering

@Suite struct SyntheticNetworkTests {
  private func write(
    _ network: SyntheticNetwork, threads: Int
  ) throws -> (files: [Data], network: Network) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("synthetic-network-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let prefix = folder.appendingPathComponent("n").path
    try network.write(prefix: prefix, labels: prefix + ".meta", threads: threads) { _ in }
    let names = ["src.npy", "dst.npy", "w.npy", "meta"]
    let files = try names.map { try Data(contentsOf: URL(fileURLWithPath: "\(prefix).\($0)")) }
    return (files, try NetworkInput.read(prefix, directed: true))
  }

  @Test func theBytesDoNotDependOnTheThreads() throws {
    let network = SyntheticNetwork(nodes: 1001, links: 10_007, seed: 3)
    let one = try write(network, threads: 1).files
    #expect(try write(network, threads: 3).files == one)
    #expect(
      try write(SyntheticNetwork(nodes: 1001, links: 10_007, seed: 4), threads: 1).files != one)
  }

  @Test func everyNodeHasItsShareOfLinksAndNoneToItself() throws {
    let network = try write(SyntheticNetwork(nodes: 700, links: 3000, seed: 1), threads: 2).network
    var total = 0
    for node in 0..<network.nodeCount {
      let links = network.links(from: node)
      #expect(links.count <= 5)
      #expect(!links.contains { Int(network.targets[$0]) == node })
      total += links.count
    }
    // Only the few links that lead anywhere can meet another.
    #expect(total > 2950 && total <= 3000)
  }

  @Test func infomapFindsThePlantedModules() throws {
    let network = SyntheticNetwork(nodes: 3000, links: 60_000, mixing: 0.1, seed: 1)
    let flow = FlowNetwork(try write(network, threads: 1).network)
    let planted = Partition(
      labels: flow.network.nodeIDs.map { UInt32(network.label(ofNode: Int($0))) })
    let result = flow.searchOnce(seed: 1)
    let shortest = MapEquation.codelength(of: planted, on: flow).total
    #expect(result.codelength.total <= shortest)
    #expect(shortest < 0.8 * result.oneLevelCodelength)
  }
}

import Foundation
import Infomap
import Storage
import Testing

@testable import FaceClustering

/// Edge lists with weights that carry no flow.
struct RemovedLinksTests {
  private func edgeList(_ weights: [Float]) throws -> String {
    let prefix = FileManager.default.temporaryDirectory
      .appendingPathComponent("edges-\(UUID().uuidString)").path
    let sources: [UInt32] = [0, 0, 1, 5]
    let targets: [UInt32] = [1, 2, 0, 5]
    try NumpyArray.write(sources.span, type: "<u4", to: prefix + ".src.npy")
    try NumpyArray.write(targets.span, type: "<u4", to: prefix + ".dst.npy")
    try NumpyArray.write(weights.span, type: "<f4", to: prefix + ".w.npy")
    return prefix
  }

  private func remove(_ prefix: String) {
    for ending in ["src", "dst", "w"] {
      try? FileManager.default.removeItem(atPath: "\(prefix).\(ending).npy")
    }
  }

  @Test func linksOfWeightZeroAndLessLeaveTheirNodesAlone() throws {
    let prefix = try edgeList([0.5, -0.25, 0.75, 0])
    defer { remove(prefix) }
    var notices: [String] = []
    let network = try NetworkInput.read(prefix, directed: nil) { notices.append($0) }
    #expect(network.isDirected)
    #expect(network.nodeIDs == [0, 1, 2, 5] && network.linkedNodeCount == 2)
    #expect(Array(network.weights) == [0.5, 0.75])
    #expect(notices.count == 1 && notices[0].contains("2 of 4 links"))
  }

  @Test func aNetworkOfWeightZeroIsNoFailure() throws {
    let prefix = try edgeList([0, 0, -1, -0.5])
    defer { remove(prefix) }
    let network = try NetworkInput.read(prefix, directed: false)
    #expect(network.nodeIDs == [0, 1, 2, 5] && network.linkCount == 0)
    #expect(FlowNetwork(network).searchOnce(seed: 1).moduleCount == 4)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func weightsThatAreNoNumbersAreRefusedByTheirPlace(weight: Float) throws {
    let prefix = try edgeList([0.5, 1, weight, 1])
    defer { remove(prefix) }
    #expect {
      _ = try NetworkInput.read(prefix, directed: nil)
    } throws: {
      guard let error = $0 as? FileError else { return false }
      return error.path == prefix + ".w.npy" && error.description.contains("element 2")
        && error.description.contains("from node 1 to node 0")
    }
  }

  @Test func withoutSelfLinksTheirNodesAreAlone() throws {
    let prefix = try edgeList([0.5, 1, 0.75, 1])
    defer { remove(prefix) }
    var filter = LinkFilter()
    filter.keepsSelfLinks = false
    let network = try NetworkInput.read(prefix, directed: nil, filter: filter)
    #expect(network.nodeIDs == [0, 1, 2, 5] && network.linkCount == 3)
  }
}

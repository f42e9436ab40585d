import Infomap
import Storage
import TestFiles
import Testing

@testable import FaceClustering

/// The one reader of the arrays of edge lists.
@Suite struct EdgeListTests {
  private func folder(
    _ sources: [UInt32], _ targets: [UInt32], _ weights: [Float]
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try NumpyArray.write(sources.span, type: "<u4", to: folder.path("e.src.npy"))
    try NumpyArray.write(targets.span, type: "<u4", to: folder.path("e.dst.npy"))
    try NumpyArray.write(weights.span, type: "<f4", to: folder.path("e.w.npy"))
    return folder
  }

  @Test func linksWithoutFlowAreLeftOutAndTheirEndsStay() throws {
    let folder = try folder([0, 0, 3, 4, 5], [1, 2, 3, 6, 0], [0.5, 0, 1, -1, 0.25])
    var list = try EdgeList(reading: folder.path("e"), threads: 1)
    let removed = list.removeLinks(LinkFilter())
    #expect(list.sources == [0, 3, 5] && list.targets == [1, 3, 0])
    #expect(list.weights == [0.5, 1, 0.25])
    #expect(removed.vertices == [0, 2, 4, 6])
    #expect(removed.notice(of: 5)?.hasPrefix("2 of 5 links have a weight of 0 or less") == true)
  }

  @Test func linksFromANodeToItselfAreLeftOutWhereTheyDoNotCount() throws {
    let folder = try folder([0, 3], [1, 3], [0.5, 1])
    var list = try EdgeList(reading: folder.path("e"), threads: 1)
    var filter = LinkFilter()
    filter.keepsSelfLinks = false
    let removed = list.removeLinks(filter)
    #expect(list.sources == [0] && list.targets == [1] && list.weights == [0.5])
    #expect(removed.vertices == [3] && removed.notice(of: 2) == nil)
  }

  @Test func linksOfLessThanTheLeastWeightAreLeftOutWithTheirEnds() throws {
    let folder = try folder([0, 0, 3, 4, 5], [1, 2, 3, 6, 0], [0.7, 0, 0.6999, -1, 0.8])
    var list = try EdgeList(reading: folder.path("e"), threads: 1)
    var filter = LinkFilter()
    filter.leastWeight = 0.7
    let removed = list.removeLinks(filter)
    // 0.7 in single precision is a little less than in double precision.
    #expect(list.sources == [0, 5] && list.targets == [1, 0])
    #expect(removed.vertices.isEmpty)
    #expect(removed.notice(of: 5)?.hasPrefix("3 links weigh less than --weight-threshold") == true)
  }

  @Test func arraysOfDifferentLengthAreRefusedForNetworksAndSavedGraphs() throws {
    let folder = try folder([0, 1], [1], [0.5, 1])
    let saved = SavedGraph(faces: 2, dimension: 8, checksum: "0", k: 2, minSimilarity: 0)
    for read in [
      { _ = try NetworkInput.read(folder.path("e"), directed: nil) },
      { _ = try saved.edges(prefix: folder.path("e"), threads: 1) },
    ] {
      #expect {
        try read()
      } throws: {
        ($0 as? FileError)?.description.contains("have 2 sources, 1 targets and 2 weights") == true
      }
    }
  }
}

import Foundation
import Storage
import Testing

@testable import FaceClustering

@Suite struct LabelsTests {
  @Test func clustersAreNumberedByFallingSizeThenBySmallestFace() {
    // Faces 0…6; modules 0 {5}, 1 {1, 2, 6}, 2 {3, 4}; face 0 is alone.
    let labels = Labels.numberedBySize(
      modules: [0, 1, 1, 1, 2, 2], nodeIDs: [5, 6, 2, 1, 4, 3], faces: 7)
    #expect(labels == [2, 0, 0, 1, 1, 3, 0])
  }

  @Test func withoutNodesEveryFaceIsAlone() {
    #expect(Labels.numberedBySize(modules: [], nodeIDs: [], faces: 3) == [0, 1, 2])
  }

  @Test func denseNumbersAreOfTheSameClusters() {
    let labels = [Int.max >> 1, -1, 0, Int.max >> 1, 1 << 40, -1, 0]
    let dense = Labels.dense(labels)
    #expect(dense == [0, .max, 1, 0, 2, .max, 1])
    #expect(dense.map(Labels.label) == [0, -1, 1, 0, 2, -1, 1])
  }

  @Test func compactLabelsAreOfAsManyClustersAsThereMayBeFaces() {
    let labels = [0, Labels.unknown, 3_000_000_000, Int(UInt32.max) - 1]
    #expect(Labels.compact(labels).map(Labels.label) == labels)
  }

  @Test func wrongPairsAreCountedOfAsManyFacesAsThereMayBe() {
    #expect(MixedCluster.wrongPairs([2, 3, 1]) == 11)
    #expect(MixedCluster.wrongPairs([1 << 31, 1 << 31]) == 1 << 62)
  }

  @Test func numpyLabelsAreRead() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).npy"
    defer { unlink(path) }
    let numbers: [Int32] = [4, -1, 7]
    try NumpyArray.write(numbers.span, type: "<i4", to: path)
    #expect(try LabelFile(path, faces: 3).labels == [4, -1, 7])
  }
}

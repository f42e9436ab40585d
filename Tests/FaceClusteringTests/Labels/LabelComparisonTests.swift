import FaceClustering
import Foundation
import Storage
import TestFiles
import Testing

@Suite struct LabelComparisonTests {
  @Test func completeLabelsStayAsTheyAre() {
    let comparison = LabelComparison(predicted: [5, -7, 5], truth: [.max, .min, 0])
    #expect(comparison.predicted == [5, -7, 5] && comparison.truth == [.max, .min, 0])
    #expect(comparison.notices(truth: "t", predicted: "p").isEmpty)
  }

  @Test func facesInNoClusterAreAlone() {
    let comparison = LabelComparison(predicted: [-1, 0, -1, 0, 1], truth: [3, 3, 3, 4, 4])
    #expect(comparison.predicted == [0, 1, 2, 1, 3])
    #expect(comparison.truth == [3, 3, 3, 4, 4])
    let notices = comparison.notices(truth: "t", predicted: "p")
    #expect(
      notices.count == 1 && notices[0].hasPrefix("p: 2 of the 5 faces compared have the label -1"))
  }

  @Test func facesOfUnknownClassAreLeftOut() {
    let comparison = LabelComparison(predicted: [7, 8, -1, 7], truth: [-1, 2, -1, 2])
    #expect(comparison.predicted == [8, 7] && comparison.truth == [2, 2])
    let notices = comparison.notices(truth: "t", predicted: "p")
    #expect(notices.count == 1 && notices[0].hasPrefix("t: 2 of 4 faces have the label -1"))
  }

  /// As DBSCAN writes noise: it is no cluster of faces that belong together.
  @Test func noiseIsNotScoredAsACluster() {
    let truth = [0, 1, 2, 3, 4, 4]
    let scores = LabelComparison(predicted: [-1, -1, -1, -1, 9, 9], truth: truth).scores
    #expect(scores.pairwise.precision == 1 && scores.bCubed.fScore == 1 && scores.nmi == 1)
  }

  @Test func aTruthThatKnowsNoClassIsRefused() throws {
    let folder = try TemporaryFolder()
    let file = try LabelFile(folder.write("x.txt", "-1\n-1\n"))
    #expect(throws: FileError.self) { try file.checkKnown() }
    try LabelFile(folder.write("x.txt", "-1\n0\n")).checkKnown()
  }
}

import Testing

@testable import NearestNeighbors

/// What an approximate search says of the neighbors that it found for each face.
@Suite struct FaceRecallTests {
  @Test func everyFaceCountsAlike() {
    let recall = FaceRecall(found: [100, 0, 1, 0], of: [100, 1, 2, 0])
    #expect(recall.mean == 0.5)
    // The shares 1, 0 and 0.5 have the standard deviation 0.5.
    #expect(abs(recall.margin - 1.96 * 0.5 / 3.0.squareRoot()) < 1e-12)
    #expect(recall.ofMostFaces == 0)
  }

  @Test func oneFaceInTwentyMayBeWorse() {
    let all = [Int](repeating: 10, count: 20)
    #expect(FaceRecall(found: [0] + [Int](repeating: 9, count: 19), of: all).ofMostFaces == 0.9)
    #expect(FaceRecall(found: [0, 3] + [Int](repeating: 9, count: 18), of: all).ofMostFaces == 0.3)
  }

  @Test func withoutNeighborsNothingIsMissing() {
    let recall = FaceRecall(found: [0, 0], of: [0, 0])
    #expect(recall.mean == 1 && recall.margin == 0 && recall.ofMostFaces == 1)
  }

  @Test func ofASingleFaceNothingIsCertain() {
    #expect(FaceRecall(found: [3], of: [4]).margin == 1)
  }
}

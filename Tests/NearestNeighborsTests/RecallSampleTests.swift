import Testing

@testable import NearestNeighbors

@Suite struct RecallSampleTests {
  private func neighbor(_ index: Int, _ similarity: Float) -> Neighbor {
    Neighbor(index: UInt32(index), similarity: similarity)
  }

  /// Faces of numbers that are multiples of ten, each with its successor for a neighbor.
  private func sample(_ count: Int) -> RecallSample {
    RecallSample((0..<count).map { (10 * $0, [neighbor(10 * $0 + 1, 0.5)]) }, k: 2)
  }

  @Test func facesAreSpreadEvenlyOverTheInput() {
    #expect(RecallSample.faces(of: 100, count: 4) == [0, 25, 50, 75])
    #expect(RecallSample.faces(of: 3, count: 10) == [0, 1, 2])
  }

  @Test func whatIsFittedToIsNotMeasuredOn() {
    let sample = sample(5)
    #expect(sample.measured.map(\.face) == [0, 20, 40])
    #expect(sample.fitted.map(\.face) == [10, 30])
    #expect(sample.count == 3)
  }

  @Test func aSingleFaceIsMeasuredOn() {
    #expect(sample(1).measured.count == 1 && sample(1).fitted.isEmpty)
  }

  @Test func neighborsAreTheBestOfAllRanksWithoutTheFaceItself() {
    let found = [neighbor(9, 0.2), neighbor(5, 1), neighbor(7, 0.9), neighbor(8, 0.4)]
    let sample = RecallSample([(5, found)], k: 3)
    #expect(sample.measured[0].neighbors.map(\.index) == [7, 8])
  }

  @Test func onlyNeighborsThatAreInTheListsOfARankAreFoundThere() {
    let sample = RecallSample(
      [
        (0, [neighbor(1, 0.9), neighbor(2, 0.8)]), (1, []),
        (2, [neighbor(0, 0.8), neighbor(3, 0.7)]),
      ], k: 3)
    let lists = CandidateLists(rowCount: 2, capacity: 2, minSimilarity: 0)
    lists.insert(neighbor(1, 0.9), row: 0)
    lists.insert(neighbor(3, 0.5), row: 0)
    #expect(sample.foundHere(in: NeighborLists(lists, firstFace: 0)) == [1, 0])
    #expect(sample.foundHere(in: NeighborLists(lists, firstFace: 2)) == [0, 0])
  }
}

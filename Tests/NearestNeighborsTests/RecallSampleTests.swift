import Testing

@testable import NearestNeighbors

@Suite struct RecallSampleTests {
  private func neighbor(_ index: Int, _ similarity: Float) -> Neighbor {
    Neighbor(index: UInt32(index), similarity: similarity)
  }

  /// Faces of numbers that are multiples of ten, each with its successor for a neighbor.
  private func sample(_ count: Int) -> RecallSample {
    RecallSample((0..<count).map { (10 * $0, [neighbor(10 * $0 + 1, 0.5)]) })
  }

  @Test func facesAreDifferentAndRising() {
    let faces = RecallSample.faces(of: 5000, count: 3000)
    #expect(faces.count == 3000 && zip(faces, faces.dropFirst()).allSatisfy(<))
    #expect(faces.allSatisfy { (0..<5000).contains($0) })
    #expect(RecallSample.faces(of: 3, count: 10) == [0, 1, 2])
  }

  /// Whatever the order of the input: here of identities of a hundred faces each, whose first faces may be unlike the
  /// others.
  @Test func facesAreOfAllPlacesOfTheirIdentities() {
    var facesAtPlaces = [Int](repeating: 0, count: 100)
    for face in RecallSample.faces(of: 600_000, count: 3000) { facesAtPlaces[face % 100] += 1 }
    // 30 in the mean, with a standard deviation of 5.5.
    #expect(facesAtPlaces.allSatisfy { (5...60).contains($0) })
  }

  @Test func whatIsFittedToIsNotMeasuredOn() {
    let sample = sample(7)
    #expect(sample.measured.map(\.face) == [0, 30, 60])
    #expect(sample.fitted.map(\.face) == [10, 20, 40, 50])
    #expect(sample.count == 3)
  }

  @Test func aSingleFaceIsMeasuredOn() {
    let sample = sample(1)
    #expect(sample.measured.count == 1 && sample.fitted.isEmpty)
  }

  @Test func neighborsAreTheBestOfAllRanksWithoutTheFaceItself() {
    let found = [neighbor(9, 0.2), neighbor(5, 1), neighbor(7, 0.9), neighbor(8, 0.4)]
    #expect(RecallSample.best(found, of: 5, k: 3).map(\.index) == [7, 8])
  }

  @Test func onlyNeighborsThatAreInTheListsOfARankAreFoundThere() {
    let sample = RecallSample(
      [
        (0, [neighbor(1, 0.9), neighbor(2, 0.8)]), (1, []), (4, []),
        (2, [neighbor(0, 0.8), neighbor(3, 0.7)]),
      ])
    let lists = CandidateLists(rowCount: 2, capacity: 2, minSimilarity: 0)
    lists.insert(neighbor(1, 0.9), row: 0)
    lists.insert(neighbor(3, 0.5), row: 0)
    #expect(sample.foundHere(in: NeighborLists(lists, firstFace: 0)) == [1, 0])
    #expect(sample.foundHere(in: NeighborLists(lists, firstFace: 2)) == [0, 0])
  }
}

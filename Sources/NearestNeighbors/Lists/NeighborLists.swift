/// The neighbors of a range of faces, best first.
///
/// List `row` is that of face `firstFace + row` of the whole input.
public struct NeighborLists: Sendable, Equatable {
  /// The row in the whole input of the first face.
  public let firstFace: Int
  /// Where each list starts in `neighbors`; one more entry than there are faces.
  public let offsets: [Int]
  /// All lists one after another.
  public let neighbors: [Neighbor]

  /// The number of faces.
  public var count: Int { offsets.count - 1 }

  /// The neighbors of one face of the range, best first.
  public subscript(row: Int) -> ArraySlice<Neighbor> {
    neighbors[offsets[row]..<offsets[row + 1]]
  }

  init(firstFace: Int, offsets: [Int], neighbors: [Neighbor]) {
    self.firstFace = firstFace
    self.offsets = offsets
    self.neighbors = neighbors
  }

  /// Takes the neighbors out of `candidates`.
  package init(_ candidates: CandidateLists, firstFace: Int) {
    self.init(candidates, at: 0..<candidates.rowCount, firstFace: firstFace)
  }

  /// Takes the neighbors out of `candidates`, whose rows are in another order.
  ///
  /// - Parameter rows: of each list here.
  init(
    _ candidates: CandidateLists, at rows: some RandomAccessCollection<Int>, firstFace: Int = 0
  ) {
    var offsets = [0]
    offsets.reserveCapacity(rows.count + 1)
    var neighbors: [Neighbor] = []
    neighbors.reserveCapacity(candidates.neighborCount)
    for row in rows {
      candidates.move(row, to: &neighbors)
      offsets.append(neighbors.count)
    }
    self.init(firstFace: firstFace, offsets: offsets, neighbors: neighbors)
  }
}

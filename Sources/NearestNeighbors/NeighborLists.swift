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

  package init(_ candidates: CandidateLists, firstFace: Int) {
    var offsets = [0]
    offsets.reserveCapacity(candidates.rowCount + 1)
    for row in 0..<candidates.rowCount {
      offsets.append(offsets[row] + candidates.neighbors(row).count)
    }
    neighbors = [Neighbor](unsafeUninitializedCapacity: offsets.last!) { buffer, count in
      for row in 0..<candidates.rowCount {
        let range = offsets[row]..<offsets[row + 1]
        _ = buffer[range].initialize(fromContentsOf: candidates.neighbors(row))
        buffer[range].sort(by: >)
      }
      count = offsets.last!
    }
    self.firstFace = firstFace
    self.offsets = offsets
  }
}

import Embeddings
import Threads

extension LocalSearch {
  /// Searches for every face the most similar ones of other groups.
  ///
  /// Two faces of other groups are seldom similar, and those of a group are often alike: so nearly all pairs are
  /// ruled out by centers, where a sample shows that it pays (see `BlockSearch`).
  ///
  /// - Parameters:
  ///   - sizes: the numbers of faces of the groups, whose rows follow each other.
  ///   - most: how many others a face is to have at the most.
  ///   - faces: rows, normalized. Those of a group come out in another order.
  /// - Returns: for each face, in the order in which they were given, at most so many others, best first and of
  ///   equal ones the first, none below `minSimilarity`, numbered by the rows that were given.
  package func nearestOutside(
    groups sizes: [Int], most: Int, of faces: EmbeddingMatrix
  ) -> NeighborLists {
    precondition(sizes.reduce(0, +) == faces.rows, "groups of other faces")
    // That of faces to which a third one is as similar as it must be: fewer groups cost less, and faces that are far
    // from their center are by themselves in any case.
    let leastSimilarity = settings.minSimilarity * abs(settings.minSimilarity)
    let order = AlikeOrder(
      faces, groups: sizes,
      leastSimilarity: max(leastSimilarity, SearchSettings.leastSimilarityInOrder),
      threads: settings.threads)
    return order.numbers.withUnsafeBufferPointer { numbers in
      let rows = FaceRows(
        values: faces.values, count: faces.rows, dimension: faces.dimension, firstFace: 0,
        numbers: numbers.baseAddress)
      let lists = CandidateLists(
        rowCount: faces.rows, capacity: most, minSimilarity: settings.minSimilarity)
      let block = BlockSearch(
        rows: rows, groupStarts: order.starts,
        // Lists fill more slowly than a sample of all pairs says, most of which are within groups.
        keeping: KeptPairs(minSimilarity: settings.minSimilarity), threads: settings.threads,
        kernel: settings.kernel)
      block.compare(
        Self.pairsOfGroups(sizes, height: block.tileSize.rows), lists,
        with: block.columns(rows, groupStarts: order.starts, 0..<faces.rows), lists,
        onlyAboveDiagonal: false
      ) { _ in }
      return NeighborLists(lists, at: order.positions)
    }
  }

  /// The pairs of faces of different groups, in rectangles that are as high as tiles where groups are lower.
  static func pairsOfGroups(_ sizes: [Int], height: Int) -> [PairRectangle] {
    let faces = sizes.reduce(0, +)
    var pairs: [PairRectangle] = []
    var band = 0..<0
    var ends: [Int] = []
    func close() {
      var start = band.lowerBound
      for end in ends {
        pairs.append(PairRectangle(rows: start..<end, columns: end..<band.upperBound))
        start = end
      }
      pairs.append(PairRectangle(rows: band, columns: band.upperBound..<faces))
      band = band.upperBound..<band.upperBound
      ends = []
    }
    for size in sizes {
      if band.count + size > height { close() }
      band = band.lowerBound..<band.upperBound + size
      ends.append(band.upperBound)
    }
    close()
    return pairs.filter { !$0.isEmpty }
  }
}

/// An order of faces in groups in which, within a group, faces alike follow each other.
struct AlikeOrder {
  /// By the places of the order, the row that was given.
  private(set) var numbers: [UInt32]
  /// The places at which faces alike start, then the number of faces.
  private(set) var starts: [Int] = []

  /// Puts rows into this order.
  ///
  /// - Parameters:
  ///   - sizes: the numbers of faces of the groups, whose rows follow each other.
  ///   - leastSimilarity: that of faces alike.
  init(_ faces: EmbeddingMatrix, groups sizes: [Int], leastSimilarity: Float, threads: Int) {
    let pieces = Self.pieces(sizes)
    numbers = (0..<UInt32(faces.rows)).map { $0 }
    var isFirst = [Bool](repeating: false, count: faces.rows)
    numbers.withUnsafeMutableBufferPointer { numbers in
      isFirst.withUnsafeMutableBufferPointer { isFirst in
        // Each piece has places of its own.
        nonisolated(unsafe) let (numbers, isFirst) = (numbers, isFirst)
        Workers(count: threads).forEach(0..<pieces.count, by: Self.piecesAtATime) { batch, _, _ in
          for piece in batch {
            Self.order(faces, pieces[piece], leastSimilarity: leastSimilarity, numbers, isFirst)
          }
        }
      }
    }
    starts = isFirst.indices.filter { isFirst[$0] } + [faces.rows]
  }

  /// The place of each row that was given.
  var positions: [Int] {
    var positions = [Int](repeating: 0, count: numbers.count)
    for (place, number) in numbers.enumerated() { positions[Int(number)] = place }
    return positions
  }

  /// How many faces of a group are ordered at a time.
  private static let mostFacesAtATime = 2048
  private static let piecesAtATime = 16

  private static func pieces(_ sizes: [Int]) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    for size in sizes {
      let end = start + size
      for first in stride(from: start, to: end, by: mostFacesAtATime) {
        pieces.append(first..<min(first + mostFacesAtATime, end))
      }
      start = end
    }
    return pieces
  }

  /// Orders the faces of a piece.
  private static func order(
    _ faces: EmbeddingMatrix, _ piece: Range<Int>, leastSimilarity: Float,
    _ numbers: UnsafeMutableBufferPointer<UInt32>, _ isFirst: UnsafeMutableBufferPointer<Bool>
  ) {
    let rows = FaceRows(faces)
    let alike = LeaderClustering(rows, piece, leastSimilarity: leastSimilarity)
    let (groups, order) = (alike.groups, alike.order(byDistance: true))
    let copies = rows.copied(order.map { UInt32(piece.lowerBound + $0) })
    copies.withUnsafeBufferPointer {
      (faces.values + piece.lowerBound * faces.dimension)
        .update(from: $0.baseAddress!, count: copies.count)
    }
    for (offset, row) in order.enumerated() {
      let place = piece.lowerBound + offset
      numbers[place] = UInt32(piece.lowerBound + row)
      isFirst[place] = offset == 0 || groups[row] != groups[order[offset - 1]]
    }
  }
}

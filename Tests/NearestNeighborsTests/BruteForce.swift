@testable import NearestNeighbors

/// A matrix of normalized random rows for tests.
struct RandomFaces {
  let dimension: Int
  var rows: [[Float]]

  /// - Parameter spread: how far rows lie from a few common centers; small values make them similar.
  init(count: Int, dimension: Int, seed: UInt64, spread: Float = 1) {
    var state = seed
    func draw() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 23) - 1
    }
    self.dimension = dimension
    let centers = (0..<4).map { _ in (0..<dimension).map { _ in draw() } }
    rows = (0..<count).map { row in
      Self.normalized((0..<dimension).map { centers[row % 4][$0] + spread * draw() })
    }
  }

  static func normalized(_ row: [Float]) -> [Float] {
    let norm = row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    return row.map { Float(Double($0) / norm) }
  }

  func similarity(_ i: Int, _ j: Int) -> Float {
    let (a, b) = (rows[i], rows[j])
    return Similarity.of(a.span, b.span)
  }

  /// Every face's best `k - 1` others with at least `minSimilarity`, by sorting all of them.
  func neighborsByBruteForce(k: Int, minSimilarity: Float) -> [[Neighbor]] {
    rows.indices.map { neighborsByBruteForce(of: $0, k: k, minSimilarity: minSimilarity) }
  }

  func neighborsByBruteForce(of face: Int, k: Int, minSimilarity: Float) -> [Neighbor] {
    rows.indices.filter { $0 != face }
      .map { (index: $0, similarity: similarity(face, $0)) }
      .filter {
        // The same rows reach 1, whatever rounding makes of their product.
        $0.similarity >= minSimilarity || minSimilarity <= 1 && rows[$0.index] == rows[face]
      }
      .sorted { ($1.similarity, $0.index) < ($0.similarity, $1.index) }
      .prefix(k - 1).map { Neighbor(index: UInt32($0.index), similarity: $0.similarity) }
  }

  /// Lends the rows, one after another.
  func withRows<Result>(_ body: (FaceRows) throws -> Result) rethrows -> Result {
    try rows.flatMap { $0 }.withUnsafeBufferPointer { values in
      try body(
        FaceRows(
          values: values.baseAddress!, count: rows.count, dimension: dimension, firstFace: 0))
    }
  }

  /// What the block search finds over all rows.
  func neighborsBySearch(
    k: Int, minSimilarity: Float, threads: Int, kernel: SearchKernel = .blas,
    groupStarts: [Int]? = nil, looseBelow: Float = -.infinity
  ) -> NeighborLists {
    let lists = CandidateLists(rowCount: rows.count, capacity: k - 1, minSimilarity: minSimilarity)
    withRows { faces in
      let search = BlockSearch(
        rows: faces, groupStarts: groupStarts, alwaysLooseBelow: looseBelow,
        keeping: KeptPairs(minSimilarity: minSimilarity), threads: threads, kernel: kernel)
      let all = 0..<rows.count
      search.compare(
        PairRectangle(rows: all, columns: all), lists,
        with: search.columns(faces, groupStarts: groupStarts, all), lists, onlyAboveDiagonal: true
      ) { _ in }
    }
    return NeighborLists(lists, firstFace: 0)
  }
}

extension NeighborLists {
  var asArrays: [[Neighbor]] { (0..<count).map { Array(self[$0]) } }
}

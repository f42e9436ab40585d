import CSimilarity

/// Some rows in groups of faces that are alike.
struct LeaderClustering {
  /// The number of each row's group; some numbers may be unused.
  private(set) var groups: [UInt32] = []
  /// How similar each row is to about the mean of its group.
  private var similarities: [Float] = []

  /// Finds the groups of some of the rows.
  ///
  /// A face joins the group of the most similar leader, or, where none is similar enough, leads a
  /// new one; then every face moves to the group whose mean is most similar. Similar is meant by
  /// `Similarity`, so that the groups depend on the faces and their order alone.
  init(_ faces: FaceRows, _ rows: Range<Int>, leastSimilarity: Float) {
    let dimension = faces.dimension
    var leaders: [UnsafePointer<Float>] = []
    groups.reserveCapacity(rows.count)
    for row in rows {
      let best = Self.mostSimilar(leaders, to: faces[row], dimension: dimension)
      if best.similarity >= leastSimilarity {
        groups.append(UInt32(best.leader))
      } else {
        groups.append(UInt32(leaders.count))
        leaders.append(faces[row])
      }
    }
    let count = leaders.count
    var sums = [Double](repeating: 0, count: count * dimension)
    for (row, group) in zip(rows, groups) {
      let sum = Int(group) * dimension
      for coordinate in 0..<dimension { sums[sum + coordinate] += Double(faces[row][coordinate]) }
    }
    var means = [Float](repeating: 0, count: sums.count)
    for group in 0..<count {
      let range = group * dimension..<(group + 1) * dimension
      let length = sums[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for place in range where length > 0 { means[place] = Float(sums[place] / length) }
    }
    similarities.reserveCapacity(rows.count)
    means.withUnsafeBufferPointer { means in
      leaders = (0..<count).map { means.baseAddress! + $0 * dimension }
      for (place, row) in rows.enumerated() {
        let best = Self.mostSimilar(leaders, to: faces[row], dimension: dimension)
        groups[place] = UInt32(best.leader)
        similarities.append(best.similarity)
      }
    }
  }

  private static func mostSimilar(
    _ leaders: [UnsafePointer<Float>], to face: UnsafePointer<Float>, dimension: Int
  ) -> (leader: Int, similarity: Float) {
    var similarity: Float = 0
    let leader = leaders.withUnsafeBufferPointer { leaders in
      leaders.withMemoryRebound(to: UnsafePointer<Float>?.self) {
        most_similar_row(
          face, $0.baseAddress, leaders.count, dimension,
          float32ScreeningBound(dimension: dimension), &similarity)
      }
    }
    return (leader, similarity)
  }

  /// The rows, counted from the first, group by group.
  ///
  /// - Parameter byDistance: those first that are most similar to the mean of their group, so that rows that follow each
  ///   other are about as far from it.
  func order(byDistance: Bool) -> [Int] {
    guard byDistance else {
      return groups.indices.sorted { (groups[$0], $0) < (groups[$1], $1) }
    }
    return groups.indices.sorted {
      (groups[$0], -similarities[$0], $0) < (groups[$1], -similarities[$1], $1)
    }
  }
}

import CSimilarity
import Threads

/// Faces that lie in memory group after group, faces alike in the same group, and what bounds the
/// similarities of all pairs of two groups by few products (see `grouped_columns`): the mean of each
/// group, its center, and how far each face is from its center.
final class FaceGroups: @unchecked Sendable {
  /// The first row of each group, then the number of rows.
  let starts: [Int]
  /// The centers, `dimension` floats each, one after another.
  let centers: UnsafeMutablePointer<Float>
  /// The distance of each row from its center, or slightly more.
  let distances: UnsafeMutablePointer<Float>

  private let dimension: Int
  private let block: MemoryBlock

  var count: Int { starts.count - 1 }

  /// The centers like faces, though they are shorter.
  var centerRows: FaceRows {
    FaceRows(values: centers, count: count, dimension: dimension, firstFace: 0)
  }

  /// Groups whose centers and distances are in a block, be it before or after they are written.
  init(starts: [Int], dimension: Int, in block: MemoryBlock) {
    self.starts = starts
    self.dimension = dimension
    self.block = block
    centers = block.take((starts.count - 1) * dimension, of: Float.self)
    distances = block.take(starts.last!, of: Float.self)
  }

  /// What the groups take of a block.
  static func bytes(groups: Int, faces: Int, dimension: Int) -> Int {
    MemoryBlock.bytes(groups * dimension, of: Float.self)
      + MemoryBlock.bytes(faces, of: Float.self)
  }

  /// Finds the centers and distances of groups.
  ///
  /// - Parameter block: where to put them; nil: in memory of their own.
  convenience init(
    _ faces: FaceRows, starts: [Int], threads: Int, in block: MemoryBlock? = nil
  ) {
    precondition(starts.first == 0 && starts.last == faces.count)
    let dimension = faces.dimension
    self.init(
      starts: starts, dimension: dimension,
      in: block
        ?? MemoryBlock(
          bytes: Self.bytes(
            groups: starts.count - 1, faces: faces.count, dimension: dimension)))
    Workers(count: threads).forEach(0..<count, by: Self.groupsAtATime) { batch, _, _ in
      for group in batch {
        let members = starts[group]..<starts[group + 1]
        let center = centers + group * dimension
        mean_of_rows(faces[members.lowerBound], members.count, dimension, center)
        for row in members {
          (distances + row).initialize(to: distance_of_rows(faces[row], center, dimension))
        }
      }
    }
  }

  /// How many groups a thread takes at a time.
  private static let groupsAtATime = 64

  /// The groups that have rows in a range that is not empty.
  func groups(of rows: Range<Int>) -> Range<Int> {
    starts.groups(of: rows)
  }

  /// Puts some of the rows into groups of faces that are alike.
  ///
  /// A face joins the group of the most similar leader, or, where none is similar enough, leads a
  /// new one; then every face moves to the group whose mean is most similar. Similar is meant by
  /// `Similarity`, so that the groups depend on the faces and their order alone.
  ///
  /// - Returns: the number of each row's group; some numbers may be unused.
  static func alike(_ faces: FaceRows, _ rows: Range<Int>, leastSimilarity: Float) -> [UInt32] {
    let dimension = faces.dimension
    let errorBound = float32ScreeningBound(dimension: dimension)
    var leaders: [UnsafePointer<Float>] = []
    func mostSimilar(to face: UnsafePointer<Float>) -> (leader: Int, similarity: Float) {
      var similarity: Float = 0
      let leader = leaders.withUnsafeBufferPointer { leaders in
        leaders.withMemoryRebound(to: UnsafePointer<Float>?.self) {
          most_similar_row(
            face, $0.baseAddress, leaders.count, dimension, errorBound, &similarity)
        }
      }
      return (leader, similarity)
    }
    var groups: [UInt32] = []
    groups.reserveCapacity(rows.count)
    for row in rows {
      let best = mostSimilar(to: faces[row])
      if best.similarity >= leastSimilarity {
        groups.append(UInt32(best.leader))
      } else {
        groups.append(UInt32(leaders.count))
        leaders.append(faces[row])
      }
    }
    guard leaders.count > 1 else { return groups }

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
    means.withUnsafeBufferPointer { means in
      leaders = (0..<count).map { means.baseAddress! + $0 * dimension }
      for (place, row) in rows.enumerated() {
        groups[place] = UInt32(mostSimilar(to: faces[row]).leader)
      }
    }
    return groups
  }
}

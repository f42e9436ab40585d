import CSimilarity
import Threads

/// Faces that lie in memory group after group, faces alike in the same group, and what bounds the
/// similarities of all pairs of two groups by few products: the mean of each group, its center, and how far each face is
/// from its center.
///
/// With x = a + r and y = b + s for the centers a and b, x·y = x·b + a·y - a·b + r·s, and r·s <= |r||s| (Cauchy-Schwarz).
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
  /// - Parameters:
  ///   - quantization: by which centers are encoded. They are the means of groups, but for the rounding of codes: then
  ///     nothing is lost where they are.
  ///   - block: where to put them; nil: in memory of their own.
  convenience init(
    _ faces: FaceRows, starts: [Int], _ quantization: Quantization, threads: Int,
    in block: MemoryBlock? = nil
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
        quantization.round(center, count: dimension)
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
}

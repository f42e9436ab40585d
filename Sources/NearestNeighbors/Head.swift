/// The part of a face that the kernels compare: its first `depth` columns.
///
/// What it leaves out, the tail, is bounded instead: x·y = h_x·h_y + t_x·t_y for the heads h and the
/// tails t, and |t_x·t_y| <= |t_x| |t_y| <= (|t_x|² + |t_y|²) / 2. Where the similarities of most
/// pairs are far below the least one that is wanted, a head of about two thirds of the columns
/// already shows it, even when all columns weigh the same.
package struct Head: Sendable {
  /// Columns, a multiple of `depthMultiple`; those past the dimension are zeros.
  package let depth: Int

  /// What the kernels ask for.
  package static let depthMultiple = 8

  static func fullDepth(dimension: Int) -> Int {
    (dimension + depthMultiple - 1) / depthMultiple * depthMultiple
  }

  package init(depth: Int) {
    precondition(depth > 0 && depth % Self.depthMultiple == 0)
    self.depth = depth
  }

  /// Writes the head of a face to `head`.
  func write(_ face: UnsafePointer<Float>, dimension: Int, to head: UnsafeMutablePointer<Float>) {
    let copied = min(depth, dimension)
    head.update(from: face, count: copied)
    for column in copied..<max(depth, copied) { head[column] = 0 }
  }
}

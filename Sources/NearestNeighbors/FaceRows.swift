/// Rows of normalized faces in memory that somebody else owns and keeps alive: the handle that the
/// hot loops work on.
package struct FaceRows: @unchecked Sendable {
  /// `count * dimension` floats, row after row.
  package let values: UnsafePointer<Float>
  package let count: Int
  package let dimension: Int
  /// The row in the whole input of the first row here.
  package let firstFace: Int

  package init(values: UnsafePointer<Float>, count: Int, dimension: Int, firstFace: Int) {
    self.values = values
    self.count = count
    self.dimension = dimension
    self.firstFace = firstFace
  }

  package subscript(row: Int) -> UnsafePointer<Float> { values + row * dimension }
}

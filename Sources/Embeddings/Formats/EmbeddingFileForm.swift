import Storage

/// What a file of float32 rows has besides the rows, by the ending of its name: a `.npy` file a header
/// before them, a `.bin` file a description beside it.
package struct EmbeddingFileForm: Sendable {
  /// The bytes before row 0.
  package let header: [UInt8]
  /// The path and the contents of the file beside it, if there is to be one.
  package let description: (path: String, text: String)?

  /// - Returns: nil where the name ends otherwise.
  package init?(_ path: String, rows: Int, dimension: Int) {
    switch EmbeddingLayout.ending(of: path) {
    case "npy":
      (header, description) = (NumpyHeader.bytes(type: "<f4", shape: [rows, dimension]), nil)
    case "bin":
      let text = RawRowsDescription(rows: rows, dimension: dimension).text
      (header, description) = ([], (RawRowsDescription.path(beside: path), text))
    default: return nil
    }
  }
}

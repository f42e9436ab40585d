import Foundation
import Storage

/// What stands beside a file of raw rows, FILE.bin, to say what they are: `FILE.bin.json`, an object
/// such as `{"dtype": "<f4", "shape": [1000, 512]}`.
package struct RawRowsDescription: Sendable {
  /// The type of the values.
  package let type: NumpyType
  /// The number of rows.
  package let rows: Int
  /// The number of columns.
  package let dimension: Int

  private struct Contents: Codable {
    let dtype: String
    let shape: [Int]
  }

  /// The size of the largest file that is read, in bytes: more than such an object ever has.
  private static let largestFile = 1 << 16

  /// Describes rows of float32.
  package init(rows: Int, dimension: Int) {
    (type, self.rows, self.dimension) = (NumpyType("<f4"), rows, dimension)
  }

  /// Reads the description of a file.
  ///
  /// - Parameter path: the file of the rows.
  /// - Returns: nil where none stands beside it.
  /// - Throws: `FileError` with the path of the description, when it cannot be understood.
  init?(beside path: String) throws(FileError) {
    let path = Self.path(beside: path)
    var status = stat()
    guard stat(path, &status) == 0 || errno != ENOENT else { return nil }
    let file = try InputFile(path)
    guard file.size <= Self.largestFile,
      let found = try? JSONDecoder().decode(Contents.self, from: Data(file.read(0..<file.size))),
      found.shape.count == 2, found.shape.allSatisfy({ $0 >= 0 })
    else {
      throw FileError(
        path,
        "does not say what the raw rows beside it are, such as {\"dtype\": \"<f4\", \"shape\": [1000, "
          + "512]}; mend or remove it, or give --dim")
    }
    type = NumpyType(Self.codes[found.dtype] ?? found.dtype)
    (rows, dimension) = (found.shape[0], found.shape[1])
  }

  /// What types are called in numpy, where their values are in the order of this machine.
  private static let codes = ["float16": "<f2", "float32": "<f4", "float64": "<f8"]

  /// The file in which the rows of a file are described.
  package static func path(beside path: String) -> String { path + ".json" }

  /// The contents of the file.
  package var text: String {
    "{\"dtype\": \"\(type)\", \"shape\": [\(rows), \(dimension)]}\n"
  }
}

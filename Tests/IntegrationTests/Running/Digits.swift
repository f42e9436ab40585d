import Embeddings

/// The handwritten digits of Tests/Data/digits: real data that comes with the package.
enum Digits {
  static let features = file("digits.npy")
  static let truth = file("digits.labels")

  /// The rows, normalized as the program does it.
  static func normalizedRows() throws -> [[Double]] {
    let file = try EmbeddingFile(features, dimension: nil)
    let matrix = EmbeddingMatrix(rows: file.faces, dimension: file.dimension)
    try file.read(rows: 0..<file.faces, into: matrix)
    try matrix.normalize(path: features, firstRow: 0)
    return (0..<file.faces).map { row in (0..<file.dimension).map { Double(matrix[row][$0]) } }
  }

  private static func file(_ name: String) -> String {
    SharedData.package.appendingPathComponent("Tests/Data/digits/\(name)").path
  }
}

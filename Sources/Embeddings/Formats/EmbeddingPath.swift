import Foundation
import Storage

/// The name of a file of embeddings as it is given, with the array that is meant where a file may have
/// several: `faces.npz:embeddings`, `faces.h5:/layer/embeddings`.
package struct EmbeddingPath: Sendable {
  /// Where the file is.
  package let file: String
  /// The name of the array; nil where none is given.
  package let array: String?

  /// The endings of files that may have several arrays.
  static let endings = ["npz", "safetensors", "h5", "hdf5"]

  package init(_ path: String) {
    let parts = FileManager.default.fileExists(atPath: path) ? nil : Self.parts(of: path)
    file = parts?.file ?? path
    array = parts?.array
  }

  /// Divides a name at the first colon behind such an ending.
  private static func parts(of path: String) -> (file: String, array: String)? {
    for (place, character) in zip(path.indices, path) where character == ":" {
      let file = String(path[..<place])
      guard endings.contains(EmbeddingLayout.ending(of: file)) else { continue }
      var array = path[path.index(after: place)...]
      if array.first == "/" { array.removeFirst() }
      return array.isEmpty ? nil : (file, String(array))
    }
    return nil
  }
}

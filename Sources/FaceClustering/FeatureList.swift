import Embeddings
import Storage

/// A text that names files of faces, one a line, so that a command line need not name them all.
package struct FeatureList {
  /// What the name of a list starts with on the command line.
  package static let mark = "@"

  /// The files, in the order of the lines.
  package let files: [String]

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - path: of a text in UTF-8. Lines end in a line feed, a carriage return or both; a byte order mark does not count.
  ///     Blank lines and those that begin with # are passed over.
  ///   - isFile: whether there is a file of a name.
  /// - Throws: `FileError`, which says in which line a name is that is none of a file.
  package init(_ path: String, isFile: (String) -> Bool) throws(FileError) {
    let text = try InputFile.plainText(of: path, contents: "names of files")
    var files: [String] = []
    try text.forEachLine { (name, line) throws(FileError) in
      if let file = try Self.file(name, of: path, line: line, isFile: isFile) { files.append(file) }
    }
    guard !files.isEmpty else {
      throw FileError(path, "names no file; write the names of files of faces into it, one a line")
    }
    self.files = files
  }

  /// The file that a line names; nil where it is passed over.
  private static func file(
    _ bytes: ArraySlice<UInt8>, of path: String, line: Int, isFile: (String) -> Bool
  ) throws(FileError) -> String? {
    let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t")]
    guard bytes.contains(where: { !blanks.contains($0) }), bytes.first != UInt8(ascii: "#") else {
      return nil
    }
    guard !bytes.contains(0) else {
      throw FileError(path, "line \(line) has a NUL in it; a list of files is a text")
    }
    guard let name = String(validating: bytes, as: UTF8.self) else {
      throw FileError(path, "line \(line) is not UTF-8; save the list in UTF-8")
    }
    guard !name.hasPrefix(mark) else {
      throw FileError(
        path,
        "line \(line) names a list, \(name); a list has files only, and one whose name begins with \(mark) is "
          + "written ./\(name)")
    }
    guard isFile(EmbeddingPath(name).file) else {
      throw FileError(
        path,
        "line \(line): there is no file \(name); names are taken from the current folder, whatever folder the "
          + "list is in")
    }
    return name
  }
}

import Storage

/// A file of groups of faces, one on each line, by their rows or names.
///
/// Words are separated by commas, semicolons or tabs, and without names by blanks too; blanks around a word do not
/// count. A word in quotes may have any of these in it, and quotes that are doubled. Blank lines and lines that
/// begin with # are passed over.
struct ConstraintGroups {
  let path: String
  /// The words of each line that has a group.
  private(set) var lines: [(number: Int, words: [ArraySlice<UInt8>])] = []
  /// The first word of each line that begins with #, which is passed over.
  private(set) var comments: [(number: Int, word: ArraySlice<UInt8>)] = []

  /// - Parameter hasNames: whether words may be names.
  /// - Throws: `FileError` when the file cannot be understood.
  init(_ path: String, hasNames: Bool) throws(FileError) {
    self.path = path
    let text = try InputFile.plainText(of: path, contents: "faces, a group a line")
    let separators = Array((hasNames ? ",;\t" : ",;\t ").utf8)
    var rows = CSVRows(text, separators: separators, path: path, trimsBlanks: true)
    while !rows.isAtEnd {
      if rows.rest.first == UInt8(ascii: "#") {
        let ends = separators + Array("\r\n".utf8)
        comments.append((rows.line, rows.rest.prefix { !ends.contains($0) }))
        rows.skipLine()
        continue
      }
      let line = rows.line
      let words = try rows.next().filter { !$0.isEmpty }
      guard !words.isEmpty else { continue }
      guard words.count > 1 else {
        throw FileError(
          path,
          "line \(line) has one word, \(Self.quoted(words[0])); a line must have two faces or more, separated "
            + "by commas")
      }
      lines.append((line, words))
    }
  }

  /// The groups as statements.
  ///
  /// - Parameters:
  ///   - rows: finds the face that a word means.
  ///   - option: what names the file on the command line.
  func statements(
    _ rows: FaceWords, option: String, isTogether: Bool
  ) throws(FileError) -> [ConstraintStatement] {
    var statements: [ConstraintStatement] = []
    for (line, word) in comments where rows.isName(word) {
      throw FileError(
        path,
        "line \(line) begins with #, as what is passed over does, but \(Self.quoted(word)) is the name of a face; put "
          + "it in quotes, or a blank behind the #")
    }
    for (line, words) in lines {
      var faces: [UInt32] = []
      for word in words {
        do throws(FaceWords.Problem) {
          faces.append(try rows.face(word))
        } catch {
          throw FileError(path, "line \(line): \(Self.quoted(word)) \(error.text)")
        }
      }
      var seen: Set<UInt32> = []
      if let twice = faces.indices.first(where: { !seen.insert(faces[$0]).inserted }) {
        throw FileError(
          path,
          "line \(line) has face \(faces[twice]) twice (\(Self.quoted(words[twice]))); each must be there once"
        )
      }
      statements.append(
        ConstraintStatement(
          isTogether: isTogether, faces: faces, place: .line(line, of: path, option: option)))
    }
    return statements
  }

  private static func quoted(_ word: ArraySlice<UInt8>) -> String {
    let most = 60
    let text = String(decoding: word.prefix(most), as: UTF8.self)
    return "\"\(text)\(word.count > most ? "…" : "")\""
  }
}

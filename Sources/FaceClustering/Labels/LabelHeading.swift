import Storage

/// The lines before the labels of a text: comments, and the heading `*Vertices` of Pajek's partitions.
struct LabelHeading {
  /// How many labels the heading says there are; nil without one.
  private(set) var declared: Int?
  /// How many lines there are before the labels, and where these begin.
  private(set) var lines = 0
  private(set) var end = 0
  /// How many words the first line behind has.
  private(set) var columns = 0

  /// - Parameter allowsComments: whether lines that begin with # or % are passed over at the start, as
  ///   .clu and .tree files have them.
  /// - Throws: `FileError` when the heading has no number.
  init(_ text: [UInt8], path: String, allowsComments: Bool) throws(FileError) {
    var start = 0
    while start < text.count {
      let lineEnd = text[start...].firstIndex(where: Self.endsLine) ?? text.count
      let words = text[start..<lineEnd].split(maxSplits: 8, whereSeparator: Self.isBlank)
      let isPair = lineEnd + 1 < text.count && text[lineEnd...].starts(with: Array("\r\n".utf8))
      let next = min(text.count, lineEnd + (isPair ? 2 : 1))
      switch words.first?.first {
      case UInt8(ascii: "*") where try takes(heading: words, path): break
      case UInt8(ascii: "#") where allowsComments, UInt8(ascii: "%") where allowsComments: break
      case nil where allowsComments || declared != nil: break
      default:
        columns = words.count
        return
      }
      lines += 1
      (start, end) = (next, next)
    }
  }

  /// Takes a heading of Pajek's partitions.
  ///
  /// - Returns: false if it is none, but perhaps a name.
  private mutating func takes(
    heading words: [ArraySlice<UInt8>], _ path: String
  ) throws(FileError) -> Bool {
    switch String(decoding: words[0].prefix(20), as: UTF8.self).lowercased() {
    case "*partition": return true
    case "*vertices":
      guard words.count > 1, let count = Int(String(decoding: words[1], as: UTF8.self)), count > 0
      else {
        throw FileError(
          path, "line \(lines + 1): *Vertices must be followed by the number of labels")
      }
      declared = count
      return true
    default: return false
    }
  }

  private static func endsLine(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}

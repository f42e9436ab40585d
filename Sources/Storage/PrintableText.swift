extension String {
  /// The text as one line that a terminal shows as it is and that nobody minds in a log: what could
  /// move the cursor, change colors or reorder letters is written as an escape (`\u{1b}`), and of a
  /// long text the middle is left out.
  ///
  /// Every message of the program passes this, since messages name files and quote what is in them.
  ///
  /// - Parameter limit: the most bytes that are kept; what says how many were left out comes on top.
  package func printable(atMost limit: Int = 800) -> String {
    let whole = Self.printable(unicodeScalars, atMost: limit)
    guard whole.bytes < utf8.count else { return whole.pieces.joined() }
    // The start says what is meant, the end says what to do.
    let endLimit = limit / 3
    let start = Self.printable(unicodeScalars, atMost: limit - endLimit)
    let end = Self.printable(unicodeScalars.reversed(), atMost: endLimit)
    let left = utf8.count - start.bytes - end.bytes
    return start.pieces.joined() + " [\(left) bytes left out] " + end.pieces.reversed().joined()
  }

  /// The first scalars as they can be printed, as many as a limit has room for, and the bytes that
  /// they take in the text.
  private static func printable(
    _ scalars: some Sequence<Unicode.Scalar>, atMost limit: Int
  ) -> (pieces: [String], bytes: Int) {
    var pieces: [String] = []
    var (bytes, printedBytes) = (0, 0)
    for scalar in scalars {
      let piece = printable(scalar)
      printedBytes += piece.utf8.count
      guard printedBytes <= limit else { break }
      pieces.append(piece)
      bytes += UTF8.width(scalar)
    }
    return (pieces, bytes)
  }

  private static func printable(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      return "\\u{" + String(scalar.value, radix: 16) + "}"
    default:
      return String(scalar)
    }
  }
}

import Storage

/// One column of a table whose first row has the headings, as RFC 4180 describes it: fields may stand in
/// quotes, in which a quote is doubled and line ends count as text. Fields are separated by commas, by
/// semicolons or by tabs, whichever the headings have most of.
struct CSVColumn {
  private let heading: String
  private let path: String

  init(_ heading: String, path: String) {
    self.heading = heading
    self.path = path
  }

  private static let quote = UInt8(ascii: "\"")
  private static let feed = UInt8(ascii: "\n")
  private static let carriage = UInt8(ascii: "\r")

  /// Hands over the field of each row below the headings, with the line on which its row starts.
  ///
  /// - Throws: `FileError` for a table without the column, with rows of another length than the
  ///   headings, or with quotes that do not fit.
  func read(
    _ text: [UInt8], _ take: (ArraySlice<UInt8>, Int) throws(FileError) -> Void
  ) throws(FileError) {
    let separator = Self.separator(of: text)
    var rows = CSVRows(text, separators: [separator], path: path)
    let headings = try rows.next()
    let names = headings.map { String(decoding: $0, as: UTF8.self) }
    let columns = names.indices.filter { names[$0] == heading }
    guard let column = columns.first else {
      throw FileError(
        path,
        "has no column \"\(heading)\"; its first row has "
          + names.prefix(20).map { "\"\($0)\"" }.joined(separator: ", "))
    }
    guard columns.count == 1 else {
      throw FileError(path, "has \(columns.count) columns \"\(heading)\"; rename all but one")
    }
    while !rows.isAtEnd {
      let start = rows.line
      let fields = try rows.next()
      // Nothing but line ends at the end of the file.
      if fields.count == 1, fields[0].isEmpty, headings.count > 1 || rows.isAtEnd,
        rows.rest.allSatisfy({ $0 == Self.feed || $0 == Self.carriage })
      {
        break
      }
      guard fields.count == headings.count else {
        throw FileError(
          path,
          "line \(start) has \(fields.count) fields, but the headings are \(headings.count); put fields "
            + "that have the separator in them in quotes")
      }
      try take(fields[column], start)
    }
  }

  /// The headings of a table.
  static func headings(of text: [UInt8], path: String) throws(FileError) -> [String] {
    var rows = CSVRows(text, separators: [separator(of: text)], path: path)
    return try rows.next().map { String(decoding: $0, as: UTF8.self) }
  }

  /// The separator that the headings have most of, outside quotes.
  private static func separator(of text: [UInt8]) -> UInt8 {
    var counts: [(separator: UInt8, count: Int)] = ",;\t".utf8.map { ($0, 0) }
    var isQuoted = false
    for byte in text {
      if byte == quote { isQuoted.toggle() }
      if !isQuoted, byte == feed || byte == carriage { break }
      guard !isQuoted else { continue }
      for place in counts.indices where counts[place].separator == byte { counts[place].count += 1 }
    }
    return counts.reduce(counts[0]) { $1.count > $0.count ? $1 : $0 }.separator
  }
}

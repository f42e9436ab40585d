import Storage

/// The labels of a text, one a line: whole numbers, or names of any kind, each of which is a class.
///
/// Lines end in a line feed, a carriage return or both; blanks around a label do not count, and neither
/// do blank lines at the end. ``Labels/unknown`` may stand among names too.
struct LabelLines {
  private(set) var labels: [Int] = []
  /// What is odd about the labels although they can be read.
  private(set) var notices: [String] = []

  private let path: String
  private let isColumn: Bool
  /// Numbers too are classes by their texts, for some do not fit in `Int`.
  private let codesNumbers: Bool
  private var codes = LabelCodes()
  /// Of labels that are numbers for texts, what these are; nil of others.
  var textCodes: LabelCodes? { codes.count > 0 ? codes : nil }
  private var table = TableSigns()
  private var line = 0
  private var firstBlankLine: Int?
  /// The first line that is a number, or a name, and what it says; -1 is either.
  private var firstNumber: (line: Int, text: String)?
  private var firstName: (line: Int, text: String)?

  /// - Parameters:
  ///   - linesBefore: how many lines the file has before the text.
  ///   - isColumn: whether lines have nothing but labels, whatever they look like.
  init(
    _ text: [UInt8], path: String, linesBefore: Int = 0, isColumn: Bool = false
  ) throws(FileError) {
    guard !text.starts(with: [0xFF, 0xFE]), !text.starts(with: [0xFE, 0xFF]) else {
      throw FileError(path, "is a text in UTF-16; save it in UTF-8")
    }
    if let lines = try Self(text, path, linesBefore, codesNumbers: false, isColumn: isColumn) {
      self = lines
    } else {
      self = try Self(text, path, linesBefore, codesNumbers: true, isColumn: isColumn)!
    }
  }

  /// The labels of a column of a table.
  ///
  /// - Parameter column: its heading.
  init(column: String, of text: [UInt8], path: String) throws(FileError) {
    var lines: [UInt8] = []
    try CSVColumn(column, path: path).read(text) { (field, line) throws(FileError) in
      guard field.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else {
        throw FileError(
          path,
          "line \(line) has no \(column); every row must have a label, -1 where a face has none")
      }
      guard !field.contains(Self.lineFeed), !field.contains(Self.carriageReturn) else {
        throw FileError(path, "line \(line) has a label of several lines; put it on one")
      }
      lines += field
      lines.append(Self.lineFeed)
    }
    self = try Self(lines, path: path, linesBefore: 1, isColumn: true)
  }

  /// - Returns: nil if there are numbers that do not fit in `Int`, unless all numbers are coded.
  private init?(
    _ text: [UInt8], _ path: String, _ linesBefore: Int, codesNumbers: Bool, isColumn: Bool
  ) throws(FileError) {
    self.path = path
    self.isColumn = isColumn
    line = linesBefore
    self.codesNumbers = codesNumbers
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex { $0 == Self.lineFeed || $0 == Self.carriageReturn }
      line += 1
      guard try take(text[start..<(end ?? text.count)]) else { return nil }
      let isPair = end.map { text[$0] == Self.carriageReturn && $0 + 1 < text.count } == true
      start = (end ?? text.count) + (isPair && text[end! + 1] == Self.lineFeed ? 2 : 1)
    }
    try finish()
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// - Returns: false if the line is a number that does not fit.
  private mutating func take(_ untrimmed: ArraySlice<UInt8>) throws(FileError) -> Bool {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var label = untrimmed.drop(while: isBlank)
    while let last = label.last, isBlank(last) { label.removeLast() }
    guard !label.isEmpty else {
      firstBlankLine = firstBlankLine ?? line
      return true
    }
    if let firstBlankLine {
      throw error(firstBlankLine, "is blank; every line must be one label")
    }
    switch LabelNumber(label) {
    case .integer(Labels.unknown): labels.append(Labels.unknown)
    case .integer(let number):
      try note(number: label)
      labels.append(codesNumbers ? codes.code(of: Array(String(number).utf8)) : number)
    case .long(let number):
      guard codesNumbers else { return false }
      try note(number: label)
      labels.append(codes.code(of: number))
    case .inexact:
      throw error(
        line,
        "is \(Self.quoted(label)); a label must be a whole number, which as a float must be at most 2^53"
      )
    case nil: try take(name: label)
    }
    return true
  }

  private mutating func note(number label: ArraySlice<UInt8>) throws(FileError) {
    if let firstName { throw mixed(name: firstName, number: (line, Self.quoted(label))) }
    if firstNumber == nil { firstNumber = (line, Self.quoted(label)) }
  }

  private mutating func take(name label: ArraySlice<UInt8>) throws(FileError) {
    guard label.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }) else {
      throw error(line, "has control characters; labels must be in a text file, one a line")
    }
    if !isColumn, let problem = table.take(label) { throw error(line, problem) }
    if let firstNumber { throw mixed(name: (line, Self.quoted(label)), number: firstNumber) }
    if firstName == nil { firstName = (line, Self.quoted(label)) }
    labels.append(codes.code(of: Array(label)))
  }

  private mutating func finish() throws(FileError) {
    guard !labels.isEmpty else { throw FileError(path, "has no labels, only blank lines") }
    guard firstName != nil else { return }
    // A class that ends in a number comes again, the name of a file does not.
    if !isColumn, table.isTable(areAllDifferent: codes.count == labels.count) {
      throw FileError(
        path,
        "has several columns, \(firstName!.text) for one; keep that of the labels, one a line, or, of a .csv table, let "
          + "evaluate read it (--predicted-column, --truth-column)")
    }
    if codes.count > 1, codes.count == labels.count {
      notices.append(
        "\(path): all \(labels.count) names differ, so no two faces are of one class; are they names of "
          + "files?")
    }
  }

  // MARK: - Messages

  private func mixed(
    name: (line: Int, text: String), number: (line: Int, text: String)
  ) -> FileError {
    let (first, second) = name.line < number.line ? (name, number) : (number, name)
    return error(
      second.line,
      "is \(second.text), but line \(first.line) is \(first.text); labels are whole numbers or names, "
        + "not both (-1 where a face has none)")
  }

  private func error(_ line: Int, _ problem: String) -> FileError {
    FileError(path, "line \(line) \(problem)")
  }

  private static func quoted(_ label: ArraySlice<UInt8>) -> String {
    let most = 60
    let text = String(decoding: label.prefix(most), as: UTF8.self)
    return "\"\(text)\(label.count > most ? "…" : "")\""
  }
}

/// Numbers for names, in the order in which they are met.
struct LabelCodes: Sendable {
  private var codes: [[UInt8]: Int] = [:]

  var count: Int { codes.count }

  /// The names, by their numbers.
  var names: [Int: [UInt8]] { Dictionary(uniqueKeysWithValues: codes.map { ($1, $0) }) }

  /// Names are compared by their bytes: texts in other encodings than UTF-8 keep their differences.
  mutating func code(of name: [UInt8]) -> Int {
    if let code = codes[name] { return code }
    let code = codes.count
    codes[name] = code
    return code
  }
}

/// What tells that lines have several columns, although each could be a name.
private struct TableSigns {
  private var lines = 0
  private var separated = 0
  private var numbered = 0

  /// Whether all lines, or all but a heading, are separated as .csv files are, or end or begin in a
  /// number as lists of files with labels do.
  ///
  /// - Parameter areAllDifferent: whether no line comes twice.
  func isTable(areAllDifferent: Bool) -> Bool {
    max(separated, areAllDifferent ? numbered : 0) >= max(1, lines - 1)
  }

  /// - Returns: what is wrong with a line that can be no name.
  mutating func take(_ line: ArraySlice<UInt8>) -> String? {
    lines += 1
    let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    if words.count > 1 {
      let numbers = words.count { LabelNumber($0) != nil }
      guard numbers < words.count else {
        return
          "has \(numbers) numbers; every line must be one label (names of Infomap's files must end in "
          + ".clu or .tree)"
      }
      if LabelNumber(words.first!) != nil || LabelNumber(words.last!) != nil { numbered += 1 }
    }
    // A comma within a name has a blank behind it.
    let separators = Set(",;\t".utf8)
    let isSeparated = zip(line, line.dropFirst()).contains {
      separators.contains($0) && $1 != UInt8(ascii: " ")
    }
    if isSeparated { separated += 1 }
    return nil
  }
}

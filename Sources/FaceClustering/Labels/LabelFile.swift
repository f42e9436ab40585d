import Foundation
import Infomap
import Storage

/// A file that gives each face a label.
///
/// - `.npy`: a one-dimensional numpy array of integers, of floats that are whole numbers, or of texts.
/// - `.csv` whose first row has several headings, of which one is ``usualColumn``, or any file of which a column
///   is named: that column of a table.
/// - `.clu`, `.tree` or `.ftree` with several columns: the top modules of Infomap's files, in the order of
///   the nodes, which are the faces.
/// - Otherwise a text of one label a line, in the order of the faces: whole numbers, or names. Pajek's
///   heading `*Vertices` may come before.
///
/// Numbers are labels as they are, unless some do not fit in `Int`; these, and names, get numbers in
/// the order in which they are met. ``Labels/unknown`` stays.
package struct LabelFile: Sendable {
  package let path: String
  /// A label for each face.
  package let labels: [Int]
  /// The nodes that the labels are for, where the file has nodes and it is not known how many faces there
  /// are.
  private let nodeIDs: [UInt32]?
  /// What is odd about the file although it can be read.
  package let notices: [String]
  /// The line of the first label, from 1; nil where labels do not stand on lines of their own in the order of the
  /// faces.
  let firstLine: Int?
  /// Of labels that are numbers for texts, what these are.
  private let codes: LabelCodes?

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - faces: how many labels there must be, if that is known.
  ///   - most: how many faces there are, of which the labels are the first ones, if that is known.
  ///   - column: the heading of the column that has the labels, of a table.
  /// - Throws: `FileError` when it cannot be understood, or has another number of labels.
  package init(
    _ path: String, faces: Int? = nil, ofFirst most: Int? = nil, column: String? = nil
  ) throws(FileError) {
    self.path = path
    let ending = (path as NSString).pathExtension.lowercased()
    if ending == "npy" {
      let column = try NumpyColumn(path)
      try Self.check(column.count, faces, path)
      (labels, codes) = try Self.labels(of: column, path)
      firstLine = nil
      notices = column.surplus.map { [$0.description] } ?? []
      nodeIDs = nil
      return
    }
    let format: PartitionFormat? =
      switch ending {
      case "clu": .clu
      case "tree", "ftree": .tree
      default: nil
      }
    let text = try Self.text(of: path)
    if let column = column ?? Self.usualColumn(of: text, path) {
      let lines = try LabelLines(column: column, of: text, path: path)
      try Self.check(lines.labels.count, faces, path)
      (labels, notices, nodeIDs) = (lines.labels, lines.notices, nil)
      (firstLine, codes) = (2, lines.textCodes)
      return
    }
    let heading = try LabelHeading(text, path: path, allowsComments: format != nil)
    if let format, heading.columns > 1, heading.declared == nil {
      let nodes = try NodeLabelFile(text, format: format, path: path)
      let count = faces ?? most.map(nodes.faces)
      nodeIDs = count == nil ? nodes.nodeIDs : nil
      let found = try count.map { (count) throws(FileError) in try nodes.labels(faces: count) }
      labels = found?.labels ?? nodes.labels
      notices = nodes.notices + [found?.notice].compactMap { $0 }
      (firstLine, codes) = (nil, nil)
      return
    }
    let lines = try LabelLines(
      Array(text[heading.end...]), path: path, linesBefore: heading.lines)
    if let declared = heading.declared, lines.labels.count != declared {
      throw FileError(
        path, "has \(lines.labels.count) labels, but *Vertices says \(declared): is it whole?")
    }
    try Self.check(lines.labels.count, faces, path)
    (labels, notices, nodeIDs) = (lines.labels, lines.notices, nil)
    (firstLine, codes) = (heading.lines + 1, lines.textCodes)
  }

  /// The texts of the labels, where these are numbers for them, by the labels; empty where labels are what the file
  /// says.
  var texts: [Int: String] { names.mapValues { String(decoding: $0, as: UTF8.self) } }

  /// The same as they are in the file, in whatever encoding.
  var names: [Int: [UInt8]] { codes?.names ?? [:] }

  /// Reads two files of labels of the same faces; where both name nodes, these must be the same.
  ///
  /// - Throws: `FileError` when one cannot be understood, or they are not of the same faces.
  ///
  /// - Parameter columns: the headings of the columns that have the labels, of tables.
  package static func pair(
    _ first: String, _ second: String, columns: (String?, String?) = (nil, nil)
  ) throws(FileError) -> (LabelFile, LabelFile) {
    let a = try LabelFile(first, column: columns.0)
    let b = try LabelFile(second, column: columns.1)
    switch (a.nodeIDs, b.nodeIDs) {
    case (.some, nil): return (try LabelFile(first, faces: b.labels.count), b)
    case (nil, .some): return (a, try LabelFile(second, faces: a.labels.count))
    case (let ids?, let others?):
      let strange = Set(ids).symmetricDifference(others)
      guard let id = strange.min() else { return (a, b) }
      let (with, without) = ids.contains(id) ? (first, second) : (second, first)
      throw FileError(
        without,
        "has no line for node \(id), which \(with) has; both must be of the same nodes")
    case (nil, nil):
      guard a.labels.count == b.labels.count else {
        throw FileError(
          first,
          "has \(a.labels.count) labels, but \(second) has \(b.labels.count); both must be of the same "
            + "faces")
      }
      return (a, b)
    }
  }

  /// The column of the clusters in the tables that a run writes.
  package static let usualColumn = "cluster"

  /// The column of the clusters of a table that has one by its usual name.
  private static func usualColumn(of text: [UInt8], _ path: String) -> String? {
    guard path.lowercased().hasSuffix(".csv") else { return nil }
    let headings = (try? CSVColumn.headings(of: text, path: path)) ?? []
    return headings.count > 1 && headings.contains(usualColumn) ? usualColumn : nil
  }

  /// The label that a text is in this file.
  ///
  /// - Throws: `FileError` when no face has it.
  func label(_ text: String) throws(FileError) -> Int {
    let found = texts.first { $0.value == text }?.key ?? (texts.isEmpty ? Int(text) : nil)
    guard let found, labels.contains(found) || found == Labels.unknown else {
      if Int(text) == Labels.unknown { return Labels.unknown }
      throw FileError(path, "no face has the label \"\(text)\"; give the one that means no class")
    }
    return found
  }

  /// The bytes of a text, without a byte order mark.
  private static func text(of path: String) throws(FileError) -> [UInt8] {
    let file = try InputFile(path)
    if let signature = try FileSignature(of: file), signature != .numbersInText {
      let remedy = signature == .numpy ? "; rename it so that its name ends in .npy" : ""
      throw FileError(path, "is no text of labels; \(signature.description)" + remedy)
    }
    return try file.read(0..<file.size).withoutByteOrderMark
  }

  /// Checks that some face has a known class, for a file of the truth.
  package func checkKnown() throws(FileError) {
    guard labels.contains(where: { $0 != Labels.unknown }) else {
      throw FileError(
        path,
        "has only labels of \(Labels.unknown): the class of no face is known, so there is nothing "
          + "to compare with")
    }
  }

  /// Checks that labels can be numbers of clusters, and that those of further clusters can follow the highest.
  ///
  /// - Throws: `FileError` which names the first that cannot.
  func checkNumbers() throws(FileError) {
    let texts = texts
    if let text = labels.lazy.compactMap({ texts[$0] }).first {
      throw FileError(
        path,
        "has the label \"\(text)\", which is no number that a cluster can have; clusters have whole numbers from "
          + "0 to \(Self.highestNumber), and \(Labels.unknown) means none")
    }
    if let number = labels.first(where: { !(Labels.unknown...Self.highestNumber).contains($0) }) {
      throw FileError(
        path,
        "has the label \(number), which is no number that a cluster can have; these go from 0 to "
          + "\(Self.highestNumber), and \(Labels.unknown) means none")
    }
  }

  /// Checks that each label can be written as a line: texts of numpy arrays may have line breaks in them.
  func checkLines() throws(FileError) {
    let breaks = Set("\r\n".utf8)
    guard let name = names.values.first(where: { $0.contains(where: breaks.contains) }) else {
      return
    }
    throw FileError(
      path,
      "has the label \"\(String(decoding: name, as: UTF8.self))\" with a line break in it, which labels in "
        + "lines cannot have; rename it")
  }

  /// Behind it there is room for the numbers of as many clusters as there can be faces.
  static let highestNumber = Int.max >> 1

  private static func check(_ labels: Int, _ faces: Int?, _ path: String) throws(FileError) {
    guard labels > 0 else { throw FileError(path, "has no labels") }
    guard let faces, labels != faces else { return }
    throw FileError(
      path, "has \(labels) labels for \(faces) faces; there must be one for each")
  }

  private static func labels(
    of column: NumpyColumn, _ path: String
  ) throws(FileError) -> (labels: [Int], codes: LabelCodes?) {
    switch try column.values() {
    case .integers(let numbers): return (numbers, nil)
    case .wideIntegers(let numbers):
      if numbers.allSatisfy({ $0 <= UInt64(Int.max) }) { return (numbers.map { Int($0) }, nil) }
      var codes = LabelCodes()
      let labels = numbers.map { codes.code(of: Array(String($0).utf8)) }
      return (labels, codes)
    case .floats(let numbers):
      if let bad = numbers.firstIndex(where: { LabelNumber.whole($0) == nil }) {
        throw FileError(
          path,
          "element \(bad) is \(numbers[bad]); a label must be a whole number, -1 where a face has none"
        )
      }
      return (numbers.map { Int($0) }, nil)
    case .texts(let names):
      if let bad = names.firstIndex(of: []) {
        throw FileError(
          path, "element \(bad) is empty; it must be a name, or -1 where a face has none")
      }
      var codes = LabelCodes()
      let unknown = Array(String(Labels.unknown).utf8)
      let labels = names.map { $0 == unknown ? Labels.unknown : codes.code(of: $0) }
      return (labels, codes)
    }
  }
}

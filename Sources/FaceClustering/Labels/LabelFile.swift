import Foundation
import Storage

/// A file that gives each face a label.
///
/// - `.npy`: a one-dimensional numpy array of integers, of floats that are whole numbers, or of texts.
/// - Otherwise a text of one label a line, in the order of the faces: whole numbers, or names.
///
/// Numbers are labels as they are, unless some do not fit in `Int`; these, and names, get numbers in
/// the order in which they are met. ``Labels/unknown`` stays.
public struct LabelFile: Sendable {
  public let path: String
  /// A label for each face.
  public let labels: [Int]
  /// What is odd about the file although it can be read.
  public let notices: [String]

  /// Reads a file.
  ///
  /// - Parameter faces: how many labels there must be, if that is known.
  /// - Throws: `FileError` when it cannot be understood, or has another number of labels.
  public init(_ path: String, faces: Int? = nil) throws(FileError) {
    self.path = path
    if (path as NSString).pathExtension.lowercased() == "npy" {
      let column = try NumpyColumn(path)
      try Self.check(column.count, faces, path)
      labels = try Self.labels(of: column, path)
      notices = column.surplus.map { [$0.description] } ?? []
    } else {
      let file = try InputFile(path)
      if let signature = try FileSignature(of: file), signature != .numbersInText {
        let remedy = signature == .numpy ? "; rename it so that its name ends in .npy" : ""
        throw FileError(path, "is no text of labels; \(signature.description)" + remedy)
      }
      let lines = try LabelLines(file.read(0..<file.size), path: path)
      try Self.check(lines.labels.count, faces, path)
      (labels, notices) = (lines.labels, lines.notices)
    }
  }

  /// Checks that some face has a known class, for a file of the truth.
  public func checkKnown() throws(FileError) {
    guard labels.contains(where: { $0 != Labels.unknown }) else {
      throw FileError(
        path,
        "has only labels of \(Labels.unknown): the class of no face is known, so there is nothing "
          + "to compare with")
    }
  }

  private static func check(_ labels: Int, _ faces: Int?, _ path: String) throws(FileError) {
    guard labels > 0 else { throw FileError(path, "has no labels") }
    guard let faces, labels != faces else { return }
    throw FileError(
      path, "has \(labels) labels for \(faces) faces; there must be one for each")
  }

  private static func labels(
    of column: NumpyColumn, _ path: String
  ) throws(FileError) -> [Int] {
    switch try column.values() {
    case .integers(let numbers): return numbers
    case .wideIntegers(let numbers):
      if numbers.allSatisfy({ $0 <= UInt64(Int.max) }) { return numbers.map { Int($0) } }
      var codes: [UInt64: Int] = [:]
      return numbers.map { number in
        let code = codes[number] ?? codes.count
        codes[number] = code
        return code
      }
    case .floats(let numbers):
      if let bad = numbers.firstIndex(where: { LabelNumber.whole($0) == nil }) {
        throw FileError(
          path,
          "element \(bad) is \(numbers[bad]); a label must be a whole number, -1 where a face has none"
        )
      }
      return numbers.map { Int($0) }
    case .texts(let names):
      if let bad = names.firstIndex(of: []) {
        throw FileError(
          path, "element \(bad) is empty; it must be a name, or -1 where a face has none")
      }
      var codes = LabelCodes()
      let unknown = Array(String(Labels.unknown).utf8)
      return names.map { $0 == unknown ? Labels.unknown : codes.code(of: $0) }
    }
  }
}

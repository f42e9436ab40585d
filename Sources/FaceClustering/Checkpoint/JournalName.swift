import Foundation
import Storage

/// The name of a journal in the folder of a checkpoint: what it is of, which run has written it, and its number.
struct JournalName {
  enum Kind: String { case neighbors, edges, rounds }

  let text: String
  let kind: Kind
  let attempt: Int
  /// The rank that writes it or, of rounds, which save it is.
  let number: Int

  /// No folder outlives more attempts, and no job has more ranks: other numbers are forged.
  static let attempts = 1...1 << 31
  static let ranks = 1...1 << 22

  /// A name that is written.
  init(_ kind: Kind, attempt: Int, number: Int) {
    text = "\(kind.rawValue).\(attempt).\(number).journal"
    (self.kind, self.attempt, self.number) = (kind, attempt, number)
  }

  /// A name that is found; nil if no journal is called so.
  init?(_ text: String) {
    let parts = text.split(separator: ".")
    guard parts.count == 4, let kind = Kind(rawValue: String(parts[0])),
      let attempt = Int(parts[1]), Self.attempts.contains(attempt),
      let number = Int(parts[2]), (0..<Self.ranks.upperBound).contains(number)
    else { return nil }
    self.init(kind, attempt: attempt, number: number)
    guard self.text == text else { return nil }
  }

  /// Those of all journals in a folder, by attempts, then by numbers.
  ///
  /// - Throws: `FileError` where the folder cannot be listed, as an empty one must not be taken for that.
  static func all(in folder: String) throws(FileError) -> [JournalName] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      let system = (error as? CocoaError)?.underlying as? POSIXError
      let reason = system.map { String(cString: strerror($0.code.rawValue)) }
      throw FileError(folder, "cannot be listed: \(reason ?? error.localizedDescription)")
    }
    return names.compactMap(JournalName.init).sorted {
      ($0.attempt, $0.number, $0.text) < ($1.attempt, $1.number, $1.text)
    }
  }
}

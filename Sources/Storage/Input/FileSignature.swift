/// A format that its first bytes tell for certain, whatever the name of the file says.
package enum FileSignature: Sendable {
  case numpy, zip, gzip, hdf5, pickle, numbersInText

  /// The format of a file, if it is one of these.
  package init?(of file: some ReadableBytes) throws(FileError) {
    self.init(start: try file.read(0..<min(Self.longestStart, file.size)))
  }

  private static let longestStart = 256

  /// No signature is shorter than three bytes: two may well begin a row of floats.
  init?(start: [UInt8]) {
    let signatures: [(FileSignature, [UInt8])] = [
      (.numpy, NumpyHeader.magic),
      (.zip, Array("PK\u{3}\u{4}".utf8)), (.zip, Array("PK\u{5}\u{6}".utf8)),
      (.gzip, [0x1F, 0x8B, 8]), (.hdf5, [0x89] + Array("HDF".utf8)),
      // Protocols 2 to 5, followed by what they begin with.
      (.pickle, [0x80, 2] + Array("c".utf8)), (.pickle, [0x80, 3] + Array("c".utf8)),
      (.pickle, [0x80, 2] + Array("]".utf8)), (.pickle, [0x80, 3] + Array("]".utf8)),
      (.pickle, [0x80, 2] + Array("}".utf8)), (.pickle, [0x80, 3] + Array("}".utf8)),
      (.pickle, [0x80, 4, 0x95]), (.pickle, [0x80, 5, 0x95]),
    ]
    if let found = signatures.first(where: { start.starts(with: $0.1) }) {
      self = found.0
    } else if Self.isNumbers(start) {
      self = .numbersInText
    } else {
      return nil
    }
  }

  /// Whether there are only numbers in decimals, at least two of them.
  private static func isNumbers(_ start: [UInt8]) -> Bool {
    let separators = Set(" \t\r\n,;".utf8)
    let characters = separators.union("0123456789+-.eE".utf8)
    return start.allSatisfy(characters.contains)
      && start.split(whereSeparator: separators.contains).count > 1
  }

  /// What the file is, as a clause of a message.
  package var description: String {
    let what =
      switch self {
      case .numpy: "numpy array (.npy)"
      case .zip: "zip archive, as .npz and .pt files are"
      case .gzip: "file compressed by gzip"
      case .hdf5: "HDF5 file"
      case .pickle: "pickle of Python"
      case .numbersInText: "text of numbers"
      }
    return "by its first bytes it is a \(what)"
  }
}

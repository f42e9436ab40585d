import Foundation

/// A file that may be a picture.
package enum PictureFile {
  /// Whether a file begins as a picture does that browsers show. One that cannot be read does not, nor does a pipe
  /// or a device, which would be waited for.
  package static func beginsAsPicture(_ path: String) -> Bool {
    guard let bytes = try? bytes(of: path, atMost: mostSignatureBytes, ofAnySize: true) else {
      return false
    }
    return isPicture(bytes)
  }

  private static let mostSignatureBytes = 256

  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - most: how many are read at most.
  ///   - ofAnySize: whether a longer file is read in part; else it is too large.
  static func bytes(
    of path: String, atMost most: Int, ofAnySize: Bool
  ) throws(PictureError) -> [UInt8] {
    // A pipe that nobody writes to would be waited for.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      let isMissing = [ENOENT, ENOTDIR, ENAMETOOLONG].contains(errno)
      throw isMissing ? .missing : .broken
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .broken }
    guard ofAnySize || Int(status.st_size) <= most else { throw .tooLarge }
    var bytes = [UInt8](repeating: 0, count: min(most, Int(status.st_size)))
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes {
        read(file, $0.baseAddress! + count, $0.count - count)
      }
      guard more >= 0 else { throw .broken }
      // The file has become shorter.
      if more == 0 { break }
      count += more
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Whether bytes are the first of a picture.
  static func isPicture(_ bytes: [UInt8]) -> Bool {
    if signatures.contains(where: { bytes.starts(with: $0) }) { return true }
    if isWebP(bytes) { return true }
    // The box of a file of the ISO base media format: its size, then ftyp and the brand.
    if Array(bytes.dropFirst(4).prefix(4)) == Array("ftyp".utf8) {
      let brand = Array(bytes.dropFirst(8).prefix(4))
      return ["avif", "avis", "heic", "mif1"].contains { Array($0.utf8) == brand }
    }
    // Whatever stands before the element, be it a declaration or a comment, is text.
    let text = String(decoding: bytes, as: UTF8.self)
    return text.contains("<svg") || text.hasPrefix("<?xml")
  }

  static let jpeg: [UInt8] = [0xff, 0xd8, 0xff]
  static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Whether bytes begin with RIFF, four of the length, and WEBP.
  static func isWebP(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
  }

  /// JPEG, PNG, GIF, BMP, TIFF in both byte orders, JPEG XL, icons.
  private static let signatures: [[UInt8]] = [
    jpeg, png, Array("GIF8".utf8),
    Array("BM".utf8), [0x49, 0x49, 0x2a, 0], [0x4d, 0x4d, 0, 0x2a], [0xff, 0x0a],
    [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20], [0, 0, 1, 0],
  ]
}

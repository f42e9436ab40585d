import Foundation

/// The kinds of pictures that browsers show, by how their files begin.
enum PictureFile {
  /// Whether a file begins as a picture does. One that cannot be read does not, nor does a pipe or a device, which
  /// would be waited for.
  static func beginsAsPicture(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let bytes = try? file.read(upToCount: mostBytes) else { return false }
    return isPicture(Array(bytes))
  }

  private static let mostBytes = 256

  /// Whether bytes are the first of a picture.
  static func isPicture(_ bytes: [UInt8]) -> Bool {
    if signatures.contains(where: { bytes.starts(with: $0) }) { return true }
    // RIFF....WEBP, and the box of a file of the ISO base media format: its size, then ftyp and the brand.
    let (outer, inner) = (bytes.prefix(4), bytes.dropFirst(8).prefix(4))
    if Array(outer) == Array("RIFF".utf8), Array(inner) == Array("WEBP".utf8) { return true }
    if Array(bytes.dropFirst(4).prefix(4)) == Array("ftyp".utf8) {
      return ["avif", "avis", "heic", "mif1"].contains { Array($0.utf8) == Array(inner) }
    }
    // Whatever stands before the element, be it a declaration or a comment, is text.
    let text = String(decoding: bytes, as: UTF8.self)
    return text.contains("<svg") || text.hasPrefix("<?xml")
  }

  /// JPEG, PNG, GIF, BMP, TIFF in both byte orders, JPEG XL, icons.
  private static let signatures: [[UInt8]] = [
    [0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], Array("GIF8".utf8),
    Array("BM".utf8), [0x49, 0x49, 0x2a, 0], [0x4d, 0x4d, 0, 0x2a], [0xff, 0x0a],
    [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20], [0, 0, 1, 0],
  ]
}

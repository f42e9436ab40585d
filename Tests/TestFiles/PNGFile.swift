/// Files of PNG made by hand, so that tests need no library to make them.
public enum PNGFile {
  public static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// A picture without compression, three bytes a pixel.
  ///
  /// - Parameter rows: of red, green and blue for each pixel, all of the same length, no more than fit in 65,535
  ///   bytes with one more for each row.
  public static func bytes(rows: [[UInt8]]) -> [UInt8] {
    let lines: [UInt8] = rows.flatMap { [UInt8(0)] + $0 }
    let count = UInt16(lines.count)
    let stored: [UInt8] = [0x78, 0x01, 0x01] + littleEndian(count) + littleEndian(~count) + lines
    let data = chunk("IDAT", stored + bigEndian(adler(lines)))
    return signature + header(width: rows[0].count / 3, height: rows.count) + data
      + chunk("IEND", [])
  }

  /// A file that says it has so many pixels, and has nearly none.
  public static func bytes(claimingWidth width: Int, height: Int) -> [UInt8] {
    signature + header(width: width, height: height) + chunk("IDAT", [0x78, 0x01])
  }

  private static func header(width: Int, height: Int) -> [UInt8] {
    let eightBitsOfThreeColors: [UInt8] = [8, 2, 0, 0, 0]
    return chunk(
      "IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + eightBitsOfThreeColors)
  }

  private static func chunk(_ kind: String, _ contents: [UInt8]) -> [UInt8] {
    let checked: [UInt8] = Array(kind.utf8) + contents
    return bigEndian(UInt32(contents.count)) + checked + bigEndian(cyclicChecksum(checked))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func littleEndian(_ number: UInt16) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)]
  }

  /// The checksum of zlib (RFC 1950).
  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    let (a, b) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let a = (sums.0 + UInt32(byte)) % 65521
      return (a, (sums.1 + a) % 65521)
    }
    return b << 16 | a
  }

  /// The checksum of chunks (ISO 3309).
  private static func cyclicChecksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
    }
  }
}

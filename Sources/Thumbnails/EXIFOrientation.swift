/// How the camera was held, as a JPEG file says it.
///
/// Standard: CIPA DC-008 (Exif), whose numbers are in a directory of TIFF 6.0 in the segment APP1 of the file.
enum EXIFOrientation {
  /// The number of the orientation, 1 to 8; 1, which is as it is saved, where the file does not say.
  static func of(jpeg: [UInt8]) -> Int {
    guard let directory = segment(of: jpeg) else { return 1 }
    return orientation(inTIFF: directory) ?? 1
  }

  private static let signature = Array("Exif\0\0".utf8)

  /// The contents of the first APP1 segment of Exif.
  private static func segment(of jpeg: [UInt8]) -> ArraySlice<UInt8>? {
    let (startOfScan, app1): (UInt8, UInt8) = (0xda, 0xe1)
    var place = 2
    while place + 4 <= jpeg.count, jpeg[place] == 0xff, jpeg[place + 1] != startOfScan {
      // The length counts its own two bytes.
      let length = Int(jpeg[place + 2]) << 8 | Int(jpeg[place + 3])
      let end = place + 2 + length
      guard length >= 2, end <= jpeg.count else { return nil }
      let contents = jpeg[place + 4..<end]
      if jpeg[place + 1] == app1, contents.starts(with: signature) {
        return contents.dropFirst(signature.count)
      }
      place = end
    }
    return nil
  }

  /// The number in the first directory of TIFF; nil where it has none that is allowed.
  private static func orientation(inTIFF tiff: ArraySlice<UInt8>) -> Int? {
    let isLittle: Bool
    switch Array(tiff.prefix(4)) {
    case [0x49, 0x49, 42, 0]: isLittle = true
    case [0x4d, 0x4d, 0, 42]: isLittle = false
    default: return nil
    }
    func number(at offset: Int, bytes count: Int) -> Int? {
      guard offset >= 0, offset + count <= tiff.count else { return nil }
      let bytes = tiff[(tiff.startIndex + offset)...].prefix(count)
      return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    let (entryBytes, tag, short) = (12, 0x0112, 3)
    guard let start = number(at: 4, bytes: 4), let count = number(at: start, bytes: 2) else {
      return nil
    }
    for entry in 0..<count {
      let offset = start + 2 + entry * entryBytes
      guard let found = number(at: offset, bytes: 2) else { return nil }
      guard found == tag, number(at: offset + 2, bytes: 2) == short else { continue }
      return number(at: offset + 8, bytes: 2).flatMap { (1...8).contains($0) ? $0 : nil }
    }
    return nil
  }
}

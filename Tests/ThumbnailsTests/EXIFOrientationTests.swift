import Testing

@testable import Thumbnails

/// How the camera was held, out of the bytes of a file.
@Suite struct EXIFOrientationTests {
  @Test(arguments: [true, false], [1, 3, 6, 8])
  func theNumberIsReadInBothByteOrders(isLittle: Bool, orientation: Int) {
    #expect(
      EXIFOrientation.of(jpeg: EXIFSegment.jpeg(orientation, isLittle: isLittle)) == orientation)
  }

  @Test(arguments: [0, 9, 255])
  func otherNumbersAreNone(orientation: Int) {
    #expect(EXIFOrientation.of(jpeg: EXIFSegment.jpeg(orientation, isLittle: false)) == 1)
  }

  @Test func filesThatEndTooEarlyOrLieSayNothing() {
    let whole = EXIFSegment.jpeg(6, isLittle: true)
    for count in 0..<whole.count - 1 {
      #expect([1, 6].contains(EXIFOrientation.of(jpeg: Array(whole[..<count]))))
    }
    for place in whole.indices {
      var changed = whole
      changed[place] = 0xff
      #expect((1...8).contains(EXIFOrientation.of(jpeg: changed)))
    }
  }
}

/// The segment of a JPEG file that has the orientation.
enum EXIFSegment {
  /// The beginning of a file.
  static func jpeg(_ orientation: Int, isLittle: Bool) -> [UInt8] {
    let (start, scan): ([UInt8], [UInt8]) = ([0xff, 0xd8], [0xff, 0xda])
    return start + segment(orientation, isLittle: isLittle) + scan
  }

  static func segment(_ orientation: Int, isLittle: Bool) -> [UInt8] {
    func number(_ value: Int, bytes: Int) -> [UInt8] {
      let big = (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      return isLittle ? big.reversed() : big
    }
    // Two entries, a short each, of which the second is the orientation.
    func entry(_ tag: Int, _ value: Int) -> [UInt8] {
      let (short, one) = (number(3, bytes: 2), number(1, bytes: 4))
      return [number(tag, bytes: 2), short, one, number(value, bytes: 2), [0, 0]].flatMap { $0 }
    }
    let tiff: [UInt8] = [
      Array((isLittle ? "II" : "MM").utf8), number(42, bytes: 2), number(8, bytes: 4),
      number(2, bytes: 2), entry(0x0100, 640), entry(0x0112, orientation), number(0, bytes: 4),
    ].flatMap { $0 }
    let contents: [UInt8] = Array("Exif\0\0".utf8) + tiff
    let marker: [UInt8] = [0xff, 0xe1, 0, UInt8(contents.count + 2)]
    return marker + contents
  }
}

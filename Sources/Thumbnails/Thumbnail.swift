/// A picture made small, as a file of JPEG of a few KiB.
package struct Thumbnail: Equatable, Sendable {
  /// In pixels.
  package let width: Int
  /// In pixels.
  package let height: Int
  package let jpeg: [UInt8]
  /// Whether the file of the picture has not all that it should, so that a part may be gray or false.
  package let isDamaged: Bool

  /// The pixels of the longer side at most: about what the page shows, for no sharp edges in pictures of faces.
  package static let side = 112
  /// The bytes of a picture that are read at most.
  package static let mostBytes = 64 << 20
  /// The pixels of a picture that is read at most. A file of few bytes can say that it has billions.
  package static let mostPixels = 64 << 20
  /// The bytes that a thread needs at most for a picture: its file, and two bytes for each of four channels of a pixel,
  /// which a progressive JPEG takes; other files take less.
  package static let mostBytesInMemory = mostBytes + 8 * mostPixels

  package init(width: Int, height: Int, jpeg: [UInt8], isDamaged: Bool) {
    (self.width, self.height, self.jpeg, self.isDamaged) = (width, height, jpeg, isDamaged)
  }

  /// Whether this program was built with the libraries that read pictures.
  package static var areMade: Bool {
    #if PICTURES
      true
    #else
      false
    #endif
  }

  /// Reads a picture of JPEG, PNG or WebP, and makes it small. Several threads may do so at once.
  ///
  /// - Throws: `PictureError` where that cannot be; broken files do no harm.
  package init(of path: String) throws(PictureError) {
    #if PICTURES
      let bytes = try PictureFile.bytes(of: path, atMost: Self.mostBytes, ofAnySize: false)
      let (pixels, isDamaged) = try Self.pixels(of: bytes)
      self.init(
        width: pixels.width, height: pixels.height, jpeg: try JPEGPicture.file(of: pixels),
        isDamaged: isDamaged)
    #else
      throw .noLibrary
    #endif
  }

  /// Refuses a picture of too many pixels.
  static func check(width: Int, height: Int) throws(PictureError) {
    guard width > 0, height > 0 else { throw .broken }
    let (pixels, overflows) = width.multipliedReportingOverflow(by: height)
    guard !overflows, pixels <= mostPixels else { throw .tooLarge }
  }

  #if PICTURES
    /// The small picture that a file shows, and whether it is damaged.
    static func pixels(of bytes: [UInt8]) throws(PictureError) -> (pixels: Pixels, isDamaged: Bool)
    {
      // What is left to be made smaller has twice the pixels, so that each is a mean of several.
      if bytes.starts(with: PictureFile.jpeg) {
        let (pixels, isDamaged) = try JPEGPicture.read(bytes, atLeast: 2 * side)
        let small = pixels.scaled(within: side).turned(from: EXIFOrientation.of(jpeg: bytes))
        return (small, isDamaged)
      }
      if bytes.starts(with: PictureFile.png) {
        return (try PNGPicture.read(bytes).scaled(within: side), false)
      }
      if PictureFile.isWebP(bytes) {
        return (try WebPPicture.read(bytes, within: 2 * side).scaled(within: side), false)
      }
      throw PictureFile.isPicture(bytes) ? .otherKind : .broken
    }
  #endif
}

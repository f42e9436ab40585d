#if PICTURES
  import CTurboJPEG

  /// Reads and writes JPEG, by libjpeg-turbo.
  enum JPEGPicture {
    /// How well thumbnails are kept, 1 to 100: at less the squares of JPEG show.
    private static let quality: Int32 = 75

    /// Reads a picture, no larger than needed: libjpeg-turbo can leave out what only a larger one would show.
    ///
    /// What a damaged file still has is read, as browsers do.
    ///
    /// - Parameter side: the pixels of the longer side that there must be at least, if the picture has as many.
    /// - Returns: the picture, and whether its file is damaged.
    static func read(
      _ bytes: [UInt8], atLeast side: Int
    ) throws(PictureError) -> (pixels: Pixels, isDamaged: Bool) {
      guard let decoder = tjInitDecompress() else { throw .broken }
      defer { tjDestroy(decoder) }
      var (width, height, subsampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
      guard
        tjDecompressHeader3(
          decoder, bytes, UInt(bytes.count), &width, &height, &subsampling, &space) == 0
      else { throw .broken }
      try Thumbnail.check(width: Int(width), height: Int(height))
      let shrink = Int32(shrink(max(Int(width), Int(height)), atLeast: side))
      let (wide, tall) = ((width + shrink - 1) / shrink, (height + shrink - 1) / shrink)
      let isInk = space == TJCS_CMYK.rawValue || space == TJCS_YCCK.rawValue
      let format = isInk ? TJPF_CMYK : TJPF_RGB
      let channels = isInk ? 4 : Pixels.channels
      var pixels = [UInt8](repeating: 0, count: Int(wide) * Int(tall) * channels)
      let result = tjDecompress2(
        decoder, bytes, UInt(bytes.count), &pixels, wide, 0, tall, Int32(format.rawValue),
        TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT)
      guard result == 0 || tjGetErrorCode(decoder) == TJERR_WARNING.rawValue else { throw .broken }
      return (
        Pixels(width: Int(wide), height: Int(tall), bytes: isInk ? light(ofInk: pixels) : pixels),
        isDamaged: result != 0
      )
    }

    /// By how much a picture can be made smaller: what libjpeg-turbo does fast.
    private static func shrink(_ longest: Int, atLeast side: Int) -> Int {
      [8, 4, 2].first { longest / $0 >= side } ?? 1
    }

    /// The colors of a picture for print: for each pixel the light that cyan, magenta, yellow and black ink leave,
    /// which is how files have them.
    private static func light(ofInk ink: [UInt8]) -> [UInt8] {
      var light: [UInt8] = []
      light.reserveCapacity(ink.count / 4 * Pixels.channels)
      for start in stride(from: 0, to: ink.count, by: 4) {
        for channel in 0..<Pixels.channels {
          light.append(UInt8(Int(ink[start + channel]) * Int(ink[start + 3]) / 255))
        }
      }
      return light
    }

    /// The bytes of a file of a picture.
    static func file(of pixels: Pixels) throws(PictureError) -> [UInt8] {
      guard let encoder = tjInitCompress() else { throw .broken }
      defer { tjDestroy(encoder) }
      var (buffer, count): (UnsafeMutablePointer<UInt8>?, UInt) = (nil, 0)
      defer { tjFree(buffer) }
      guard
        tjCompress2(
          encoder, pixels.bytes, Int32(pixels.width), 0, Int32(pixels.height),
          Int32(TJPF_RGB.rawValue), &buffer, &count, Int32(TJSAMP_420.rawValue), quality,
          TJFLAG_ACCURATEDCT) == 0
      else { throw .broken }
      return Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
    }
  }
#endif

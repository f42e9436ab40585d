#if PICTURES
  import CWebP

  /// Reads WebP, by libwebp.
  enum WebPPicture {
    /// Reads a picture that does not move, on white where it is transparent, no larger than needed.
    ///
    /// - Parameter side: the pixels of the longer side, if the picture has as many.
    static func read(_ bytes: [UInt8], within side: Int) throws(PictureError) -> Pixels {
      var features = WebPBitstreamFeatures()
      guard WebPGetFeatures(bytes, bytes.count, &features) == VP8_STATUS_OK else { throw .broken }
      guard features.has_animation == 0 else { throw .otherKind }
      let (width, height) = (Int(features.width), Int(features.height))
      try Thumbnail.check(width: width, height: height)
      let (wide, tall) = Pixels.size(of: (width, height), within: side)
      var pixels = [UInt8](repeating: 0, count: wide * tall * 4)
      guard webp_read_scaled(bytes, bytes.count, Int32(wide), Int32(tall), &pixels) != 0 else {
        throw .broken
      }
      return Pixels(width: wide, height: tall, onWhite: pixels)
    }
  }
#endif

#if PICTURES
  import CPNG

  /// Reads PNG, by libpng.
  enum PNGPicture {
    /// Reads a picture, on white where it is transparent.
    static func read(_ bytes: [UInt8]) throws(PictureError) -> Pixels {
      var image = png_image()
      guard png_open(&image, bytes, bytes.count) != 0 else { throw .broken }
      defer { png_image_free(&image) }
      let (width, height) = (Int(image.width), Int(image.height))
      try Thumbnail.check(width: width, height: height)
      var pixels = [UInt8](repeating: 0, count: width * height * 4)
      guard png_read_pixels(&image, &pixels) != 0 else { throw .broken }
      return Pixels(width: width, height: height, onWhite: pixels)
    }
  }
#endif

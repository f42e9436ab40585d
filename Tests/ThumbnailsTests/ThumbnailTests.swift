import Foundation
import TestFiles
import Testing

@testable import Thumbnails

/// Files that may be pictures, by their first bytes.
@Suite struct PictureFileTests {
  @Test func aPipeIsNoPictureAndIsNotWaitedFor() throws {
    let folder = try TemporaryFolder()
    mkfifo(folder.path("pipe.png"), 0o600)
    #expect(!PictureFile.beginsAsPicture(folder.path("pipe.png")))
    #expect(throws: Thumbnail.areMade ? PictureError.broken : .noLibrary) {
      _ = try Thumbnail(of: folder.path("pipe.png"))
    }
  }

  @Test(
    arguments: [
      [0xff, 0xd8, 0xff, 0xe0], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      Array("GIF89a".utf8), Array("RIFF\0\0\0\0WEBPVP8 ".utf8), Array("\0\0\0 ftypavif".utf8),
      Array("<svg xmlns='http://www.w3.org/2000/svg'>".utf8),
    ] as [[UInt8]])
  func picturesAreKnownByTheirFirstBytes(bytes: [UInt8]) {
    #expect(PictureFile.isPicture(bytes))
  }

  @Test(arguments: ["", "x", "RIFF\0\0\0\0WAVEfmt ", "\0\0\0 ftypisom", "<html>"])
  func otherFilesAreNoPictures(text: String) {
    #expect(!PictureFile.isPicture(Array(text.utf8)))
  }
}

#if PICTURES
  /// Thumbnails of files of pictures.
  @Suite struct ThumbnailTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What can be seen of a file.
    private func seen(_ bytes: [UInt8]) throws -> Pixels {
      try folder.write("file", bytes)
      let thumbnail = try Thumbnail(of: folder.path("file"))
      let pixels = try JPEGPicture.read(thumbnail.jpeg, atLeast: Thumbnail.side).pixels
      #expect(pixels.width == thumbnail.width && pixels.height == thumbnail.height)
      return pixels
    }

    private func error(of bytes: [UInt8]) throws -> PictureError? {
      try folder.write("file", bytes)
      do throws(PictureError) {
        _ = try Thumbnail(of: folder.path("file"))
        return nil
      } catch { return error }
    }

    /// A picture of a left half in one gray and a right half in another.
    private static func halves(width: Int, height: Int) -> Pixels {
      let row = (0..<width).flatMap { [UInt8](repeating: $0 < width / 2 ? 40 : 200, count: 3) }
      return Pixels(width: width, height: height, bytes: (0..<height).flatMap { _ in row })
    }

    private static func rows(of pixels: Pixels) -> [[UInt8]] {
      (0..<pixels.height).map {
        Array(pixels.bytes[$0 * pixels.width * 3..<($0 + 1) * pixels.width * 3])
      }
    }

    /// The gray of a pixel, about.
    private func isAbout(_ gray: Int, _ pixels: Pixels, _ x: Int, _ y: Int) -> Bool {
      abs(Int(pixels.bytes[(y * pixels.width + x) * 3]) - gray) < 12
    }

    @Test func smallPicturesStayAsLargeAsTheyAre() throws {
      let pixels = try seen(PNGFile.bytes(rows: Self.rows(of: Self.halves(width: 8, height: 4))))
      #expect(pixels.width == 8 && pixels.height == 4)
      #expect(isAbout(40, pixels, 0, 0) && isAbout(200, pixels, 7, 3))
    }

    @Test func largePicturesBecomeSmall() throws {
      for bytes in [
        PNGFile.bytes(rows: Self.rows(of: Self.halves(width: 200, height: 100))),
        try JPEGPicture.file(of: Self.halves(width: 2000, height: 1000)),
      ] {
        let pixels = try seen(bytes)
        #expect(pixels.width == 112 && pixels.height == 56)
        #expect(isAbout(40, pixels, 10, 50) && isAbout(200, pixels, 100, 5))
        #expect(try Thumbnail(of: folder.path("file")).jpeg.count < 4096)
      }
    }

    /// Two by three pixels of one color, by libwebp.
    private static let webP: [UInt8] = [
      0x52, 0x49, 0x46, 0x46, 0x1e, 0, 0, 0, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38, 0x4c,
      0x11, 0, 0, 0, 0x2f, 0x01, 0x80, 0, 0, 0x07, 0x50, 0x85, 0x22, 0x97, 0xa2, 0xff, 0x81,
      0x88, 0xe8, 0x7f, 0, 0,
    ]

    /// A PNG of two pixels of 16 bits a channel, red, green, blue and opacity, which is stored without compression.
    private static func png16(_ pixels: [[UInt16]]) -> [UInt8] {
      func big(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
      }
      func check(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
          (0..<8).reduce(sum ^ UInt32(byte)) { part, _ in
            part & 1 == 1 ? part >> 1 ^ 0xEDB8_8320 : part >> 1
          }
        }
      }
      func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        big(UInt32(bytes.count)) + Array(name.utf8) + bytes + big(check(Array(name.utf8) + bytes))
      }
      let row: [UInt8] = [0] + pixels.joined().flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
      let (low, high) = row.reduce((UInt32(1), UInt32(0))) { sums, byte in
        let low = (sums.0 + UInt32(byte)) % 65521
        return (low, (sums.1 + low) % 65521)
      }
      let count = UInt8(row.count)
      return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + chunk("IHDR", big(UInt32(pixels.count)) + big(1) + [16, 6, 0, 0, 0])
        + chunk(
          "IDAT", [0x78, 0x01, 1, count, 0, ~count, 0xFF] + row + big(high << 16 | low))
        + chunk("IEND", [])
    }

    /// Their upper bytes are the colors, and what shows through is white, as browsers show it.
    @Test func pngOf16BitsLooksAsItDoesInABrowser() throws {
      let half: UInt16 = 0x8080
      let bytes = Self.png16([
        [0x1717, 0x7F7F, 0, .max], [0x1717, 0x7F7F, 0, half],
      ])
      let pixels = try PNGPicture.read(bytes)
      #expect(pixels.bytes == [0x17, 0x7F, 0, 139, 191, 127])
    }

    @Test func webPIsRead() throws {
      let pixels = try seen(Self.webP)
      #expect(pixels.width == 2 && pixels.height == 3)
      #expect(pixels.bytes[0] > 180 && pixels.bytes[1] < 30 && pixels.bytes[2] < 40)
    }

    @Test func photosAreTurnedAsTheCameraWasHeld() throws {
      let upright = try JPEGPicture.file(of: Self.halves(width: 32, height: 16))
      let turned = Array(upright[..<2]) + EXIFSegment.segment(6, isLittle: true) + upright[2...]
      let pixels = try seen(turned)
      // What was left is above now.
      #expect(pixels.width == 16 && pixels.height == 32)
      #expect(isAbout(40, pixels, 8, 3) && isAbout(200, pixels, 8, 28))
    }

    @Test func whatADamagedPhotoStillHasIsShown() throws {
      let whole = try JPEGPicture.file(of: Self.halves(width: 64, height: 64))
      try folder.write("whole", whole)
      #expect(try !Thumbnail(of: folder.path("whole")).isDamaged)
      try folder.write("part", Array(whole[..<(whole.count - 20)]))
      #expect(try Thumbnail(of: folder.path("part")).isDamaged)
    }

    @Test func brokenFilesAreBroken() throws {
      let png = PNGFile.bytes(rows: Self.rows(of: Self.halves(width: 8, height: 4)))
      let jpeg = try JPEGPicture.file(of: Self.halves(width: 8, height: 8))
      for bytes in [
        [], [0], PNGFile.signature, Array(png[..<40]), Array(png[..<(png.count / 2)]),
        Array(jpeg[..<30]), Array(Self.webP[..<20]), Array("<html>".utf8),
      ] {
        #expect(try error(of: bytes) == .broken, "\(bytes.count) bytes")
      }
    }

    @Test func filesAreRefusedForWhatTheyAre() throws {
      #expect(try error(of: Array("GIF89a".utf8)) == .otherKind)
      #expect(throws: PictureError.missing) { _ = try Thumbnail(of: folder.path("none")) }
      #expect(throws: PictureError.missing) { _ = try Thumbnail(of: folder.path("file/none")) }
      #expect(throws: PictureError.missing) {
        _ = try Thumbnail(of: folder.path(String(repeating: "n", count: 5000)))
      }
      #expect(throws: PictureError.broken) { _ = try Thumbnail(of: folder.path("")) }
    }

    @Test(
      arguments: [
        (60_000, 60_000, .tooLarge), (8192, 8193, .tooLarge), (1 << 30, 1 << 30, .broken),
        (0, 0, .broken),
      ] as [(Int, Int, PictureError)])
    func headersOfTooManyPixelsAreNotBelieved(
      width: Int, height: Int, refused: PictureError
    ) throws {
      #expect(try error(of: PNGFile.bytes(claimingWidth: width, height: height)) == refused)
    }

    @Test func photosOfTooManyPixelsAreTooLarge() throws {
      var bytes = try JPEGPicture.file(of: Self.halves(width: 8, height: 8))
      // The frame: its marker, length and precision, then height and width.
      let frame = try #require(
        bytes.indices.dropLast().first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc0 })
      bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xff, 0, 0xff, 0])
      #expect(try error(of: bytes) == .tooLarge)
    }

    @Test func filesOfTooManyBytesAreTooLarge() throws {
      try folder.write("file", PNGFile.signature)
      #expect(truncate(folder.path("file"), off_t(Thumbnail.mostBytes + 1)) == 0)
      #expect(throws: PictureError.tooLarge) { _ = try Thumbnail(of: folder.path("file")) }
    }
  }
#endif

import Foundation
import TestFiles
import Testing

@testable import FaceClustering

/// Links to the pictures of faces.
@Suite struct ReportPicturesTests {
  private let folder: TemporaryFolder
  private let pictures: ReportPictures

  init() throws {
    folder = try TemporaryFolder()
    for name in ["images", "images/ö 1", "pages"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name), withIntermediateDirectories: false)
    }
    try folder.write("images/ö 1/a#b?.png", "x")
    try folder.write("secret.png", "x")
    pictures = ReportPictures(
      root: folder.path("images"), report: folder.path("pages/report.html"))
  }

  @Test func linksAreRelativeToThePageAndEscaped() {
    #expect(pictures.link(to: "ö 1/a#b?.png") == "../images/%C3%B6%201/a%23b%3F.png")
  }

  @Test(arguments: ["none.png", "../secret.png", "ö 1/../../secret.png", "", "/secret.png"])
  func whatIsMissingOrOutsideTheFolderHasNoLink(name: String) {
    #expect(pictures.link(to: name) == nil)
  }

  @Test func aMissingPictureIsShownAsSuch() {
    var page = HTMLText()
    pictures.add([0], named: { _ in "none.png" }, to: &page)
    #expect(page.html.contains("no picture") && !page.html.contains("<img"))
  }

  @Test func aFileThatIsNoPictureIsShownAsBroken() {
    var page = HTMLText()
    pictures.add([0], named: { _ in "ö 1/a#b?.png" }, to: &page)
    #expect(page.html.contains("broken picture") && !page.html.contains("<img"))
  }

  @Test func aPipeIsNoPictureAndIsNotWaitedFor() {
    mkfifo(folder.path("images/pipe.png"), 0o600)
    #expect(!PictureFile.beginsAsPicture(folder.path("images/pipe.png")))
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

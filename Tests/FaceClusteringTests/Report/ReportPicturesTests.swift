import Foundation
import TestFiles
import Testing
import Thumbnails

@testable import FaceClustering

/// Pictures of faces in a page.
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
      root: folder.path("images"), report: folder.path("pages/report.html"), faces: [0: [0]])
  }

  /// What a page shows of a cluster of one face.
  private func html(of pictures: ReportPictures, _ name: String) -> String {
    var page = HTMLText()
    pictures.add(0, named: { _ in name }, to: &page)
    return page.html
  }

  @Test func linksAreRelativeToThePageAndEscaped() {
    #expect(
      pictures.folder.link(to: "ö 1/a#b?.png", from: folder.path("pages"))
        == "../images/%C3%B6%201/a%23b%3F.png")
  }

  @Test(arguments: ["none.png", "../secret.png", "ö 1/../../secret.png", "", "/secret.png"])
  func whatIsMissingOrOutsideTheFolderHasNoLink(name: String) {
    #expect(pictures.folder.link(to: name, from: folder.path("pages")) == nil)
  }

  @Test func aMissingPictureIsShownAsSuch() {
    let html = html(of: pictures, "none.png")
    #expect(html.contains("no picture") && !html.contains("<img"))
  }

  @Test func aFileThatIsNoPictureIsShownAsBroken() {
    let html = html(of: pictures, "ö 1/a#b?.png")
    #expect(html.contains("broken picture") && !html.contains("<img"))
  }

  @Test func thumbnailsAreInThePageWithTheirNames() {
    var pictures = pictures
    pictures.thumbnails = [
      0: .success(Thumbnail(width: 3, height: 2, jpeg: [1, 2, 3], isDamaged: false))
    ]
    let html = html(of: pictures, "<a>")
    #expect(html.contains("src=\"data:image/jpeg;base64,AQID\""))
    #expect(html.contains("width=\"3\" height=\"2\" alt=\"&lt;a&gt;\""))
    #expect(html.contains("<figcaption>&lt;a&gt;</figcaption>"))
  }

  @Test func whatCannotBeShownIsSaid() {
    var pictures = pictures
    pictures.thumbnails = [
      0: .success(Thumbnail(width: 3, height: 2, jpeg: [1], isDamaged: true))
    ]
    #expect(html(of: pictures, "a").contains("<figcaption>a (damaged)</figcaption>"))
    let said: [(PictureError, String)] = [
      (.missing, "no picture"), (.broken, "broken picture"), (.tooLarge, "picture too large"),
      (.otherKind, "no picture of JPEG, PNG or WebP"),
    ]
    for (error, text) in said {
      pictures.thumbnails = [0: .failure(error)]
      #expect(html(of: pictures, "a").contains("<div class=\"missing\">\(text)</div>"))
    }
  }

  @Test func aFolderThatIsNoneIsRefused() throws {
    try PictureFolder.check(folder.path("images"), option: "--images")
    for name in ["none", "secret.png"] {
      #expect {
        try PictureFolder.check(folder.path(name), option: "--images")
      } throws: {
        "\($0)".contains("is no folder")
      }
    }
  }
}

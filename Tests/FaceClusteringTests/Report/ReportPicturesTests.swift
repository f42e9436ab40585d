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
}

import Foundation
import FoundationXML
import TestFiles
import Testing
import Thumbnails

/// The page about a run, by the command line.
@Suite(.serialized) struct ReportTests {
  private static func page(
    _ scratch: Scratch, ranks: Int = 1, _ more: [String] = []
  ) throws -> String {
    let run = try scratch.run(
      [
        Digits.features, "--truth", Digits.truth, "--min-sim", "0.9", "--threads", "1", "--quiet",
        "--report", "report.html",
      ] + more, ranks: ranks)
    #expect(run.exitCode == 0, "\(run.errors)")
    return String(decoding: try scratch.contents("report.html"), as: UTF8.self)
  }

  private static func isWellFormed(_ page: String) -> Bool {
    XMLParser(data: Data(page.utf8)).parse()
  }

  @Test func thePageIsWellFormedAndNeedsNothingElse() throws {
    let page = try Self.page(Scratch())
    #expect(Self.isWellFormed(page))
    #expect(page.utf8.count < 200_000)
    for part in ["http:", "https:", "<script", "<link", "@import", "url(", "src="] {
      #expect(!page.contains(part), "\(part)")
    }
  }

  @Test func thePageSaysHowTheThresholdWasFound() throws {
    let scratch = try Scratch()
    let run = try scratch.run(
      [Digits.features, "--quiet", "--report", "report.html", "--threads", "1"])
    #expect(run.exitCode == 0, "\(run.errors)")
    struct Record: Decodable {
      struct Calibration: Decodable {
        struct Lowered: Decodable { let minSimilarity: Float }
        let minSimilarity: Float
        let interval: [Float]
        let lowered: Lowered?
      }
      let calibration: Calibration
    }
    let calibration = try JSONDecoder()
      .decode(Record.self, from: scratch.contents("labels.run.json")).calibration
    // Of the digits clusters contradict what was calibrated.
    let lowered = try #require(calibration.lowered).minSimilarity
    #expect(lowered != calibration.minSimilarity)
    let page = String(decoding: try scratch.contents("report.html"), as: UTF8.self)
    #expect(
      page.contains(
        "<td>threshold</td><td>\(lowered), as clusters contradict \(calibration.minSimilarity), "
          + "calibrated to the faces; 90 % of resampled faces give \(calibration.interval[0]) to "
          + "\(calibration.interval[1])</td>"), "\(calibration)")
  }

  @Test func allButTheLastSectionDoesNotDependOnRanks() throws {
    let pages = try [1, 3].map { ranks in
      try #require(
        Self.page(Scratch(), ranks: ranks).components(separatedBy: "<section id=\"run\">").first)
    }
    #expect(pages[0] == pages[1] && pages[0].contains("suspicious"))
  }

  @Test func namesThatLookLikeMarkupAreText() throws {
    let scratch = try Scratch()
    let names = (0..<1797).map { "<script>&\"'\($0)</script>\n" }.joined()
    _ = try scratch.write("names.txt", Array(names.utf8))
    let page = try Self.page(scratch, ["--names", "names.txt"])
    #expect(Self.isWellFormed(page) && !page.contains("<script"))
    #expect(page.contains("&lt;script&gt;&amp;&quot;&#39;"))
  }

  @Test func picturesAreLinkedWhereTheyAre() throws {
    let scratch = try Scratch()
    _ = try scratch.write(
      "names.txt", Array((0..<1797).map { "\($0).png\n" }.joined().utf8))
    try FileManager.default.createDirectory(
      atPath: scratch.path("images"), withIntermediateDirectories: false)
    for face in stride(from: 0, to: 1797, by: 2) {
      let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
      _ = try scratch.write("images/\(face).png", face % 4 == 0 ? signature : [0])
    }
    let page = try Self.page(scratch, ["--names", "names.txt", "--link-images", "images"])
    #expect(Self.isWellFormed(page))
    #expect(page.contains("src=\"images/") && page.contains("no picture"))
    #expect(page.contains("broken picture"))
  }

  /// Names and pictures of the digits: of three, one is there, one is broken, one is missing. Some names lead
  /// elsewhere.
  private static func scratchWithPictures() throws -> Scratch {
    let scratch = try Scratch()
    var names = (0..<1797).map { "\($0).png" }
    names[1] = "../elsewhere.png"
    _ = try scratch.write("names.txt", Array(names.map { $0 + "\n" }.joined().utf8))
    try FileManager.default.createDirectory(
      atPath: scratch.path("images"), withIntermediateDirectories: false)
    for face in 0..<1797 where face % 3 < 2 {
      let gray = UInt8(face % 256)
      let picture = PNGFile.bytes(rows: [[gray, gray, gray], [0, 0, gray]])
      _ = try scratch.write("images/\(face).png", face % 3 == 0 ? picture : [0])
    }
    return scratch
  }

  @Test func thumbnailsAreInThePageWhateverTheRanks() throws {
    let more = ["--names", "names.txt", "--images", "images"]
    let pages = try [1, 3].map { ranks in
      try Self.page(Self.scratchWithPictures(), ranks: ranks, more)
    }
    let page = pages[0]
    #expect(Self.isWellFormed(page) && page.utf8.count < 4_000_000)
    #expect(page.contains("no picture") && page.contains("broken picture"))
    let shown = page.components(separatedBy: "src=\"data:image/jpeg;base64,").count - 1
    if Thumbnail.areMade {
      #expect(shown > 50 && page.components(separatedBy: "src=").count - 1 == shown)
      #expect(!page.contains("built without the libraries"))
    } else {
      #expect(shown == 0 && page.contains("built without the libraries"))
    }
    let bodies = pages.map { $0.components(separatedBy: "<section id=\"run\">")[0] }
    #expect(bodies[0] == bodies[1])
    // Each pair of a list is shown side by side: two figures for each row of its table.
    for title in ["Clusters that may be of one person", "Single faces that almost belong"] {
      let list = try #require(
        page.components(separatedBy: "<h2>\(title)</h2>").last?
          .components(separatedBy: "<h2>").first)
      let rows = list.components(separatedBy: "<tr>").count - 2
      #expect(rows > 1 && list.components(separatedBy: "<figure>").count - 1 == 2 * rows)
    }
  }

  @Test func aFolderOfPicturesThatIsNoneEndsTheRunBeforeItsWork() throws {
    let scratch = try Self.scratchWithPictures()
    for option in ["--images", "--link-images"] {
      let run = try scratch.run([
        Digits.features, "--names", "names.txt", "--report", "report.html", option, "none",
      ])
      #expect(run.exitCode == 2 && run.errors.contains("\(option) none is no folder"))
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("report.html")))
  }

  @Test func aRunWithoutClustersHasAPageToo() throws {
    let scratch = try Scratch()
    _ = try scratch.write("apart.bin", floats: [1, 0, 0, 1, -1, 0])
    let run = try scratch.run(
      ["apart.bin", "--dim", "2", "--quiet", "--report", "report.html", "--threads", "1"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(
      Self.isWellFormed(String(decoding: try scratch.contents("report.html"), as: UTF8.self)))
  }
}

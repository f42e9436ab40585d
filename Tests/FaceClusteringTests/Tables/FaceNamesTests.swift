import Storage
import TestFiles
import Testing

@testable import FaceClustering

/// Names of faces, from texts and tables.
@Suite struct FaceNamesTests {
  private static func names(
    _ text: String, column: String? = nil, file: String = "names.txt", faces: Int
  ) throws -> [String] {
    try names(Array(text.utf8), column: column, file: file, faces: faces)
  }

  private static func names(
    _ bytes: [UInt8], column: String? = nil, file: String = "names.txt", faces: Int
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    let names = try FaceNames(folder.write(file, bytes), column: column, faces: faces)
    return (0..<names.count).map { String(decoding: names[$0], as: UTF8.self) }
  }

  private static func problem(_ body: () throws -> [String]) -> String {
    do {
      return "read as \(try body())"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    "a b.jpg\nü,\"x\".jpg\n", "a b.jpg\r\nü,\"x\".jpg\r\n", "a b.jpg\rü,\"x\".jpg",
    "\u{FEFF}a b.jpg\nü,\"x\".jpg",
  ])
  func namesAreTheLinesOfATextWhateverEndsThem(text: String) throws {
    #expect(try Self.names(text, faces: 2) == ["a b.jpg", "ü,\"x\".jpg"])
  }

  @Test(arguments: [
    "id,file\n1,a.jpg\n2,\"b, \"\"c\"\".jpg\"\n", "id,file\r\n1,a.jpg\r\n2,\"b, \"\"c\"\".jpg\"",
    "\u{FEFF}\"id\",\"file\"\n1,a.jpg\n2,\"b, \"\"c\"\".jpg\"\n\n",
    "file;id\na.jpg;1\n\"b, \"\"c\"\".jpg\";2\n", "file\tid\na.jpg\t1\nb, \"c\".jpg\t2\n",
  ])
  func namesAreAColumnOfATable(text: String) throws {
    #expect(
      try Self.names(text, column: "file", file: "t.csv", faces: 2) == ["a.jpg", "b, \"c\".jpg"])
  }

  @Test func aNameInQuotesMayHaveALineEnd() throws {
    #expect(
      try Self.names("n,i\n\"a\nb\",1\nc,2\n", column: "n", faces: 2) == ["a\nb", "c"])
  }

  @Test func aTableOfOneColumnIsReadToo() throws {
    #expect(try Self.names("n\na\nb\n", column: "n", faces: 2) == ["a", "b"])
  }

  @Test func photosWithSeveralFacesOfAClusterAreCounted() throws {
    let folder = try TemporaryFolder()
    // Photo a has two faces of cluster 0 and one of 1, b one of each, c three of 1, d two that are in none.
    let names = try FaceNames(
      folder.write("n.txt", Array("a\na\na\nb\nb\nc\nc\nc\nd\nd\ne\n".utf8)), column: nil,
      faces: 11)
    let labels = [0, 1, 0, 0, 1, 1, 1, 1, -1, -1, 2]
    #expect(names.photosShared(by: labels, clusters: 3) == [1, 1, 0])
  }

  @Test func whatIsWrongIsSaid() {
    func expect(
      _ text: String, column: String? = nil, file: String = "n.txt", faces: Int = 2, _ part: String
    ) {
      let found = Self.problem { try Self.names(text, column: column, file: file, faces: faces) }
      #expect(found.contains(part), "\(found)")
    }
    expect("a\n", "has 1 names for 2 faces")
    expect("a\nb\nc\n", "has 3 names for 2 faces")
    expect("a\n\nb\n", "line 2 has no name")
    expect("a\n\0\n", "line 2 has a NUL")
    expect("a\nb\n", file: "n.csv", "--name-column")
    expect("x,y\n1,2\n", column: "z", "has no column \"z\"; its first row has \"x\", \"y\"")
    expect("x,x\n1,2\n", column: "x", "has 2 columns \"x\"")
    expect("x,y\n1,2\n3\n", column: "x", "line 3 has 1 fields, but the headings are 2")
    expect("x,y\n1,\"2\n", column: "x", "line 2 has a quote that is never closed")
    expect("x,y\n1,\"2\"3\n", column: "x", "line 2 has text behind a closing quote")
    expect("x,y\n,2\n", column: "x", "line 2 has no name")
  }

  @Test func textsInOtherEncodingsAreRefused() {
    let latin = Self.problem { try Self.names([0x61, 0x0A, 0xFC], faces: 2) }
    #expect(latin.contains("line 2 is not UTF-8"))
    let wide = Self.problem { try Self.names([0xFF, 0xFE, 0x61, 0], faces: 1) }
    #expect(wide.contains("UTF-16"))
  }
}

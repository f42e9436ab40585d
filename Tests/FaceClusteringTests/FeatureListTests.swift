import Storage
import TestFiles
import Testing

@testable import FaceClustering

/// Texts that name files of faces.
struct FeatureListTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func files(_ text: String, marked: Bool = false) throws -> [String] {
    let mark: [UInt8] = marked ? [0xEF, 0xBB, 0xBF] : []
    let path = try folder.write("list.txt", mark + Array(text.utf8))
    return try FeatureList(path) { !$0.contains("missing") }.files
  }

  @Test(arguments: [
    "a.npy\nb c.npz:x\n", "a.npy\nb c.npz:x", "a.npy\r\nb c.npz:x\r\n", "a.npy\rb c.npz:x",
    "\n# faces of May\na.npy\n  \t\n\nb c.npz:x\n\n", "#\r\n\r\na.npy\r\n#b\r\nb c.npz:x\r\n\r\n",
  ])
  func eachLineIsAFile(text: String) throws {
    for marked in [false, true] {
      #expect(try files(text, marked: marked) == ["a.npy", "b c.npz:x"])
    }
  }

  @Test func namesOfSpecialLettersAreWrittenWithTheirFolder() throws {
    #expect(try files("./@a.npy\n./#b.npy\nü.npy\n") == ["./@a.npy", "./#b.npy", "ü.npy"])
  }

  @Test(arguments: [
    ("a.npy\n\nmissing.npy\n", "line 3: there is no file missing.npy"),
    ("a.npy\r\nmissing.npz:x\r\n", "line 2: there is no file missing.npz"),
    ("# nothing\n\n", "names no file"), ("", "is empty"),
    ("a.npy\n@other.txt\n", "line 2 names a list, @other.txt"),
    ("a.npy\nb\0.npy\n", "line 2 has a NUL in it"),
  ])
  func whatIsWrongIsSaidWithItsLine(text: String, message: String) throws {
    let error = #expect(throws: FileError.self) { try files(text) }
    #expect(error?.path.hasSuffix("list.txt") == true)
    #expect(error?.problem.contains(message) == true, "\(error?.problem ?? "")")
  }

  @Test(arguments: [
    ([0x61, 0x0A, 0xFF, 0x62] as [UInt8], "line 2 is not UTF-8"),
    ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"),
  ])
  func otherTextsAreRefused(bytes: [UInt8], message: String) throws {
    let path = try folder.write("list.txt", bytes)
    let error = #expect(throws: FileError.self) { try FeatureList(path) { _ in true } }
    #expect(error?.problem.contains(message) == true, "\(error?.problem ?? "")")
  }

  @Test func aListThatIsNotThereIsNamed() {
    let error = #expect(throws: FileError.self) { try FeatureList("none.txt") { _ in true } }
    #expect(error?.path == "none.txt" && error?.problem.contains("no such file") == true)
  }
}

import Storage
import TestFiles
import Testing

@testable import FaceClustering

@Suite struct JournalNameTests {
  @Test func aNameComesBackFromItsText() throws {
    let name = JournalName(.edges, attempt: 3, number: 12)
    #expect(name.text == "edges.3.12.journal")
    let read = try #require(JournalName(name.text))
    #expect(read.kind == .edges && read.attempt == 3 && read.number == 12)
    #expect(JournalName("rounds.1.4194303.journal")?.number == (1 << 22) - 1)
  }

  @Test(arguments: [
    "rounds.1.9223372036854775807.journal", "rounds.1.4194304.journal", "edges.1.-1.journal",
    "edges.0.0.journal", "edges.9223372036854775807.0.journal", "edges.01.0.journal",
    "edges.1.+1.journal", "edges.1.0.journal.", "edges..1.0.journal", "others.1.0.journal",
    "edges.1.0.txt", "edges.1.0", "",
  ])
  func otherNamesAreNone(text: String) { #expect(JournalName(text) == nil) }

  @Test func journalsAreListedByAttemptsAndNumbers() throws {
    let folder = try TemporaryFolder()
    let names = ["edges.1.2.journal", "edges.1.10.journal", "neighbors.2.0.journal"]
    for name in names.reversed() + ["manifest.json"] { try folder.write(name, "x") }
    #expect(try JournalName.all(in: folder.path("")).map(\.text) == names)
  }

  @Test func aFolderThatCannotBeListedIsNoEmptyOne() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: FileError.self) {
      try JournalName.all(in: folder.path("none"))
    }
    #expect(error?.problem == "cannot be listed: No such file or directory")
  }
}

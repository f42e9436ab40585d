import Foundation
import Testing

@testable import Storage

@Suite struct FileIdentityTests {
  @Test func allNamesOfAFileAreTheSame() throws {
    let folder = try ScratchFolder()
    try folder.write("", to: "file")
    mkdir(folder("a"), 0o700)
    try folder.link("link", to: "file")
    try folder.link("b", to: ".")
    try FileManager.default.linkItem(atPath: folder("file"), toPath: folder("hard"))
    let one = try #require(FileIdentity(of: folder("file")))
    for name in ["link", "hard", "./file", "a/../file", "b/file", "b/b/link", "a//..//file"] {
      #expect(FileIdentity(of: folder(name)) == one)
      #expect(try OutputPath(folder(name)).identity == one)
    }
    try folder.write("", to: "other")
    #expect(FileIdentity(of: folder("other")) != one)
  }

  @Test func soAreAllNamesOfAFileThatIsYetToBeMade() throws {
    let folder = try ScratchFolder()
    mkdir(folder("a"), 0o700)
    try folder.link("b", to: "a")
    try folder.link("link", to: "a/new")
    let one = try OutputPath(folder("a/new")).identity
    #expect(one != nil)
    for name in ["b/new", "link", "a/./new", "a/../a/new", "b/../b/new"] {
      #expect(try OutputPath(folder(name)).identity == one)
    }
    for name in ["new", "a/other"] { #expect(try OutputPath(folder(name)).identity != one) }
  }
}

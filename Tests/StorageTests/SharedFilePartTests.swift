import Foundation
import Storage
import Testing

@Suite struct SharedFilePartTests {
  private func write(_ text: String, at offset: Int, to place: SharedFilePart.Place) throws {
    let part = try SharedFilePart(place)
    try Array(text.utf8).withUnsafeBytes { try part.write($0, at: offset) }
    try part.finish()
  }

  @Test func partsComeToTheirPlaces() throws {
    let folder = try ScratchFolder()
    let file = try AtomicFile(folder("x"), isShared: true)
    let place = try #require(file.sharedPlace)
    try write("second", at: 5, to: place)
    try write("first", at: 0, to: place)
    try file.commit()
    #expect(try folder.text(of: "x") == "firstsecond")
  }

  @Test(arguments: [true, false])
  func anotherFileUnderTheTemporaryNameIsNotWritten(isLink: Bool) throws {
    let folder = try ScratchFolder()
    try folder.write("precious", to: "victim")
    let file = try AtomicFile(folder("x"), isShared: true)
    let place = try #require(file.sharedPlace)
    unlink(place.path)
    if isLink {
      #expect(symlink(folder("victim"), place.path) == 0)
    } else {
      #expect(link(folder("victim"), place.path) == 0)
    }
    #expect(throws: FileError.self) { try write("x", at: 0, to: place) }
    #expect(try folder.text(of: "victim") == "precious")
  }
}

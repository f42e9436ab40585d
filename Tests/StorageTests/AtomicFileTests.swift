import Foundation
import Storage
import Testing

@Suite struct AtomicFileTests {
  @Test func aFileThatIsNotCommittedLeavesNothing() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).txt"
    do {
      let file = try AtomicFile(path, isShared: true)
      try file.append("half")
      #expect(FileManager.default.fileExists(atPath: file.temporaryPath))
      #expect(!FileManager.default.fileExists(atPath: path))
    }
    let folder = FileManager.default.temporaryDirectory.path
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!left.contains { path.hasSuffix($0) || $0.hasPrefix(path.split(separator: "/").last!) })
  }

  @Test func aFileOfOneProcessHasNoNameUntilItIsWhole() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder) }
    for text in ["first", "second"] {
      let before = try files()
      let file = try AtomicFile(folder + "/labels.txt")
      try file.append(text)
      #if os(Linux)
        #expect(try files() == before)
      #endif
      try file.commit()
      #expect(try files() == ["labels.txt"])
      #expect(try String(contentsOfFile: folder + "/labels.txt", encoding: .utf8) == text)
    }
  }

  @Test func aFullDiskIsAnErrorThatNamesTheFile() throws {
    #if os(Linux)
      // Writes to this device always fail for want of space.
      let bytes: [UInt8] = [1]
      let error = #expect(throws: FileError.self) {
        try bytes.withUnsafeBytes { try AtomicFile.write($0, at: 0, inTemporary: "/dev/full") }
      }
      #expect(error?.path == "/dev/full")
      #expect(error?.problem.contains("free some space") == true)
    #endif
  }
}

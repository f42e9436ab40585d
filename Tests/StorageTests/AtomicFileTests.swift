import Foundation
import Storage
import Testing

@Suite struct AtomicFileTests {
  @Test func aFileThatIsNotCommittedLeavesNothing() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).txt"
    do {
      let file = try AtomicFile(path)
      try file.append("half")
      #expect(FileManager.default.fileExists(atPath: file.temporaryPath))
      #expect(!FileManager.default.fileExists(atPath: path))
    }
    let folder = FileManager.default.temporaryDirectory.path
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!left.contains { path.hasSuffix($0) || $0.hasPrefix(path.split(separator: "/").last!) })
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

import Foundation
import Storage
import Testing

@testable import FaceClustering

@Suite struct CheckpointLockTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/lock-\(UUID().uuidString)"
    mkdir(folder, 0o700)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func oneRunAtATimeHasTheFolder() throws {
    try withFolder { folder in
      for _ in 0..<2 {
        let lock = try CheckpointLock(folder)
        let error = #expect(throws: FileError.self) { try CheckpointLock(folder) }
        #expect(error?.problem.contains("in use by process \(getpid()) on") == true)
        #expect(lock.isHeld)
      }
    }
  }

  @Test func aFileOfTheUserThatHappensToHaveItsNameIsKept() throws {
    try withFolder { folder in
      try "precious".write(toFile: folder + "/lock", atomically: false, encoding: .utf8)
      #expect(throws: FileError.self) { try CheckpointLock(folder) }
      #expect(try String(contentsOfFile: folder + "/lock", encoding: .utf8) == "precious")
    }
  }
}

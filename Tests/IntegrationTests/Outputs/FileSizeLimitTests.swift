import Foundation
import Testing

/// The system's limit of the size of files, which it tells by a signal that ends a process.
@Suite struct FileSizeLimitTests {
  @Test func aFileBeyondTheLimitIsAnErrorAndLeavesNothing() throws {
    let scratch = try Scratch()
    // In blocks of 512 or 1024 bytes; MPI's own files need some.
    let run = try scratch.run(
      ["generate", "faces.npy", "--faces", "50000", "--dim", "256", "--quiet"],
      wrapper: ["bash", "-c", "ulimit -f 32768; exec \"$@\"", "bash"], timeout: 60)
    #expect(run.exitCode == 1 && run.errors.contains("ulimit -f"), "\(run.errors)")
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
    #expect(Set(left) == ["stdout", "stderr"])
  }
}

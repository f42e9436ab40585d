import Storage
import TestFiles
import Testing

@Suite struct OutputRoomTests {
  @Test func aFileThatCannotFitIsRefused() throws {
    let folder = try TemporaryFolder()
    let output = try OutputPath(folder.path("x.npy"))
    try output.checkRoom(for: 1)
    let error = #expect(throws: FileError.self) { try output.checkRoom(for: .max) }
    #expect(error?.problem.contains("needs \(Int.max) bytes, but only") == true)
  }

  @Test func aDeviceHasRoomForAnything() throws {
    try OutputPath("/dev/null").checkRoom(for: .max)
  }
}

import Foundation
import Storage
import TestFiles
import Testing

@Suite struct InputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ path: String) -> String {
    let error = #expect(throws: FileError.self) { try InputFile(path) }
    return error?.problem ?? ""
  }

  @Test func aPipeIsRefusedWithoutWaitingForItsWriter() {
    let path = folder.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    #expect(refusal(path).contains("is a pipe and not a regular file"))
  }

  @Test func aLinkToAPipeIsRefused() throws {
    mkfifo(folder.path("pipe"), 0o600)
    #expect(symlink(folder.path("pipe"), folder.path("link")) == 0)
    #expect(refusal(folder.path("link")).contains("is a pipe"))
  }

  @Test(arguments: ["/dev/zero", "/dev/null"]) func devicesAreRefused(path: String) {
    #expect(refusal(path).contains("is a device and not a regular file"))
  }

  @Test func foldersAreRefused() {
    #expect(refusal(folder.path).contains("is a folder and not a regular file"))
  }

  @Test func socketsAreRefused() throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    // The path of a socket has little room.
    let path = "/tmp/\(UUID().uuidString)"
    defer { unlink(path) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    #expect(refusal(path).contains("is a socket and not a regular file"))
  }

  @Test func anEmptyFileIsRefused() throws {
    #expect(refusal(try folder.write("x", "")) == "the file is empty")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status")))
  func filesThatTellNoSizeAreRefused() {
    #expect(refusal("/proc/self/status").contains("contents but no size"))
  }

  @Test func aNameWithANULIsNotThatOfAnotherFile() throws {
    let path = try folder.write("x", "1\n")
    #expect(refusal(path + "\0.npy").contains("NUL"))
  }

  @Test func anEmptyNameIsAsked() { #expect(refusal("").contains("no name of a file")) }

  @Test func namesThatAreTooLongAreRefused() {
    #expect(refusal("/" + String(repeating: "x", count: 9_000)).contains("cannot read the file"))
  }

  /// As files with holes can be: an array of that size would end the process.
  @Test func aFileThatNoMemoryHoldsIsRefused() throws {
    let path = folder.path("holes")
    let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    // The largest that a file system has room for.
    let size = (30...60).reversed().first { ftruncate(descriptor, 1 << off_t($0)) == 0 }
    try #require(size.map { $0 >= 43 } == true)
    let error = #expect(throws: FileError.self) { try InputFile.contents(of: path) }
    #expect(error?.problem.contains("no memory") == true)
  }
}

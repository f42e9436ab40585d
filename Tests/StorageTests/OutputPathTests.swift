import Foundation
import Testing

@testable import Storage

/// What is found out about the path of an output before the work.
@Suite struct OutputPathTests {
  private func problem(_ path: String) -> String? {
    do throws(FileError) {
      try OutputPath(path).checkWritable()
      return nil
    } catch {
      return error.problem
    }
  }

  @Test(arguments: [
    ("file/", "file is a file, not a folder"), ("file/x", "file is a file, not a folder"),
    ("file/.", "file is a file, not a folder"), ("folder", "is a folder"),
    ("folder/", "is a folder"),
    ("folder/.", "is a folder"), ("folder/..", "is a folder"), ("none/x", "none does not exist"),
    ("none/", "none does not exist"), ("to-folder", "is a folder"), ("to-none", "does not exist"),
    ("loop", "too many|more than 40 links"), ("socket", "is a socket"),
    ("read-only", "is read-only"),
    ("to-read-only", "is read-only"), ("/dev/fd/77777", "not open"),
    ("/proc/self/fd/x", "not open"),
    ("/proc/x", "/proc cannot be written to"),
    (String(repeating: "n", count: 256), "File name too long"),
  ])
  func whatCannotBeWrittenIsRefused(path: String, message: String) throws {
    let folder = try ScratchFolder()
    try folder.write("", to: "file")
    try folder.write("kept", to: "read-only")
    chmod(folder("read-only"), 0o444)
    mkdir(folder("folder"), 0o700)
    try folder.link("to-folder", to: "folder")
    try folder.link("to-none", to: "none/x")
    try folder.link("to-read-only", to: "read-only")
    try folder.link("loop", to: "loop")
    try makeSocket(folder("socket"))
    let found = try #require(problem(path.hasPrefix("/") ? path : folder(path)))
    let isTold = message.split(separator: "|").contains { found.contains($0) }
    #expect(isTold, "\(found)")
    #expect(try folder.text(of: "read-only") == "kept")
  }

  @Test func anEmptyPathIsRefused() { #expect(problem("")?.contains("no name of a file") == true) }

  @Test(.enabled(if: geteuid() == 0, "only root can make a disk"))
  func aDiskIsRefused() throws {
    let folder = try ScratchFolder()
    // Of the memory devices, which have no disks: nothing could be lost.
    try #require(mknod(folder("disk"), S_IFBLK | 0o600, 1 << 8 | 250) == 0)
    #expect(problem(folder("disk"))?.contains("is a disk") == true)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can mount"))
  func aFileThatIsAMountOfItsOwnIsRefused() throws {
    let folder = try ScratchFolder()
    try folder.write("", to: "a file")
    let mounted = mount(folder("a file"), folder("a file"), nil, 4096, nil) == 0
    try #require(mounted, "this machine allows no mounts")
    defer { umount(folder("a file")) }
    #expect(problem(folder("a file"))?.contains("mounted by itself") == true)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can make files of other users"))
  func whatAnotherUserHasPutWhereEverybodyCanIsRefused() throws {
    let folder = try ScratchFolder()
    let (shared, other, nobody) = (folder("shared"), uid_t(65_533), uid_t(65_534))
    mkdir(shared, 0o700)
    try folder.write("precious", to: "victim")
    try folder.link("shared/link", to: "../victim")
    try folder.link("shared/dangling", to: "../new")
    try folder.link("outside", to: "shared/link")
    try folder.write("", to: "shared/file")
    mkfifo(folder("shared/pipe"), 0o600)
    let names = ["shared/link", "shared/dangling", "shared/file", "shared/pipe"]
    for (mode, owner, isRefused) in [
      (0o1777, nobody, true), (0o1777, geteuid(), false), (0o1777, other, false),
      (0o1755, nobody, false), (0o777, nobody, false),
    ] {
      chmod(shared, mode_t(mode))
      chown(shared, other, .max)
      for name in names { lchown(folder(name), owner, .max) }
      for name in names + ["outside"] {
        let found = problem(folder(name))
        #expect((found?.contains("another user") == true) == isRefused, "\(name): \(found ?? "-")")
      }
    }
  }

  @Test func theCheckChangesNothing() throws {
    let folder = try ScratchFolder()
    try folder.write("kept", to: "file")
    try folder.link("link", to: "made")
    for name in ["file", "new", "link"] { #expect(problem(folder(name)) == nil) }
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    #expect(problem(folder("pipe")) == nil, "and does not wait for a reader")
    #expect(problem("/dev/null") == nil)
    #expect(problem("/dev/stderr") == nil)
    #expect(try folder.names == ["file", "link", "pipe"])
    #expect(try folder.text(of: "file") == "kept")
  }

  private func makeSocket(_ path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // The name of a socket must be short: it is made under a relative one.
    let short = "/tmp/\(UUID().uuidString.prefix(8)).socket"
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: short.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
    }
    try #require(isBound && rename(short, path) == 0)
  }
}

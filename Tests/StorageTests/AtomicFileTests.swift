import Foundation
import Testing

@testable import Storage

@Suite struct AtomicFileTests {
  private func write(_ text: String, to path: String) throws {
    let file = try AtomicFile(path)
    try file.append(text)
    try file.commit()
  }

  @Test func aFileThatIsNotCommittedLeavesNothing() throws {
    let folder = try ScratchFolder()
    do {
      let file = try AtomicFile(folder("labels.txt"), isShared: true)
      try file.append("half")
      try file.finish()
      #expect(try folder.names.count == 1)
      #expect(try folder.names != ["labels.txt"])
    }
    #expect(try folder.names == [])
  }

  @Test(arguments: [false, true])
  func aFileTakesItsNameWhenItIsWhole(isShared: Bool) throws {
    let folder = try ScratchFolder()
    for text in ["first", "second"] {
      let before = try folder.names
      let file = try AtomicFile(folder("labels.txt"), isShared: isShared)
      try file.append(text)
      #if os(Linux)
        #expect(try isShared || folder.names == before)
      #endif
      try file.commit()
      #expect(try folder.names == ["labels.txt"])
      #expect(try folder.text(of: "labels.txt") == text)
    }
  }

  @Test func theLongestNameCanBeShared() throws {
    let folder = try ScratchFolder()
    let name = String(repeating: "n", count: 255)
    let file = try AtomicFile(folder(name), isShared: true)
    try file.commit()
    #expect(try folder.names == [name])
  }

  @Test func theNameOfASharedFileCannotBeForeseen() throws {
    let folder = try ScratchFolder()
    let files = try (0..<2).map { _ in try AtomicFile(folder("x"), isShared: true) }
    #expect(files[0].sharedPlace?.path != files[1].sharedPlace?.path)
  }

  @Test func aReplacedFileHandsItsPermissionsOn() throws {
    let folder = try ScratchFolder()
    try folder.write("old", to: "labels.txt")
    chmod(folder("labels.txt"), 0o640)
    try write("new", to: folder("labels.txt"))
    var status = stat()
    #expect(stat(folder("labels.txt"), &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(try folder.text(of: "labels.txt") == "new")
  }

  @Test func otherNamesOfAReplacedFileKeepTheOldContents() throws {
    let folder = try ScratchFolder()
    try folder.write("old", to: "labels.txt")
    try FileManager.default.linkItem(atPath: folder("labels.txt"), toPath: folder("copy"))
    try write("new", to: folder("labels.txt"))
    #expect(try folder.text(of: "copy") == "old")
  }

  @Test(arguments: ["real.txt", "./real.txt", "a/../real.txt"])
  func aLinkStaysAndItsTargetIsReplaced(target: String) throws {
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(
      atPath: folder("a"), withIntermediateDirectories: false)
    for text in ["made", "replaced"] {
      if text == "made" { try folder.link("link", to: target) }
      try write(text, to: folder("link"))
      #expect(try folder.names == ["a", "link", "real.txt"])
      #expect(try folder.text(of: "real.txt") == text)
      let found = try FileManager.default.destinationOfSymbolicLink(atPath: folder("link"))
      #expect(found == target)
    }
  }

  @Test func aLinkInAnotherFolderIsFollowedFromThere() throws {
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(
      atPath: folder("a"), withIntermediateDirectories: false)
    try folder.link("a/link", to: "real.txt")
    try folder.link("link", to: "a/link")
    try write("x", to: folder("link"))
    #expect(try folder.text(of: "a/real.txt") == "x")
    #expect(try folder.names == ["a", "link"])
  }

  @Test func aLinkCanBeReplacedInstead() throws {
    let folder = try ScratchFolder()
    try folder.write("precious", to: "victim")
    for target in ["victim", "none"] {
      try folder.link(target + ".link", to: target)
      let file = try AtomicFile(folder(target + ".link"), followsLinks: false)
      try file.append("new")
      try file.commit()
      #expect(try folder.text(of: target + ".link") == "new")
    }
    #expect(try folder.names == ["none.link", "victim", "victim.link"])
    #expect(try folder.text(of: "victim") == "precious")
  }

  @Test func aDeviceIsWrittenInto() throws {
    let folder = try ScratchFolder()
    try folder.link("nothing", to: "/dev/null")
    try write("x", to: folder("nothing"))
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    #expect(try folder.names == ["nothing"])
  }

  @Test func aPipeIsWrittenInto() async throws {
    let folder = try ScratchFolder()
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    let path = folder("pipe")
    async let read = Task.detached {
      try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).readToEnd()
    }.value
    try write("through", to: path)
    #expect(try await read == Data("through".utf8))
    #expect(try folder.names == ["pipe"])
  }

  @Test(arguments: ["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd"])
  func anOpenDescriptorIsWrittenIntoWhereItIs(descriptors: String) throws {
    let folder = try ScratchFolder()
    let descriptor = open(folder("log"), O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    #expect(Foundation.write(descriptor, "before ", 7) == 7)
    try write("after", to: "\(descriptors)/\(descriptor)")
    #expect(try folder.text(of: "log") == "before after")
    #expect(try folder.names == ["log"])
  }

  @Test func filesGetTheirNamesTogetherOrNotAtAll() throws {
    let folder = try ScratchFolder()
    let paths = ["a", "b", "c"].map { folder($0) }
    func files() throws -> [AtomicFile] {
      try paths.map {
        let file = try AtomicFile($0)
        try file.append($0)
        return file
      }
    }
    var hindered: [AtomicFile]? = try files()
    try FileManager.default.createDirectory(atPath: paths[2], withIntermediateDirectories: false)
    let error = #expect(throws: FileError.self) { try AtomicFile.commit(hindered!) }
    hindered = nil
    #expect(error?.path == paths[2])
    #expect(try folder.names == ["c"])
    rmdir(paths[2])
    try AtomicFile.commit(try files())
    #expect(try folder.names == ["a", "b", "c"])
  }

  @Test func aFullDiskIsAnErrorThatNamesTheFile() throws {
    #if os(Linux)
      // Writes to this device always fail for want of space.
      let error = #expect(throws: FileError.self) { try write("x", to: "/dev/full") }
      #expect(error?.path == "/dev/full")
      #expect(error?.problem.contains("free some space") == true)
    #endif
  }
}

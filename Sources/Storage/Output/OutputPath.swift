import Foundation

/// Where the path of an output leads, and what stands there.
///
/// Links are followed, as by a shell's redirection: the link stays, and what it leads to is written.
package struct OutputPath: Sendable {
  enum Target: Sendable {
    /// Nothing: the file is made.
    case new
    /// A regular file, whose place the output takes.
    case file(stat)
    /// A device or a pipe, which is written into.
    case stream
    /// A descriptor of this process, such as `/dev/stdout`, which is written into.
    case descriptor(Int32)
  }

  /// The path as it was given.
  package let path: String
  let target: Target
  /// The folder and the name in it of the file that is made or replaced, with no link left to follow.
  let folder: String
  package let name: String

  private static let mostLinks = 40

  /// Follows a path.
  ///
  /// - Parameter followsLinks: whether the file that a link leads to is written, rather than one in the
  ///   place of the link.
  /// - Throws: `FileError` when no file can be there: the folder does not exist, the path names a folder,
  ///   a socket or a disk, or leads over what another user has put where everybody can.
  package init(_ path: String, followsLinks: Bool = true) throws(FileError) {
    self.path = path
    var place = path
    for _ in 0...Self.mostLinks {
      let (folder, name) = try Self.split(place, path)
      let descriptors = Self.descriptors(folder)
      if descriptors == .own {
        (target, self.folder, self.name) = (try Self.descriptor(name, path), folder, name)
        return
      }
      var status = stat()
      guard lstat(place, &status) == 0 else {
        guard errno == ENOENT else { throw FileError(path, failedTo: "look for the file") }
        (target, self.folder, self.name) = (.new, folder, name)
        return
      }
      if !followsLinks, status.st_mode & S_IFMT == S_IFLNK {
        (target, self.folder, self.name) = (.new, folder, name)
        return
      }
      try Self.checkOwner(status, inFolder: folder, path)
      guard status.st_mode & S_IFMT == S_IFLNK, descriptors == nil || !Self.isStream(place) else {
        (target, self.folder, self.name) = (try Self.target(status, place, path), folder, name)
        return
      }
      let next = try Self.link(place, path)
      place = next.utf8.first == UInt8(ascii: "/") ? next : folder + "/" + next
    }
    throw FileError(path, "leads over more than \(Self.mostLinks) links; name the file itself")
  }

  /// Whether the output is written into what stands there, as it is made, and takes no file's place.
  package var isStream: Bool {
    switch target {
    case .stream, .descriptor: true
    case .new, .file: false
    }
  }

  /// The folder in which the file is made or replaced.
  package var folderIdentity: FileIdentity? { FileIdentity(of: folder) }

  /// Which file the output takes the place of, or is written into; nil for a device or a socket.
  package var identity: FileIdentity? {
    switch target {
    case .new: FileIdentity(absent: name, inFolder: folder)
    case .file(let status): FileIdentity(status)
    case .stream: FileIdentity(of: path)
    case .descriptor(let number): FileIdentity(ofDescriptor: number)
    }
  }

  /// Whether a path alone, without a look at what is there, tells that it names a device or an open
  /// descriptor.
  package static func isNameOfDevice(_ path: String) -> Bool {
    // By bytes: with a combining mark behind it a slash is no character of its own.
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[..<$0] } ?? ""
    return ["/dev", "/dev/fd"].contains(folder) || folder.hasPrefix("/proc/")
  }

  // MARK: - Following

  /// The folder and the name of a place on the way of `path`.
  private static func split(
    _ place: String, _ path: String
  ) throws(FileError) -> (folder: String, name: String) {
    guard !path.isEmpty else { throw FileError("\"\"", "is no name of a file; name one") }
    // By bytes: with a combining mark behind it a slash is no character of its own.
    let slash = place.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { String(place.utf8[place.utf8.index(after: $0)...])! } ?? place
    let folder = slash.map { $0 == place.startIndex ? "/" : String(place[..<$0]) } ?? "."
    var status = stat()
    guard stat(folder, &status) == 0 else {
      guard errno == ENOENT else {
        throw FileError(path, failedTo: "look into the folder \(folder)")
      }
      throw FileError(path, "the folder \(folder) does not exist; create it first")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(path, "\(folder) is a file, not a folder; name another place")
    }
    guard !["", ".", ".."].contains(name) else {
      throw FileError(path, "is a folder; name a file in it")
    }
    return (folder, name)
  }

  /// Refuses what another user may have laid as a trap, as the kernel can be told to: in a folder such as
  /// /tmp, that of neither this user nor the folder's owner.
  private static func checkOwner(
    _ status: stat, inFolder folder: String, _ path: String
  ) throws(FileError) {
    var folderStatus = stat()
    let open = S_ISVTX | S_IWOTH
    guard stat(folder, &folderStatus) == 0, folderStatus.st_mode & open == open,
      ![geteuid(), folderStatus.st_uid].contains(status.st_uid)
    else { return }
    throw FileError(
      path,
      "another user's file or link is there, in \(folder), where everybody can put one; name "
        + "another")
  }

  private static func link(_ place: String, _ path: String) throws(FileError) -> String {
    let text = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = buffer.withMemoryRebound(to: CChar.self) {
        max(0, readlink(place, $0.baseAddress!, $0.count))
      }
    }
    guard !text.isEmpty else { throw FileError(path, failedTo: "follow the link") }
    return String(decoding: text, as: UTF8.self)
  }

  private static func target(
    _ status: stat, _ place: String, _ path: String
  ) throws(FileError) -> Target {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(status)
    case S_IFDIR: throw FileError(path, "is a folder; name a file in it")
    case S_IFSOCK: throw FileError(path, "is a socket; name a file, a pipe or a device")
    case S_IFBLK: throw FileError(path, "is a disk, whose contents would be lost; name a file")
    default: return .stream
    }
  }

  /// Whether a device or a pipe is at a place or behind it.
  private static func isStream(_ place: String) -> Bool {
    var status = stat()
    guard stat(place, &status) == 0 else { return false }
    return [S_IFCHR, S_IFIFO].contains(status.st_mode & S_IFMT)
  }

  private enum Descriptors { case own, others }

  /// Whose open descriptors a folder has, which are links that no path can replace; nil for others.
  private static func descriptors(_ folder: String) -> Descriptors? {
    guard let resolved = realpath(folder, nil) else { return nil }
    defer { free(resolved) }
    let path = String(cString: resolved)
    guard path.hasPrefix("/proc/"), path.hasSuffix("/fd") else { return nil }
    return path.hasPrefix("/proc/\(getpid())/") ? .own : .others
  }

  private static func descriptor(_ name: String, _ path: String) throws(FileError) -> Target {
    guard let number = Int32(name), case let flags = fcntl(number, F_GETFL), flags >= 0 else {
      throw FileError(
        path, "is not open in this process, which mpirun may have started; name a file")
    }
    guard flags & O_ACCMODE != O_RDONLY else { throw FileError(path, "is only open for reading") }
    return .descriptor(number)
  }
}

import Foundation

extension OutputPath {
  /// Checks that the output can be written, before hours of work whose result would go there. Nothing
  /// is changed.
  ///
  /// - Throws: `FileError` when the folder cannot be written to, or when a file stands there that is
  ///   read-only or cannot be replaced.
  package func checkWritable() throws(FileError) {
    switch target {
    case .descriptor: break
    case .stream:
      guard faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 else {
        throw FileError(path, failedTo: "write to it")
      }
    case .new: try checkFolder()
    case .file(let status): try checkReplaceable(status)
    }
  }

  private func checkFolder() throws(FileError) {
    do throws(FileError) {
      _ = try TemporaryFile(inFolder: folder, for: name)
    } catch {
      throw FileError(
        path, "the folder \(folder) cannot be written to (\(error.problem)); choose another")
    }
  }

  private func checkReplaceable(_ status: stat) throws(FileError) {
    // Root may write to it all the same, but whoever made it so did not mean it to be replaced.
    guard status.st_mode & 0o222 != 0 else {
      throw FileError(path, "is read-only; name another file, or make it writable (chmod u+w)")
    }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else {
      let error = FileError(path, failedTo: "replace the file")
      throw FileError(path, error.problem + "; name another file")
    }
    close(descriptor)
    try checkFolder()
    var folderStatus = stat()
    let owners = [0, status.st_uid]
    if stat(folder, &folderStatus) == 0, folderStatus.st_mode & S_ISVTX != 0,
      !(owners + [folderStatus.st_uid]).contains(geteuid())
    {
      throw FileError(
        path, "is another user's, and in \(folder) only owners may replace files; name another")
    }
    if isMountPoint {
      throw FileError(path, "is mounted by itself and cannot be replaced; mount its folder instead")
    }
  }

  /// Whether the file is a mount of its own, as containers have them.
  private var isMountPoint: Bool {
    guard let resolved = realpath(folder, nil),
      let mounts = SystemText("/proc/self/mountinfo")
    else { return false }
    defer { free(resolved) }
    let base = String(cString: resolved)
    let place = (base == "/" ? "" : base) + "/" + name
    // The kernel writes what would end a field as octal numbers.
    let written = [("\\", "134"), (" ", "040"), ("\t", "011"), ("\n", "012")].reduce(place) {
      $0.replacingOccurrences(of: $1.0, with: "\\" + $1.1)
    }
    return mounts.lines.contains {
      $0.split(separator: " ").dropFirst(4).first.map(String.init) == written
    }
  }
}

import Foundation
import Threads

/// A file open for reading at any place, by any number of ranks at once.
package final class InputFile: ReadableBytes {
  package let path: String
  /// The size in bytes when the file was opened.
  package let size: Int
  private let descriptor: Int32
  private let opened: stat

  /// Opens a regular file.
  ///
  /// Nothing waits here: a pipe that nobody writes to is refused like everything else that cannot be
  /// read at any place.
  ///
  /// - Throws: `FileError` when it does not exist, cannot be read, is no regular file or is empty.
  package init(_ path: String) throws(FileError) {
    try Self.checkName(path)
    var status = stat()
    // Opening a device can change it, so its kind is known before.
    if stat(path, &status) == 0 { try Self.checkKind(status, path) }
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      if errno == ENOENT {
        throw FileError(path, "no such file; check the path, and that every host can see it")
      }
      if errno == EMFILE {
        throw FileError(
          path,
          "too many files are open; raise the limit of open files (ulimit -n), or write several into one"
        )
      }
      throw FileError(path, failedTo: "read the file")
    }
    self.path = path
    guard fstat(descriptor, &status) == 0 else {
      (size, opened) = (0, status)
      throw FileError(path, failedTo: "read the file")
    }
    (size, opened) = (Int(status.st_size), status)
    try Self.checkKind(status, path)
    guard size > 0 else {
      var byte: UInt8 = 0
      guard pread(descriptor, &byte, 1, 0) == 1 else { throw FileError(path, "the file is empty") }
      throw FileError(
        path, "has contents but no size, as files of /proc do; copy it to a file on disk first")
    }
  }

  private static func checkName(_ path: String) throws(FileError) {
    guard !path.isEmpty else {
      throw FileError("\"\"", "is no name of a file; is a variable of the shell unset?")
    }
    // The operating system would open what the name is up to there.
    guard !path.utf8.contains(0) else { throw FileError(path, "no file has a NUL in its name") }
  }

  private static func checkKind(_ status: stat, _ path: String) throws(FileError) {
    let kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: String?.none
      case S_IFDIR: "is a folder and not a regular file; name a file in it"
      case S_IFIFO: "is a pipe and not a regular file"
      case S_IFSOCK: "is a socket and not a regular file"
      default: "is a device and not a regular file"
      }
    guard let kind else { return }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    throw FileError(
      path,
      isFolder ? kind : kind + ", which is read at any place; write what it gives to a file first")
  }

  /// Checks that the file under this name is still the one that was opened, and unchanged.
  ///
  /// - Throws: `FileError` when it was replaced, written to, cut or removed.
  package func checkUnchanged() throws(FileError) {
    var now = stat()
    guard stat(path, &now) == 0, now.st_ino == opened.st_ino, now.st_dev == opened.st_dev,
      now.st_size == opened.st_size, now.st_mtim.tv_sec == opened.st_mtim.tv_sec,
      now.st_mtim.tv_nsec == opened.st_mtim.tv_nsec
    else {
      throw FileError(path, "changed while it was read; run again when nobody writes to it")
    }
  }

  deinit { close(descriptor) }

  /// Fills `bytes` with what is at `offset`.
  package func read(
    into bytes: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let step = min(bytes.count - done, Self.mostBytesAtATime)
      let (count, code) = WorkInProgress.ofProcess.read(bytes: step) {
        (pread(descriptor, bytes.baseAddress! + done, step, off_t(offset + done)), errno)
      }
      if count < 0, code == EINTR { continue }
      guard count >= 0 else {
        errno = code
        throw FileError(path, failedTo: "read the file")
      }
      guard count > 0 else {
        throw FileError(
          path,
          "ends at byte \(offset + done) but \(offset + bytes.count) bytes were expected; "
            + "the file is truncated or changed while it was read")
      }
      done += count
    }
  }

  /// Reads bytes from a place in the file by several threads, since copying them from the system's cache
  /// takes longer than finding memory for them.
  package func read(
    into bytes: UnsafeMutableRawBufferPointer, at offset: Int, threads: Int
  ) throws(FileError) {
    let parts = max(1, min(threads, bytes.count / Self.leastPart))
    var results = [Result<Void, FileError>](repeating: .success(()), count: parts)
    results.withUnsafeMutableBufferPointer { results in
      // Each thread has a place of its own in both.
      nonisolated(unsafe) let (results, bytes) = (results, bytes)
      Workers(count: parts).forEach(parts) { part, _ in
        let range = bytes.count * part / parts..<bytes.count * (part + 1) / parts
        results[part] = Result { () throws(FileError) in
          try read(
            into: UnsafeMutableRawBufferPointer(rebasing: bytes[range]),
            at: offset + range.lowerBound)
        }
      }
    }
    for result in results { try result.get() }
  }

  private static let leastPart = 1 << 20
  /// So few that a read which does not end is noticed (see `WorkInProgress`).
  private static let mostBytesAtATime = 1 << 26

  /// All bytes of a file.
  package static func contents(of path: String) throws(FileError) -> [UInt8] {
    let file = try InputFile(path)
    return try file.read(0..<file.size)
  }

  /// The size of a file in bytes.
  package static func size(of path: String) throws(FileError) -> Int { try InputFile(path).size }
}

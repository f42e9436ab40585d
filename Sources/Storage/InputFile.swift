import Dispatch
import Foundation

/// A file open for reading at any place, by any number of ranks at once.
public final class InputFile: Sendable {
  public let path: String
  /// The size in bytes when the file was opened.
  public let size: Int
  private let descriptor: Int32
  private let opened: stat

  /// Opens a regular file.
  ///
  /// - Throws: `FileError` when it does not exist, cannot be read, is no regular file or is empty.
  public init(_ path: String) throws(FileError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT {
        throw FileError(path, "no such file; check the path, and that every host can see it")
      }
      throw FileError(path, failedTo: "read the file")
    }
    self.path = path
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      size = 0
      opened = status
      throw FileError(path, failedTo: "read the file")
    }
    size = Int(status.st_size)
    opened = status
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path, "is not a regular file")
    }
    guard size > 0 else { throw FileError(path, "the file is empty") }
  }

  /// Checks that the file under this name is still the one that was opened, and unchanged.
  ///
  /// - Throws: `FileError` when it was replaced, written to, cut or removed.
  public func checkUnchanged() throws(FileError) {
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
      // One call reads at most 2^31 - 4096 bytes.
      let step = min(bytes.count - done, 1 << 30)
      let count = pread(descriptor, bytes.baseAddress! + done, step, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError(path, failedTo: "read the file") }
      guard count > 0 else {
        throw FileError(
          path,
          "ends at byte \(offset + done) but \(offset + bytes.count) bytes were expected; "
            + "the file is truncated or changed while it was read")
      }
      done += count
    }
  }

  /// The same by several threads: to copy from the system's cache takes longer than to find memory.
  package func read(
    into bytes: UnsafeMutableRawBufferPointer, at offset: Int, threads: Int
  ) throws(FileError) {
    let parts = max(1, min(threads, bytes.count / Self.leastPart))
    var results = [Result<Void, FileError>](repeating: .success(()), count: parts)
    results.withUnsafeMutableBufferPointer { results in
      // Each thread has a place of its own in both.
      nonisolated(unsafe) let (results, bytes) = (results, bytes)
      DispatchQueue.concurrentPerform(iterations: parts) { part in
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

  /// The bytes of a range.
  public func read(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    var problem: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      do throws(FileError) {
        try read(into: UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
        count = range.count
      } catch { problem = error }
    }
    if let problem { throw problem }
    return bytes
  }

  /// All bytes of a file.
  public static func contents(of path: String) throws(FileError) -> [UInt8] {
    let file = try InputFile(path)
    return try file.read(0..<file.size)
  }

  /// The size of a file in bytes.
  public static func size(of path: String) throws(FileError) -> Int { try InputFile(path).size }
}

import Foundation

/// What one of several processes writes to a file that another one has made and will commit: bytes at
/// any places.
package final class SharedFilePart {
  /// How the file is found while it has no name of its own.
  package struct Place: Sendable {
    package let path: String
    /// Tells the file from another that somebody may have put under its name.
    package let inode: UInt64

    package init(path: String, inode: UInt64) {
      self.path = path
      self.inode = inode
    }
  }

  private let path: String
  private let descriptor: Int32

  /// - Throws: `FileError` when this host does not see the file, or another stands in its place.
  package init(_ place: Place) throws(FileError) {
    path = place.path
    descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      let error = FileError(path, failedTo: "open the file")
      throw FileError(path, error.problem + "; name a file in a folder that all hosts share")
    }
    guard Self.inode(of: descriptor) == place.inode else {
      throw FileError(path, "is not the file that rank 0 has made; choose a folder of your own")
    }
  }

  deinit { close(descriptor) }

  /// Writes bytes to their place.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    try FileBytes.writeAll(bytes, path: path) {
      pwrite(descriptor, $0, $1, off_t(offset + $2))
    }
  }

  /// Makes what was written durable.
  package func finish() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw FileError(path, failedTo: "write the file") }
  }

  static func inode(of descriptor: Int32) -> UInt64 {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(status.st_ino) : 0
  }
}

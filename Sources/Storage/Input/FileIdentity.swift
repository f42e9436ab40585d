import Foundation

/// Which file a path names, however the path is written: links, `.` and `..` are followed, and two
/// names of one file are the same.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  /// The inode of the file, or of the folder in which there is no file of the name yet.
  private let inode: UInt64
  private let absentName: String?

  /// The file at a path; nil if nothing can be found there, or a device or a socket, which are not the
  /// same file for being the same: what is written to them is not what is read from them.
  package init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The file that a descriptor is open on; nil for a device or a socket.
  init?(ofDescriptor descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// A file that does not exist yet; nil if its folder cannot be found.
  init?(absent name: String, inFolder folder: String) {
    var status = stat()
    guard stat(folder, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    absentName = name
  }

  init?(_ status: stat) {
    guard ![S_IFCHR, S_IFBLK, S_IFSOCK].contains(status.st_mode & S_IFMT) else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    absentName = nil
  }
}

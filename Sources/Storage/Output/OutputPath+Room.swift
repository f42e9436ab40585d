import Foundation

extension OutputPath {
  /// Checks that the file system has room for a file of so many bytes, before they are made. Nothing is
  /// kept free for it.
  ///
  /// - Throws: `FileError` when there is too little; not for a device or a pipe, or where nobody knows.
  package func checkRoom(for bytes: Int) throws(FileError) {
    guard !isStream else { return }
    var status = statvfs()
    guard statvfs(folder, &status) == 0, status.f_blocks > 0 else { return }
    let (free, overflow) = UInt(status.f_bavail).multipliedReportingOverflow(
      by: UInt(status.f_frsize))
    guard !overflow, free < UInt(bytes) else { return }
    throw FileError(
      path,
      "needs \(bytes) bytes, but only \(free) are free in \(folder); free some space or choose another "
        + "folder")
  }
}

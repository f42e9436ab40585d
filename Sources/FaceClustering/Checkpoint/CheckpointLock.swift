import Foundation
import Storage

/// The lock of a checkpoint's folder: two runs that saved their progress in the same folder would find
/// out only after their searches.
///
/// The system gives it back when the process ends, however it does, so no lock is left behind by a run
/// that died.
final class CheckpointLock {
  private let descriptor: Int32
  /// Whether the lock is held; false on file systems that know no locks.
  let isHeld: Bool

  /// Takes the lock.
  ///
  /// - Throws: `FileError`, which names the process that has it.
  init(_ folder: String) throws(FileError) {
    let path = folder + "/lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else {
      throw FileError(path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    self.descriptor = descriptor
    isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    guard isHeld || errno == EWOULDBLOCK else { return }
    var buffer = [UInt8](repeating: 0, count: 200)
    let count = max(0, pread(descriptor, &buffer, buffer.count, 0))
    let holder = String(decoding: buffer.prefix(count), as: UTF8.self).printable()
    guard isHeld else {
      throw FileError(
        folder,
        "the checkpoint is in use by \(holder.isEmpty ? "another run" : holder); wait until it has ended, "
          + "or name another folder")
    }
    let start = "process "
    guard holder.isEmpty || holder.hasPrefix(start) else {
      throw FileError(path, "is no lock of a checkpoint; name another folder")
    }
    let own = "\(start)\(getpid()) on \(HostSystem.name)"
    ftruncate(descriptor, 0)
    _ = own.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  deinit { close(descriptor) }
}

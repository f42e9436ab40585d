import Foundation

/// A file that appears whole or not at all: it is written without a name, where the file system can
/// do that, or under a temporary one in the same folder, and takes its own name in ``commit()``.
/// Without a commit nothing stays, also after SIGKILL if the file had no name.
///
/// A file that is replaced hands its permissions on. Links are followed, and a device or a pipe is
/// written into, as the bytes come.
package final class AtomicFile {
  package let path: String
  /// How many bytes were appended.
  package private(set) var byteCount = 0
  private let output: OutputPath
  private let temporary: TemporaryFile?
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var isFinished = false

  private static let bufferSize = 1 << 20

  /// - Parameters:
  ///   - isShared: whether other processes write to it too, as a ``SharedFilePart``.
  ///   - followsLinks: whether the file that a link leads to is replaced, rather than the link.
  package init(
    _ path: String, isShared: Bool = false, followsLinks: Bool = true
  ) throws(FileError) {
    self.path = path
    output = try OutputPath(path, followsLinks: followsLinks)
    switch output.target {
    case .new, .file:
      let temporary = try TemporaryFile(
        inFolder: output.folder, for: output.name, isNamed: isShared, isPrivate: output.isFile)
      (self.temporary, descriptor) = (temporary, temporary.descriptor)
    case .stream: (temporary, descriptor) = (nil, open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC))
    // Not opened anew: it goes on where the descriptor is.
    case .descriptor(let number): (temporary, descriptor) = (nil, fcntl(number, F_DUPFD_CLOEXEC, 0))
    }
    guard descriptor >= 0 else { throw FileError(path, failedTo: "open it for writing") }
  }

  deinit { if temporary == nil, descriptor >= 0 { close(descriptor) } }

  /// Whether the file is a device or a pipe, which is written from its start to its end by one process.
  package var isStream: Bool { temporary == nil }

  /// How other processes find a shared file that has no name of its own yet; nil for a stream.
  package var sharedPlace: SharedFilePart.Place? {
    temporary?.path.map { .init(path: $0, inode: SharedFilePart.inode(of: descriptor)) }
  }

  /// Checks that a file can be made, before hours of work whose result would go there.
  package static func checkWritable(_ path: String) throws(FileError) {
    try OutputPath(path).checkWritable()
  }

  package func append(_ bytes: some Sequence<UInt8>) throws(FileError) {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.bufferSize { try flush() }
  }

  /// Appends the bytes of the elements as they are in memory.
  package func append<Element: BitwiseCopyable>(elements: Span<Element>) throws(FileError) {
    try flush()
    try elements.withUnsafeBytesTyped { (bytes) throws(FileError) in try write(bytes) }
  }

  package func append(_ text: String) throws(FileError) { try append(text.utf8) }

  /// Makes what was written durable. Nothing can be appended any more.
  package func finish() throws(FileError) {
    guard !isFinished else { return }
    try flush()
    isFinished = true
    guard let temporary else { return }
    if case .file(let old) = output.target { try takePermissions(of: old) }
    guard fsync(temporary.descriptor) == 0 else {
      throw FileError(path, failedTo: "write the file")
    }
  }

  /// Makes what was written durable and gives the file its name.
  package func commit() throws(FileError) { try Self.commit([self]) }

  /// Makes what was written durable, and gives all files their names only when all of them are whole.
  /// If one cannot be named, none is left of those that replaced nothing.
  package static func commit(_ files: [AtomicFile]) throws(FileError) {
    for file in files { try file.finish() }
    try TemporaryNames.whileNothingIsRemoved { (names) throws(FileError) in
      for (place, file) in files.enumerated() {
        do throws(FileError) {
          try file.temporary?.takeName(&names)
        } catch {
          for earlier in files[..<place] where !earlier.output.isFile && !earlier.isStream {
            unlink("\(earlier.output.folder)/\(earlier.output.name)")
          }
          throw FileError(file.path, error.problem)
        }
      }
    }
  }

  private func takePermissions(of old: stat) throws(FileError) {
    var now = stat()
    let permissions: mode_t = 0o777
    // Only root may give a file away: what others write is theirs, in the old group if it is theirs too.
    if fchown(descriptor, old.st_uid, old.st_gid) != 0 {
      _ = fchown(descriptor, uid_t.max, old.st_gid)
    }
    guard fstat(descriptor, &now) == 0,
      now.st_mode & permissions == old.st_mode & permissions
        || fchmod(descriptor, old.st_mode & permissions) == 0
    else { throw FileError(path, failedTo: "keep the permissions of the file") }
  }

  private func flush() throws(FileError) {
    guard !pending.isEmpty else { return }
    let bytes = pending
    try bytes.span.withUnsafeBytesTyped { (bytes) throws(FileError) in try write(bytes) }
    pending.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    precondition(!isFinished)
    try FileBytes.writeAll(bytes, path: path) { start, count, _ in
      Foundation.write(descriptor, start, count)
    }
    byteCount += bytes.count
  }
}

extension OutputPath {
  /// Whether a regular file is replaced.
  var isFile: Bool { if case .file = target { true } else { false } }
}

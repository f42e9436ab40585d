import Foundation

/// A file that appears whole or not at all: it is written without a name, where the file system can
/// do that, or under a temporary one in the same folder, and takes its own name in ``commit()``.
/// Without a commit nothing stays, also after SIGKILL if the file had no name.
public final class AtomicFile {
  public let path: String
  /// The name that a shared file has until it is committed; other processes may write to it by
  /// ``write(_:at:inTemporary:)``.
  public let temporaryPath: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private let hasTemporaryName: Bool
  private var isCommitted = false

  private static let bufferSize = 1 << 20

  /// - Parameter isShared: whether other processes write to it too, for which it has a name.
  public init(_ path: String, isShared: Bool = false) throws(FileError) {
    try Self.checkWritable(path)
    self.path = path
    temporaryPath = "\(path).\(getpid()).partial"
    let unnamed = isShared ? nil : Self.openUnnamed(inFolderOf: path)
    hasTemporaryName = unnamed == nil
    descriptor =
      unnamed ?? open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(path, failedTo: "create the file") }
  }

  deinit {
    close(descriptor)
    if !isCommitted, hasTemporaryName { unlink(temporaryPath) }
  }

  /// A file without a name; nil where the file system or the kernel knows none.
  private static func openUnnamed(inFolderOf path: String) -> Int32? {
    #if os(Linux)
      // O_TMPFILE, a macro that Swift does not import.
      let withoutName = 0o20_000_000 | O_DIRECTORY
      let descriptor = open(folder(of: path), O_WRONLY | withoutName | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { return nil }
      // The name under which it can be given one.
      if access(processName(of: descriptor), F_OK) == 0 { return descriptor }
      close(descriptor)
    #endif
    return nil
  }

  private static func processName(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

  private static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }

  /// Checks that a file can be made, before hours of work whose result would go there.
  public static func checkWritable(_ path: String) throws(FileError) {
    let folder = folder(of: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw FileError(path, "the folder \(folder) does not exist; create it first")
    }
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw FileError(path, "is a folder; name a file in it")
    }
    guard access(folder, W_OK) == 0 else {
      throw FileError(path, "the folder \(folder) cannot be written to; choose another")
    }
  }

  public func append(_ bytes: some Sequence<UInt8>) throws(FileError) {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.bufferSize { try flush() }
  }

  /// Appends the bytes of the elements as they are in memory.
  public func append<Element: BitwiseCopyable>(elements: Span<Element>) throws(FileError) {
    try flush()
    try elements.withUnsafeBytesTyped { (bytes) throws(FileError) in try write(bytes) }
  }

  public func append(_ text: String) throws(FileError) { try append(text.utf8) }

  /// Makes what was written durable and gives the file its name.
  public func commit() throws(FileError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw FileError(path, failedTo: "write the file") }
    // A name can be given where there is none; only renaming replaces another file.
    if !hasTemporaryName {
      unlink(temporaryPath)
      guard
        linkat(
          AT_FDCWD, Self.processName(of: descriptor), AT_FDCWD, temporaryPath, AT_SYMLINK_FOLLOW)
          == 0
      else { throw FileError(path, failedTo: "name the file") }
    }
    guard rename(temporaryPath, path) == 0 else {
      if !hasTemporaryName { unlink(temporaryPath) }
      throw FileError(path, failedTo: "rename the file")
    }
    isCommitted = true
  }

  /// Writes to a place in a temporary file that another process has made and will commit.
  package static func write(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, inTemporary temporaryPath: String
  ) throws(FileError) {
    let descriptor = open(temporaryPath, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(temporaryPath, failedTo: "open the file") }
    defer { close(descriptor) }
    try writeAll(bytes, path: temporaryPath) {
      pwrite(descriptor, $0, $1, off_t(offset + $2))
    }
    guard fsync(descriptor) == 0 else { throw FileError(temporaryPath, failedTo: "write the file") }
  }

  private func flush() throws(FileError) {
    guard !pending.isEmpty else { return }
    let bytes = pending
    try bytes.span.withUnsafeBytesTyped { (bytes) throws(FileError) in try write(bytes) }
    pending.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try Self.writeAll(bytes, path: path) { start, count, _ in
      Foundation.write(descriptor, start, count)
    }
  }

  static func writeAll(
    _ bytes: UnsafeRawBufferPointer, path: String,
    by call: (UnsafeRawPointer, Int, Int) -> Int
  ) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let count = call(bytes.baseAddress! + done, min(bytes.count - done, 1 << 30), done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let remedy = errno == ENOSPC ? "; free some space or choose another folder" : ""
        let error = FileError(path, failedTo: "write \(bytes.count - done) more bytes")
        throw FileError(path, error.problem + remedy)
      }
      done += count
    }
  }
}

extension Span where Element: BitwiseCopyable {
  /// `withUnsafeBytes` with the error of the closure.
  func withUnsafeBytesTyped<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    var problem: Failure?
    withUnsafeBytes { bytes in
      do throws(Failure) { try body(bytes) } catch { problem = error }
    }
    if let problem { throw problem }
  }
}

import Foundation
import Synchronization

/// A file that is being written and has no name, or one that nobody can guess, until it gets its own.
///
/// It is made where no file and no link was, so that nothing that others have laid there is written.
/// Without a name nothing is left of it however the process ends; a name is removed by the owner's end
/// or by ``TemporaryNames/removeAll()``.
final class TemporaryFile {
  let descriptor: Int32
  /// Nil while it has no name.
  private(set) var path: String?
  private let folder: String
  private let name: String

  /// - Parameters:
  ///   - name: what it is to be called at last; a part of a temporary name.
  ///   - isNamed: whether it has a name from the start, by which other processes can find it.
  ///   - isPrivate: whether only this user may read it meanwhile.
  init(
    inFolder folder: String, for name: String, isNamed: Bool = false, isPrivate: Bool = false
  ) throws(FileError) {
    self.folder = folder
    self.name = name
    let mode: mode_t = isPrivate ? 0o600 : 0o666
    if !isNamed, let unnamed = Self.openUnnamed(in: folder, mode) {
      descriptor = unnamed
      return
    }
    let path = Self.newPath(folder, name)
    descriptor = TemporaryNames.add(path) {
      open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    }
    guard descriptor >= 0 else { throw FileError(path, failedTo: "create a file") }
    self.path = path
  }

  deinit {
    close(descriptor)
    if let path { TemporaryNames.remove(path) }
  }

  /// A file without a name; nil where the file system or the kernel knows none.
  private static func openUnnamed(in folder: String, _ mode: mode_t) -> Int32? {
    #if os(Linux)
      // O_TMPFILE, a macro that Swift does not import.
      let withoutName = 0o20_000_000 | O_DIRECTORY
      let descriptor = open(folder, O_RDWR | withoutName | O_CLOEXEC, mode)
      guard descriptor >= 0 else { return nil }
      // The name under which it can be given one.
      if access(processName(of: descriptor), F_OK) == 0 { return descriptor }
      close(descriptor)
    #endif
    return nil
  }

  private static func processName(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

  private static func newPath(_ folder: String, _ name: String) -> String {
    // The longest names that file systems know have 255 bytes.
    let stem = name.utf8.count <= 200 ? name : "output"
    let number = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    return "\(folder)/\(stem).\(number).partial"
  }

  /// Gives it its name, in the place of what may have it.
  ///
  /// - Precondition: called within ``TemporaryNames/whileNothingIsRemoved(_:)``.
  func takeName(_ names: inout Set<String>) throws(FileError) {
    let own = "\(folder)/\(name)"
    if path == nil {
      guard !link(as: own) else { return }
      guard errno == EEXIST else { throw FileError(own, failedTo: "name the file") }
      // A name can be given where there is none; only renaming replaces another file.
      let path = Self.newPath(folder, name)
      guard link(as: path) else { throw FileError(own, failedTo: "name the file") }
      names.insert(path)
      self.path = path
    }
    guard let path, rename(path, own) == 0 else { throw FileError(own, failedTo: "name the file") }
    names.remove(path)
    self.path = nil
  }

  private func link(as path: String) -> Bool {
    linkat(AT_FDCWD, Self.processName(of: descriptor), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
  }
}

/// The temporary names of this process, which are removed when a signal ends it.
package enum TemporaryNames {
  private struct State {
    var names: Set<String> = []
    var isEnding = false
  }

  private static let state = Mutex(State())

  /// Removes all temporary files that have a name. To be called when the process is about to end: files
  /// that are getting their names get them first, and whoever would make or name a file later waits for
  /// the end.
  package static func removeAll() {
    state.withLock { state in
      state.isEnding = true
      for path in state.names { unlink(path) }
      state.names = []
    }
  }

  static func add(_ path: String, open: () -> Int32) -> Int32 {
    whileNothingIsRemoved { names in
      let descriptor = open()
      if descriptor >= 0 { names.insert(path) }
      return descriptor
    }
  }

  static func remove(_ path: String) {
    state.withLock { if $0.names.remove(path) != nil { unlink(path) } }
  }

  static func whileNothingIsRemoved<Result, Failure: Error>(
    _ body: (inout Set<String>) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    while true {
      let result = try state.withLock { (state) throws(Failure) -> sending Result? in
        state.isEnding ? nil : try body(&state.names)
      }
      if let result { return result }
      sleep(1)
    }
  }
}

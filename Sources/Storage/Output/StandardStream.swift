import Foundation

/// The standard output and the standard error of this process.
///
/// Results go to standard output, and a result that could not be written is an error. What is only
/// told on the way goes to standard error, and nothing fails because it could not be told.
package enum StandardStream {
  /// Makes the standard descriptors safe to have around. To be called before a file is opened.
  ///
  /// A descriptor that is closed at the start would be that of the first file opened, and texts would
  /// be written into it: it is opened on `/dev/null` instead, standard output so that writing a result
  /// fails. And a reader that has gone away is an error of the write, rather than the end of a process
  /// that may have files to write.
  package static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    // A file that grows beyond the limit of the system is to be an error too.
    signal(SIGXFSZ, SIG_IGN)
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free descriptor: this one.
      _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes a result to standard output.
  ///
  /// - Throws: `FileError` when it is closed, its disk is full or its reader has gone away.
  package static func write(_ text: String) throws(FileError) {
    try write(text, to: STDOUT_FILENO, path: "standard output")
  }

  /// Tells on standard error, on one printable line, why the run ends.
  package static func tell(error message: String) { tell("error: " + message.printable() + "\n") }

  /// Tells on standard error, on one printable line, what may be wrong.
  package static func tell(warning message: String) {
    tell("warning: " + message.printable() + "\n")
  }

  /// Writes a text as it is to standard error; one that cannot be written is dropped.
  package static func tell(_ text: String) {
    try? write(text, to: STDERR_FILENO, path: "standard error")
  }

  /// The files, if any, that standard output and standard error are redirected into.
  package static var files: [(name: String, identity: FileIdentity)] {
    [("standard output", STDOUT_FILENO), ("standard error", STDERR_FILENO)].compactMap {
      name, descriptor in
      FileIdentity(ofDescriptor: descriptor).map { (name, $0) }
    }
  }

  /// Whether a path leads to what standard output is, a file or a pipe.
  package static func isOutput(_ path: String) -> Bool {
    guard let identity = FileIdentity(ofDescriptor: STDOUT_FILENO) else { return false }
    return FileIdentity(of: path) == identity
  }

  private static func write(
    _ text: String, to descriptor: Int32, path: String
  ) throws(FileError) {
    try Array(text.utf8).span.withUnsafeBytesTyped { (bytes) throws(FileError) in
      try FileBytes.writeAll(bytes, path: path) { start, count, _ in
        let written = Foundation.write(descriptor, start, count)
        // A descriptor shared with a process that does not want to wait.
        if written < 0, errno == EAGAIN || errno == EWOULDBLOCK {
          var writable = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&writable, 1, -1)
          errno = EINTR
        }
        return written
      }
    }
  }
}

import Foundation

/// Writing to descriptors, all bytes or an error.
enum FileBytes {
  /// Repeats a call that writes a part of what is left until all bytes are written.
  ///
  /// - Parameter call: given where the bytes start, how many are left, and how many were written
  ///   before; returns how many it has written, or a negative number and sets `errno`.
  static func writeAll(
    _ bytes: UnsafeRawBufferPointer, path: String,
    by call: (UnsafeRawPointer, Int, Int) -> Int
  ) throws(FileError) {
    var done = 0
    while done < bytes.count {
      // One call writes at most 2^31 - 4096 bytes.
      let count = call(bytes.baseAddress! + done, min(bytes.count - done, 1 << 30), done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let remedy =
          switch errno {
          case ENOSPC, EDQUOT: "; free some space or choose another folder"
          case EFBIG: "; the limit of the size of files is too low (ulimit -f)"
          default: ""
          }
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

import Foundation

/// A file to which records are appended, each of them durable once ``append(_:)`` returns.
///
/// A process may end at any moment: the record it was writing is then torn, and is told from whole
/// ones by its checksum. Every record is a header of its length, the checksum of its bytes and the
/// checksum of these two, and then its bytes; numbers are as in memory.
public final class Journal {
  public let path: String
  private let descriptor: Int32
  /// Up to where the file holds whole records.
  private var size = 0

  private static let headerSize = 24

  /// Creates a journal where no file may be yet.
  public init(creating path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(path, failedTo: "create the file") }
  }

  deinit { close(descriptor) }

  /// Appends records. If it fails, none of them is in the file, and those before stay.
  ///
  /// - Parameter records: taken one at a time, so that a lazy sequence needs memory for one only.
  public func append(_ records: some Sequence<[UInt8]>) throws(FileError) {
    var added = 0
    do throws(FileError) {
      for record in records {
        try write(record.withUnsafeBytes { Self.header(of: $0) })
        try write(record)
        added += Self.headerSize + record.count
      }
      guard fsync(descriptor) == 0 else { throw FileError(path, failedTo: "write the file") }
    } catch {
      ftruncate(descriptor, off_t(size))
      lseek(descriptor, off_t(size), SEEK_SET)
      throw error
    }
    size += added
  }

  private func write(_ bytes: [UInt8]) throws(FileError) {
    try bytes.span.withUnsafeBytesTyped { (bytes) throws(FileError) in
      try FileBytes.writeAll(bytes, path: path) { start, count, _ in
        Foundation.write(descriptor, start, count)
      }
    }
  }

  /// Calls `body` with every whole record of a file, in order.
  ///
  /// - Returns: what is wrong with the file, if something is: records that fail their checksum are
  ///   left out, and a torn one ends the file.
  public static func read(
    _ path: String, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(FileError) -> FileError? {
    // A process can end before its first record.
    var status = stat()
    if stat(path, &status) == 0, status.st_size == 0 { return FileError(path, "is empty") }
    let file = try InputFile(path)
    var problem: FileError?
    var place = 0
    while place < file.size {
      guard place + headerSize <= file.size else {
        return FileError(path, "ends within a record, at byte \(place)")
      }
      let header = try file.read(place..<place + headerSize)
      let (length, sum, headerSum) = header.withUnsafeBytes {
        (
          $0.loadUnaligned(as: UInt64.self),
          $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
          $0.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        )
      }
      let expected = header.withUnsafeBytes { Checksum.of(.init(rebasing: $0[..<16])) }
      guard headerSum == expected else {
        return FileError(path, "is damaged from byte \(place) on")
      }
      let start = place + headerSize
      guard length <= UInt64(file.size - start) else {
        return FileError(path, "ends within a record, at byte \(place)")
      }
      let bytes = try file.read(start..<start + Int(length))
      bytes.withUnsafeBytes {
        if Checksum.of($0) == sum {
          body($0)
        } else {
          problem = FileError(path, "is damaged in the record at byte \(place)")
        }
      }
      place = start + Int(length)
    }
    return problem
  }

  private static func header(of record: UnsafeRawBufferPointer) -> [UInt8] {
    let numbers = [UInt64(record.count), Checksum.of(record)]
    return numbers.withUnsafeBytes { first in
      withUnsafeBytes(of: Checksum.of(first)) { Array(first) + Array($0) }
    }
  }
}

import Foundation

/// A file to which records are appended, each of them durable once ``append(_:)`` returns.
///
/// A process may end at any moment: the record it was writing is then torn, and is told from whole
/// ones by its checksum. The file begins with a mark, a key, which says what the records belong to, and
/// the checksum of the two. Every record is a header of its length, the checksum of its bytes and the
/// checksum of these two, and then its bytes; the key is part of all checksums, so that no record is
/// taken for one of another journal. Numbers are as in memory.
package final class Journal {
  package let path: String
  private let descriptor: Int32
  /// Up to where the file holds whole records.
  private var size = 0

  private let key: UInt64

  private static let headerSize = 24
  /// "FCMJRNL" and the version of the form.
  private static let mark: UInt64 = 0x0146_434D_4A52_4E4C

  /// Creates a journal where no file may be yet.
  ///
  /// - Parameter key: what the records belong to.
  package init(creating path: String, key: UInt64) throws(FileError) {
    self.path = path
    self.key = key
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(path, failedTo: "create the file") }
  }

  deinit { close(descriptor) }

  /// Appends records. If it fails, none of them is in the file, and those before stay.
  ///
  /// - Parameter records: taken one at a time, so that a lazy sequence needs memory for one only.
  package func append(_ records: some Sequence<[UInt8]>) throws(FileError) {
    var added = 0
    do throws(FileError) {
      if size == 0 {
        let start = Self.header(Self.mark, key, key: key)
        try write(start)
        added += start.count
      }
      for record in records {
        try write(record.withUnsafeBytes { Self.header(of: $0, key: key) })
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
  /// - Parameter key: what the records must belong to; nil: anything.
  /// - Returns: what is wrong with the file, if something is: records that fail their checksum are
  ///   left out, and a torn one ends the file.
  package static func read(
    _ path: String, key wanted: UInt64? = nil, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(FileError) -> FileError? {
    // A process can end before its first record.
    var status = stat()
    if stat(path, &status) == 0, status.st_size == 0 { return FileError(path, "is empty") }
    let file = try InputFile(path)
    guard file.size >= headerSize else { return FileError(path, "ends before its first record") }
    let start = words(try file.read(0..<headerSize))
    let key = start[1]
    guard start == words(Self.header(mark, key, key: key)) else {
      return FileError(path, "is no journal, or damaged at its start")
    }
    if let wanted, key != wanted {
      return FileError(path, "belongs to another run or was given another name")
    }
    var problem: FileError?
    var place = headerSize
    while place < file.size {
      guard place + headerSize <= file.size else {
        return FileError(path, "ends within a record, at byte \(place)")
      }
      let header = words(try file.read(place..<place + headerSize))
      let (length, sum) = (header[0], header[1])
      guard header == words(Self.header(length, sum, key: key)) else {
        return FileError(path, "is damaged from byte \(place) on")
      }
      let start = place + headerSize
      guard length <= UInt64(file.size - start) else {
        return FileError(path, "ends within a record, at byte \(place)")
      }
      let bytes = try file.read(start..<start + Int(length))
      bytes.withUnsafeBytes {
        if Checksum.of($0, key: key) == sum {
          body($0)
        } else {
          problem = FileError(path, "is damaged in the record at byte \(place)")
        }
      }
      place = start + Int(length)
    }
    return problem
  }

  private static func header(of record: UnsafeRawBufferPointer, key: UInt64) -> [UInt8] {
    header(UInt64(record.count), Checksum.of(record, key: key), key: key)
  }

  /// Two numbers and their checksum.
  private static func header(_ first: UInt64, _ second: UInt64, key: UInt64) -> [UInt8] {
    let sum = [first, second].withUnsafeBytes { Checksum.of($0, key: key) }
    return [first, second, sum].withUnsafeBytes { Array($0) }
  }

  /// The numbers that some bytes are.
  private static func words(_ bytes: [UInt8]) -> [UInt64] {
    bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)
      }
    }
  }
}

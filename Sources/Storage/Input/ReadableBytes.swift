import Foundation

/// Bytes that can be read at any place: those of a file, or of a part of one.
package protocol ReadableBytes: Sendable {
  /// What messages call them: a path, and where they are only a part of the file, which.
  var path: String { get }
  /// Their number.
  var size: Int { get }
  /// The CRC-32 that all of them have, for whoever reads them to compare; nil where nothing tells it.
  var checksum: UInt32? { get }

  /// Fills `bytes` with what is at `offset`.
  ///
  /// - Throws: `FileError` when they end before, or cannot be read.
  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError)

  /// Gives back what is kept in memory so that the next read can begin where the last one has ended.
  func forgetPlace()
}

extension ReadableBytes {
  package var checksum: UInt32? { nil }

  package func forgetPlace() {}

  /// Fills `bytes` as ``read(into:at:)`` does, and appends them to a checksum where there is one.
  package func read(
    into bytes: UnsafeMutableRawBufferPointer, at offset: Int, summing sum: inout CRC32?
  ) throws(FileError) {
    guard sum != nil else { return try read(into: bytes, at: offset) }
    // Few enough that they are still in the cache when they are summed.
    for start in stride(from: 0, to: bytes.count, by: mostBytesToSum) {
      let part = UnsafeMutableRawBufferPointer(
        rebasing: bytes[start..<min(start + mostBytesToSum, bytes.count)])
      try read(into: part, at: offset + start)
      sum?.append(UnsafeRawBufferPointer(part))
    }
  }

  /// Appends the bytes of a range to a checksum where there is one.
  package func append(_ range: Range<Int>, to sum: inout CRC32?) throws(FileError) {
    guard sum != nil else { return }
    for start in stride(from: range.lowerBound, to: range.upperBound, by: mostBytesToSum) {
      let bytes = try read(start..<min(start + mostBytesToSum, range.upperBound))
      bytes.withUnsafeBytes { sum?.append($0) }
    }
  }

  /// Compares the checksum of all bytes that somebody has read with the one that they are to have.
  ///
  /// - Throws: `FileError` where it is another.
  package func check(_ sum: CRC32) throws(FileError) {
    guard let checksum else { return }
    precondition(sum.count == size, "all bytes must have been summed")
    guard sum.value == checksum else {
      throw FileError(
        path, "is damaged: its checksum is another than its archive says; copy or save it again")
    }
  }

  /// The bytes of a range.
  package func read(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    try checkMemory(for: range.count)
    var problem: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      do throws(FileError) {
        try read(into: UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
        count = range.count
      } catch { problem = error }
    }
    if let problem { throw problem }
    return bytes
  }

  /// Checks that all bytes of a range are there.
  func checkEnd(of range: Range<Int>) throws(FileError) {
    guard range.upperBound <= size else {
      throw FileError(path, "ends at byte \(size) but \(range.upperBound) bytes were expected")
    }
  }

  /// Checks that there is memory for so many bytes of the file: an array that cannot be made ends the
  /// process, and the size of a file with holes is no measure of what anybody has.
  func checkMemory(for bytes: Int) throws(FileError) {
    guard bytes >= leastBytesToCheck else { return }
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard memory != MAP_FAILED else {
      throw FileError(path, "cannot be read: there is no memory for its \(bytes) bytes")
    }
    munmap(memory, bytes)
  }
}

private let leastBytesToCheck = 1 << 28
private let mostBytesToSum = 1 << 20

/// A part of a file as bytes of their own, such as a member of an archive that is stored as it is.
package struct FilePart: ReadableBytes {
  package let path: String
  package let size: Int
  package let checksum: UInt32?
  private let file: InputFile
  private let start: Int

  /// - Parameters:
  ///   - name: what messages call the part.
  ///   - range: within the file.
  ///   - checksum: the CRC-32 that the part has, where something tells it.
  package init(
    _ file: InputFile, _ range: Range<Int>, named name: String, checksum: UInt32? = nil
  ) {
    precondition(range.upperBound <= file.size)
    (self.file, start, size, path) = (file, range.lowerBound, range.count, name)
    self.checksum = checksum
  }

  package func read(
    into bytes: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) {
    try checkEnd(of: offset..<offset + bytes.count)
    try file.read(into: bytes, at: start + offset)
  }
}

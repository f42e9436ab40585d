import Foundation

/// Bytes that can be read at any place: those of a file, or of a part of one.
package protocol ReadableBytes: Sendable {
  /// What messages call them: a path, and where they are only a part of the file, which.
  var path: String { get }
  /// Their number.
  var size: Int { get }

  /// Fills `bytes` with what is at `offset`.
  ///
  /// - Throws: `FileError` when they end before, or cannot be read.
  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError)
}

extension ReadableBytes {
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

/// A part of a file as bytes of their own, such as a member of an archive that is stored as it is.
package struct FilePart: ReadableBytes {
  package let path: String
  package let size: Int
  private let file: InputFile
  private let start: Int

  /// - Parameters:
  ///   - name: what messages call the part.
  ///   - range: within the file.
  package init(_ file: InputFile, _ range: Range<Int>, named name: String) {
    precondition(range.upperBound <= file.size)
    (self.file, start, size, path) = (file, range.lowerBound, range.count, name)
  }

  package func read(
    into bytes: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) {
    try checkEnd(of: offset..<offset + bytes.count)
    try file.read(into: bytes, at: start + offset)
  }
}

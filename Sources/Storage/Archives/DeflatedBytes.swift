import Synchronization

#if ZLIB
  import CZlib
#endif

/// What deflated bytes stand for, inflated as they are read.
///
/// They can only be inflated from their start, so reads should be in the order of their places: one before
/// the last starts again. What that takes in memory is kept until all is read, or nobody goes on.
final class DeflatedBytes: ReadableBytes {
  let path: String
  let size: Int
  let checksum: UInt32?
  private let stored: FilePart

  #if ZLIB
    private let stream = Mutex<Inflation?>(nil)
  #endif

  /// - Parameters:
  ///   - size: of what they stand for, as their archive says.
  ///   - checksum: the CRC-32 of it, as their archive says, if it is to be compared.
  /// - Throws: `FileError` where the program was built without zlib.
  init(_ stored: FilePart, size: Int, checksum: UInt32?) throws(FileError) {
    (self.stored, self.size, self.checksum, path) = (stored, size, checksum, stored.path)
    #if !ZLIB
      throw FileError(
        path,
        "is compressed, and this program was built without zlib; write it with numpy.savez, or build again "
          + "where zlib1g-dev is installed")
    #endif
  }

  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
    try checkEnd(of: offset..<offset + bytes.count)
    #if ZLIB
      var problem: FileError?
      // Only one thread reads at a time.
      nonisolated(unsafe) let bytes = bytes
      stream.withLock { stream in
        do throws(FileError) {
          if stream.map({ $0.place > offset }) ?? true {
            stream = try Inflation(stored, size: size)
          }
          try stream!.skip(to: offset)
          try stream!.read(into: bytes)
          if stream!.place == size { stream = nil }
        } catch {
          problem = error
          stream = nil
        }
      }
      if let problem { throw problem }
    #endif
  }

  func forgetPlace() {
    #if ZLIB
      stream.withLock { $0 = nil }
    #endif
  }

  /// Whether memory is kept for the next read.
  var keepsPlace: Bool {
    #if ZLIB
      stream.withLock { $0 != nil }
    #else
      false
    #endif
  }
}

#if ZLIB
  /// One pass over deflated bytes.
  private final class Inflation: @unchecked Sendable {
    /// The inflated bytes that were read.
    private(set) var place = 0

    private let stored: FilePart
    private let size: Int
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var taken = 0

    private static let inputBytes = 1 << 18
    private static let skippedAtOnce = 1 << 16

    init(_ stored: FilePart, size: Int) throws(FileError) {
      (self.stored, self.size) = (stored, size)
      stream = .allocate(capacity: 1)
      stream.initialize(to: z_stream())
      input = .allocate(byteCount: Self.inputBytes, alignment: 16)
      guard zlib_begin_raw(stream) == Z_OK else {
        throw FileError(stored.path, "cannot be read: there is no memory to inflate it")
      }
    }

    deinit {
      inflateEnd(stream)
      stream.deallocate()
      input.deallocate()
    }

    func skip(to offset: Int) throws(FileError) {
      guard place < offset else { return }
      let scratch = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Self.skippedAtOnce, alignment: 16)
      defer { scratch.deallocate() }
      while place < offset {
        let count = min(scratch.count, offset - place)
        try read(into: UnsafeMutableRawBufferPointer(rebasing: scratch[..<count]))
      }
    }

    /// Reads the next bytes.
    func read(into bytes: UnsafeMutableRawBufferPointer) throws(FileError) {
      var done = 0
      while done < bytes.count {
        // zlib counts in 32 bits.
        let count = min(bytes.count - done, 1 << 30)
        try inflate(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[done..<done + count]))
        done += count
      }
    }

    private func inflate(into bytes: UnsafeMutableRawBufferPointer) throws(FileError) {
      stream.pointee.next_out = bytes.baseAddress?.assumingMemoryBound(to: Bytef.self)
      stream.pointee.avail_out = uInt(bytes.count)
      while stream.pointee.avail_out > 0 {
        if stream.pointee.avail_in == 0 { try refill() }
        let code = CZlib.inflate(stream, Z_NO_FLUSH)
        let isDone = stream.pointee.avail_out == 0
        guard code == Z_OK || code == Z_STREAM_END && isDone else {
          throw FileError(
            stored.path,
            code == Z_STREAM_END
              ? "is damaged: it ends before the \(size) bytes that its archive says; copy or save it again"
              : "is damaged: it cannot be inflated; copy or save it again")
        }
      }
      place += bytes.count
    }

    private func refill() throws(FileError) {
      let count = min(input.count, stored.size - taken)
      guard count > 0 else {
        throw FileError(
          stored.path,
          "is damaged: it ends before the \(size) bytes that its archive says; copy or save it again"
        )
      }
      let part = UnsafeMutableRawBufferPointer(rebasing: input[..<count])
      try stored.read(into: part, at: taken)
      taken += count
      stream.pointee.next_in = part.baseAddress?.assumingMemoryBound(to: Bytef.self)
      stream.pointee.avail_in = uInt(count)
    }
  }
#endif

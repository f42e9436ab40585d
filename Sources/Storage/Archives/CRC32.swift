#if ZLIB
  import CZlib
#endif

/// The CRC-32 of bytes that follow each other, such as a zip archive keeps of each of its members.
///
/// Parts of the bytes can be summed apart, by other threads or processes, and appended to each other.
/// Nothing can be summed where the program was built without zlib: see ``isAvailable``.
package struct CRC32: Equatable, Sendable {
  /// The checksum; 0 of no bytes.
  package private(set) var value: UInt32
  /// How many bytes it is of.
  package private(set) var count: Int

  /// Whether this build has zlib, which sums.
  package static var isAvailable: Bool {
    #if ZLIB
      true
    #else
      false
    #endif
  }

  /// The checksum of so many bytes that was found elsewhere; of none by default.
  package init(value: UInt32 = 0, count: Int = 0) { (self.value, self.count) = (value, count) }

  /// Appends bytes.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    #if ZLIB
      value = UInt32(
        truncatingIfNeeded: crc32_z(
          uLong(value), bytes.baseAddress?.assumingMemoryBound(to: Bytef.self), bytes.count))
      count += bytes.count
    #else
      preconditionFailure("checksums are only asked for where there is zlib")
    #endif
  }

  /// Appends the bytes that another checksum is of.
  package mutating func append(_ next: CRC32) {
    #if ZLIB
      value = UInt32(
        truncatingIfNeeded: crc32_combine(uLong(value), uLong(next.value), next.count))
      count += next.count
    #else
      preconditionFailure("checksums are only asked for where there is zlib")
    #endif
  }
}

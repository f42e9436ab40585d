/// Checksums that find damage to bytes, by accident and not by intent.
package enum Checksum {
  /// A 64-bit hash of the bytes and their number.
  ///
  /// - Parameter key: what the bytes belong to; other keys give other hashes.
  package static func of(_ bytes: UnsafeRawBufferPointer, key: UInt64 = 0) -> UInt64 {
    var hash = mix(UInt64(bytes.count) ^ key)
    var place = 0
    while place + 8 <= bytes.count {
      hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      place += 8
    }
    var rest: UInt64 = 0
    while place < bytes.count {
      rest = rest << 8 | UInt64(bytes[place])
      place += 1
    }
    return mix(hash ^ rest)
  }

  /// Invertible, so that any change of one word changes the hash.
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 32
  }
}

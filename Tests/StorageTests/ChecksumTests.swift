import Storage
import Testing

@Suite struct ChecksumTests {
  private func checksum(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { Checksum.of($0) } }

  /// Whole words of eight bytes, and every number of bytes behind them.
  @Test(arguments: 1...24) func everyBitCounts(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    let original = checksum(bytes)
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << bit
        #expect(checksum(changed) != original)
      }
    }
  }

  @Test func bytesOfZeroCount() {
    let checksums = (0..<40).map { checksum([UInt8](repeating: 0, count: $0)) }
    #expect(Set(checksums).count == checksums.count)
  }

  @Test func theOrderCounts() {
    let bytes = (0..<32).map { UInt8($0) }
    var exchanged = bytes
    for place in 0..<8 { exchanged.swapAt(place, place + 8) }
    #expect(checksum(exchanged) != checksum(bytes))
  }

  @Test func whereTheBytesBeginDoesNotMatter() {
    let bytes = (0..<29).map { UInt8($0) }
    for shift in 1..<8 {
      let sum = ([UInt8](repeating: 9, count: shift) + bytes).withUnsafeBytes {
        Checksum.of(UnsafeRawBufferPointer(rebasing: $0[shift...]))
      }
      #expect(sum == checksum(bytes))
    }
  }
}

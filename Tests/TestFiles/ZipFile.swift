/// The bytes of zip archives, right and wrong ones.
public enum ZipFile {
  /// A file in an archive.
  public struct Member {
    let name: String
    let data: [UInt8]
    /// How the directory says that it is kept: 0 as it is, 8 deflated.
    let method: Int
    /// The size that the directory says; nil: that of the data.
    let size: Int?
    let flags: Int

    public init(
      _ name: String, _ data: [UInt8], method: Int = 0, size: Int? = nil, flags: Int = 0
    ) {
      (self.name, self.data, self.method, self.size, self.flags) = (name, data, method, size, flags)
    }
  }

  /// An archive of members.
  ///
  /// - Parameters:
  ///   - isLarge: whether sizes and places are written as an archive of more than 4 GiB has them.
  ///   - comment: what stands at the end.
  public static func archive(
    _ members: [Member], isLarge: Bool = false, comment: String = ""
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let start = bytes.count
      let (size, stored) = (member.size ?? member.data.count, member.data.count)
      let name = Array(member.name.utf8)
      bytes += [0x50, 0x4B, 3, 4] + number(45, 2) + number(member.flags, 2)
      let sums = number(0, 4) + number(checksum(of: member.data), 4)
      bytes += number(member.method, 2) + sums + number(stored, 4) + number(size, 4)
      bytes += number(name.count, 2) + number(0, 2) + name + member.data
      let extra =
        isLarge
        ? number(1, 2) + number(24, 2) + number(size, 8) + number(stored, 8) + number(start, 8) : []
      directory += [0x50, 0x4B, 1, 2] + number(45, 2) + number(45, 2) + number(member.flags, 2)
      directory += number(member.method, 2) + sums
      directory +=
        number(isLarge ? 0xFFFF_FFFF : stored, 4) + number(isLarge ? 0xFFFF_FFFF : size, 4)
      directory += number(name.count, 2) + number(extra.count, 2) + number(0, 10)
      directory += number(isLarge ? 0xFFFF_FFFF : start, 4) + name + extra
    }
    let start = bytes.count
    bytes += directory
    if isLarge {
      let end = bytes.count
      bytes += [0x50, 0x4B, 6, 6] + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 8)
      bytes += number(members.count, 8) + number(members.count, 8) + number(directory.count, 8)
      bytes += number(start, 8) + [0x50, 0x4B, 6, 7] + number(0, 4) + number(end, 8) + number(1, 4)
    }
    let count = isLarge ? 0xFFFF : members.count
    bytes += [0x50, 0x4B, 5, 6] + number(0, 4) + number(count, 2) + number(count, 2)
    bytes += number(isLarge ? 0xFFFF_FFFF : directory.count, 4)
    bytes += number(isLarge ? 0xFFFF_FFFF : start, 4)
    return bytes + number(comment.utf8.count, 2) + Array(comment.utf8)
  }

  /// The CRC-32 of bytes, bit by bit as its polynomial defines it.
  private static func checksum(of bytes: [UInt8]) -> Int {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return Int(~sum)
  }

  /// A number as so many bytes, little-endian.
  private static func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

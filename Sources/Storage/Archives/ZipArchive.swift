/// The members of a zip archive, such as the arrays of a `.npz` file.
///
/// Read are archives of one part, also of more than 4 GiB (zip64), whose members are stored or deflated.
/// What members there are and where follows from the directory at the archive's end alone.
///
/// Format: APPNOTE.TXT, the specification of the .ZIP file format by PKWARE.
package struct ZipArchive {
  /// A file in an archive.
  package struct Member: Sendable {
    package let name: String
    /// How its bytes are kept: 0 as they are, 8 deflated.
    let method: Int
    let isEncrypted: Bool
    /// Of the bytes as they are.
    let checksum: UInt32
    /// Bytes in the archive, and those that they stand for.
    let storedSize: Int
    let size: Int
    /// Where its own header starts.
    let headerOffset: Int
  }

  /// The members in the order of the directory.
  package let members: [Member]
  private let file: InputFile

  /// Reads the directory of an archive.
  ///
  /// - Throws: `FileError` when there is none, or one that is damaged.
  package init(_ file: InputFile) throws(FileError) {
    self.file = file
    let end = try Self.end(of: file)
    guard (0...Self.mostMembers).contains(end.entries), end.offset >= 0, end.size >= 0,
      end.offset <= file.size - end.size, end.entries * Self.leastEntryBytes <= end.size
    else { throw Self.damaged(file, "its directory lies outside the file") }
    var rest = try file.read(end.offset..<end.offset + end.size)[...]
    var members: [Member] = []
    for _ in 0..<end.entries { members.append(try Self.takeMember(&rest, file)) }
    self.members = members
  }

  /// The bytes of a member, inflated where they are deflated. Whoever reads all of them compares their checksum,
  /// which is only there where this build can compute it.
  ///
  /// - Throws: `FileError` when it is kept in another way, or lies outside the file.
  package func bytes(of member: Member) throws(FileError) -> any ReadableBytes {
    let name = "\(file.path):\(member.name)"
    guard !member.isEncrypted else { throw FileError(name, "is encrypted") }
    guard member.headerOffset <= file.size - 30 else {
      throw Self.damaged(file, "\(member.name) lies outside the file")
    }
    let header = try file.read(member.headerOffset..<member.headerOffset + 30)
    guard header.starts(with: [0x50, 0x4B, 3, 4]) else {
      throw Self.damaged(file, "there is no \(member.name) where its directory says")
    }
    let start =
      member.headerOffset + 30 + header.number(at: 26, bytes: 2)
      + header.number(at: 28, bytes: 2)
    guard start <= file.size - member.storedSize else {
      throw Self.damaged(file, "\(member.name) lies outside the file")
    }
    let range = start..<start + member.storedSize
    let checksum = CRC32.isAvailable ? member.checksum : nil
    switch member.method {
    case 0:
      guard member.size == member.storedSize else {
        throw Self.damaged(
          file, "the sizes of \(member.name) differ although it is stored as it is")
      }
      return FilePart(file, range, named: name, checksum: checksum)
    case 8:
      guard member.size / Self.mostDeflated <= member.storedSize else {
        throw Self.damaged(file, "\(member.name) would inflate to more than deflated bytes can")
      }
      return try DeflatedBytes(
        FilePart(file, range, named: name), size: member.size, checksum: checksum)
    default:
      throw FileError(
        name,
        "is compressed by method \(member.method) of zip, which is not read; write it with "
          + "numpy.savez")
    }
  }

  // MARK: - The directory

  /// More than anybody's archives of arrays have, and few enough that a damaged number does no harm.
  private static let mostMembers = 1_000_000
  private static let leastEntryBytes = 46
  private static let longestComment = 0xFFFF
  /// The most bytes that a deflated byte stands for, rounded up.
  private static let mostDeflated = 1033

  private static func damaged(_ file: InputFile, _ problem: String) -> FileError {
    FileError(file.path, "is damaged: \(problem); copy or save it again")
  }

  /// Finds the directory by what stands at the end, before a comment.
  private static func end(
    of file: InputFile
  ) throws(FileError) -> (entries: Int, size: Int, offset: Int) {
    let start = max(0, file.size - 22 - longestComment)
    let tail = try file.read(start..<file.size)
    guard
      let place = tail.indices.dropLast(21).last(where: {
        tail[$0...].starts(with: [0x50, 0x4B, 5, 6])
          && tail.number(at: $0 + 20, bytes: 2) == tail.count - $0 - 22
      })
    else {
      throw FileError(
        file.path,
        "is no zip archive, or its end is missing; .npz files are written by numpy.savez: copy or save it "
          + "again")
    }
    guard tail.number(at: place + 4, bytes: 2) == tail.number(at: place + 6, bytes: 2) else {
      throw FileError(file.path, "is a part of an archive in several files, which are not read")
    }
    let entries = tail.number(at: place + 10, bytes: 2)
    let size = tail.number(at: place + 12, bytes: 4)
    let offset = tail.number(at: place + 16, bytes: 4)
    guard entries == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF else {
      return (entries, size, offset)
    }
    return try largeEnd(of: file, before: start + place) ?? (entries, size, offset)
  }

  /// The same of an archive of more than 4 GiB or 65,534 members; nil where it is none.
  private static func largeEnd(
    of file: InputFile, before place: Int
  ) throws(FileError) -> (entries: Int, size: Int, offset: Int)? {
    guard place >= 20 else { return nil }
    let locator = try file.read(place - 20..<place)
    guard locator.starts(with: [0x50, 0x4B, 6, 7]) else { return nil }
    let start = locator.number(at: 8, bytes: 8)
    guard start >= 0, start <= file.size - 56 else {
      throw damaged(file, "its end lies outside the file")
    }
    let end = try file.read(start..<start + 56)
    guard end.starts(with: [0x50, 0x4B, 6, 6]) else {
      throw damaged(file, "its end is not where it should be")
    }
    return (
      end.number(at: 32, bytes: 8), end.number(at: 40, bytes: 8), end.number(at: 48, bytes: 8)
    )
  }

  private static func takeMember(
    _ rest: inout ArraySlice<UInt8>, _ file: InputFile
  ) throws(FileError) -> Member {
    let entry = [UInt8](rest.prefix(leastEntryBytes))
    guard entry.count == leastEntryBytes, entry.starts(with: [0x50, 0x4B, 1, 2]) else {
      throw damaged(file, "its directory ends too early")
    }
    let lengths = [28, 30, 32].map { entry.number(at: $0, bytes: 2) }
    guard rest.count >= leastEntryBytes + lengths.reduce(0, +) else {
      throw damaged(file, "its directory ends too early")
    }
    rest = rest.dropFirst(leastEntryBytes)
    let name = String(decoding: rest.prefix(lengths[0]), as: UTF8.self)
    let extra = rest.dropFirst(lengths[0]).prefix(lengths[1])
    rest = rest.dropFirst(lengths.reduce(0, +))
    var sizes = Sizes(
      size: entry.number(at: 24, bytes: 4), storedSize: entry.number(at: 20, bytes: 4),
      headerOffset: entry.number(at: 42, bytes: 4))
    sizes.take(large: extra)
    guard sizes.size >= 0, sizes.storedSize >= 0, sizes.headerOffset >= 0 else {
      throw damaged(file, "the size of \(name) is impossible")
    }
    return Member(
      name: name, method: entry.number(at: 10, bytes: 2),
      isEncrypted: entry.number(at: 8, bytes: 2) & 1 != 0,
      checksum: UInt32(truncatingIfNeeded: entry.number(at: 16, bytes: 4)),
      storedSize: sizes.storedSize, size: sizes.size, headerOffset: sizes.headerOffset)
  }

  /// The numbers of an entry that have a field of their own where they need more than 32 bits.
  private struct Sizes {
    var size, storedSize, headerOffset: Int

    /// Takes what an extra field of zip64 says of those numbers that are full.
    mutating func take(large extra: ArraySlice<UInt8>) {
      var rest = [UInt8](extra)[...]
      while rest.count >= 4 {
        let field = [UInt8](rest)
        let length = field.number(at: 2, bytes: 2)
        guard field.count >= 4 + length else { return }
        if field.number(at: 0, bytes: 2) == 1 {
          var place = 4
          for number in [\Sizes.size, \.storedSize, \.headerOffset]
          where self[keyPath: number] == 0xFFFF_FFFF && place + 8 <= 4 + length {
            self[keyPath: number] = field.number(at: place, bytes: 8)
            place += 8
          }
          return
        }
        rest = rest.dropFirst(4 + length)
      }
    }
  }
}

extension [UInt8] {
  /// The little-endian number of so many bytes at a place; negative where it has 64 bits and is too large.
  fileprivate func number(at place: Int, bytes: Int) -> Int {
    var value: UInt64 = 0
    for byte in self[place..<place + bytes].reversed() { value = value << 8 | UInt64(byte) }
    return Int(bitPattern: UInt(value))
  }
}

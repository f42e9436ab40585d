import Foundation
import TestFiles
import Testing

@testable import Embeddings
@testable import Storage

/// Files that have arrays by name: archives of numpy and tensors.
@Suite struct NamedArrayTests {
  private let folder: TemporaryFolder
  private let values: [Float] = (0..<240).map { Float($0 % 17) }
  private var expected: [[Float]] { (0..<40).map { Array(values[6 * $0..<6 * $0 + 6]) } }
  private var array: [UInt8] { NumpyFile.array("<f4", "(40, 6)", bytes(values)) }
  private let labels = NumpyFile.array("<i8", "(2,)", bytes([1, 2] as [Int64]))

  /// What `numpy.savez_compressed` writes of the rows of `expected`, and of labels.
  private static let compressed = """
    UEsDBC0AAAAIAAAAIQADyYE0//////////8OABQAZW1iZWRkaW5ncy5ucHkBABAAQAQAAAAAAAB9AAAAAAAAAJvsF+
    obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GiYGOgpmmjoKtQrkAi4G
    MGiwBxIOQATEDUC8AIgPAPEDIGZwZGAQAGIFIDYAYgcgDgDiBCAuAOIGx1EzRs0YNWNgzAAAUEsDBC0AAAAIAAAAIQ
    AyyB/w//////////8KABQAbGFiZWxzLm5weQEAEADAAQAAAAAAAJwAAAAAAAAAncy5CsJAAIThxPu+73M9VyGFhYWI
    tZ1iY2ElwUQUxMhGbMSn8IWN8PsCTvMxU8x7vV1tdrr20J7Sst2DknMhF+eZNIQ8OuquzOveUZb93ZfmxbW93T2ZN9
    vro+nEGBviJf5PTCM6+tCPAQxiCMMYwSj+DuOYwCSmMI0ZzGIO81jAIpawjBWsYg3r2MAmtrCNAjvYxR72cYBDlPgB
    UEsBAi0DLQAAAAgAAAAhAAPJgTR9AAAAQAQAAA4AAAAAAAAAAAAAAIABAAAAAGVtYmVkZGluZ3MubnB5UEsBAi0DLQ
    AAAAgAAAAhADLIH/CcAAAAwAEAAAoAAAAAAAAAAAAAAIABvQAAAGxhYmVscy5ucHlQSwUGAAAAAAIAAgB0AAAAlQEA
    AAAA
    """

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ path: String, dimension: Int? = nil) -> String {
    let error = #expect(throws: FileError.self) {
      let file = try EmbeddingFile(path, dimension: dimension)
      _ = try file.read(rows: 0..<file.faces)
    }
    return error.map { "\($0)" } ?? ""
  }

  private func archive(_ members: [ZipFile.Member], isLarge: Bool = false) throws -> String {
    try folder.write("x.npz", ZipFile.archive(members, isLarge: isLarge))
  }

  private static func decoded(_ text: String) throws -> [UInt8] {
    [UInt8](try #require(Data(base64Encoded: text.replacing("\n", with: ""))))
  }

  @Test(arguments: [false, true])
  func theOnlyArrayOfRowsAndColumnsIsTaken(isLarge: Bool) throws {
    let path = try archive(
      [.init("labels.npy", labels), .init("embeddings.npy", array), .init("note.txt", [1])],
      isLarge: isLarge)
    for name in [path, path + ":embeddings", path + ":/embeddings"] {
      let file = try EmbeddingFile(name, dimension: nil)
      #expect(file.faces == 40 && file.dimension == 6 && file.notices.isEmpty)
      #expect(try file.read(rows: 3..<40).asArrays == Array(expected[3...]))
    }
  }

  /// Rows in any order: deflated bytes are inflated again from their start.
  @Test func compressedArchivesAreRead() throws {
    let path = try folder.write("x.npz", Self.decoded(Self.compressed))
    let file = try EmbeddingFile(path, dimension: 6)
    for rows in [0..<40, 30..<40, 5..<6, 5..<39, 0..<1] {
      #expect(try file.read(rows: rows).asArrays == Array(expected[rows]))
    }
  }

  /// Many archives may be open.
  @Test(.enabled(if: CRC32.isAvailable, "this build is without zlib"))
  func onlyReadsThatMayGoOnKeepMemory() throws {
    let path = try folder.write("x.npz", Self.decoded(Self.compressed))
    let file = try EmbeddingFile(path, dimension: 6)
    let bytes = try #require(file.bytes as? DeflatedBytes)
    #expect(!bytes.keepsPlace)
    _ = try file.read(rows: 0..<30)
    #expect(bytes.keepsPlace)
    _ = try file.read(rows: 30..<40)
    #expect(!bytes.keepsPlace)
    _ = try file.read(rows: 0..<40)
    #expect(!bytes.keepsPlace)
  }

  @Test func damagedDeflatedBytesAreNoticed() throws {
    let whole = try Self.decoded(Self.compressed)
    // Somewhere among those of the embeddings, behind the header of their member.
    var found = 0
    for place in stride(from: 70, to: 185, by: 5) {
      var bytes = whole
      bytes[place] ^= 0x10
      let path = try folder.write("x.npz", bytes)
      let rows = try? EmbeddingFile(path, dimension: nil).read(rows: 0..<40)
      if rows == nil { found += 1 }
    }
    #expect(found == 23)
  }

  /// A changed bit of a value, or of what follows the array, as whoever reads all rows meets it.
  @Test(.enabled(if: CRC32.isAvailable, "this build is without zlib"), arguments: [false, true])
  func damagedStoredBytesAreNoticed(isHalf: Bool) throws {
    let array =
      isHalf ? NumpyFile.array("<f2", "(40, 6)", [UInt8](repeating: 0x3C, count: 480)) : array
    let whole = ZipFile.archive([.init("embeddings.npy", array + [1, 2, 3])])
    let path = try folder.write("x.npz", whole)
    #expect(try EmbeddingFile(path, dimension: nil).read(rows: 0..<40).rows == 40)
    let end = 30 + "embeddings.npy".utf8.count + array.count
    for place in [end - 480, end - 77, end - 1, end, end + 2] {
      var bytes = whole
      bytes[place] ^= 0x01
      let problem = refusal(try folder.write("x.npz", bytes))
      #expect(problem.contains("x.npz:embeddings.npy: is damaged: its checksum"), "\(place)")
    }
  }

  /// Ranks read parts of the rows of several files, some of which no part ends with.
  @Test(
    .enabled(if: CRC32.isAvailable, "this build is without zlib"), arguments: [1, 2, 3, 7, 100])
  func partsOfArchivesHaveTheChecksumOfAll(parts: Int) throws {
    let members = ["a.npz", "c.npz"].map { ($0, ZipFile.archive([.init("x.npy", array)])) }
    var paths = try members.map { try folder.write($0.0, $0.1) }
    paths.insert(try folder.write("b.npy", array), at: 1)
    func check() throws {
      let files = try EmbeddingFiles(paths, dimension: nil)
      let layout = ShardLayout(faces: files.faces, ranks: parts)
      try files.check(
        (0..<parts).map { part throws(FileError) in
          let range = layout.range(of: part)
          return try files.readSumming(
            rows: range, into: EmbeddingMatrix(rows: range.count, dimension: files.dimension))
        })
    }
    try check()
    var damaged = members[1].1
    damaged[500] ^= 0x40
    _ = try folder.write("c.npz", damaged)
    let error = #expect(throws: FileError.self) { try check() }
    #expect(try #require(error).path == folder.path("c.npz") + ":x.npy")
  }

  @Test func whereSeveralMayBeMeantOneMustBeNamed() throws {
    let path = try archive([.init("a.npy", array), .init("b c.npy", array)])
    let problem = refusal(path)
    #expect(problem.contains("a (40, 6), b c (40, 6)") && problem.contains("\(path):a"))
    #expect(try EmbeddingFile(path + ":b c", dimension: nil).faces == 40)
    #expect(refusal(path + ":d").contains("has no array d; it has a (40, 6), b c (40, 6)"))
  }

  @Test func archivesWithoutEmbeddingsAreRefused() throws {
    #expect(refusal(try archive([])).contains("it has none at all"))
    let labelsOnly = refusal(try archive([.init("labels.npy", labels)]))
    #expect(labelsOnly.contains("no array of floats") && labelsOnly.contains("labels (2,)"))
    #expect(!labelsOnly.contains("save"))
    let whole = NumpyFile.array("<i4", "(4, 6)", [UInt8](repeating: 0, count: 96))
    #expect(
      refusal(try archive([.init("x.npy", whole)])).hasSuffix(
        "x (4, 6); save x.astype('float32') instead"))
    let encrypted = try archive([.init("x.npy", array, flags: 1)])
    #expect(refusal(encrypted + ":x").contains("is encrypted"))
    let other = try archive([.init("x.npy", array, method: 12)])
    #expect(refusal(other + ":x").contains("method 12"))
    let bomb = try archive([.init("x.npy", array, method: 8, size: 1 << 30)])
    #expect(refusal(bomb + ":x").contains("inflate to more"))
    #expect(refusal(try folder.write("x.npz", array)).contains("is no zip archive"))
    #expect(refusal(try folder.write("x.npz", [])).contains("empty"))
  }

  @Test func cutArchivesAreRefused() throws {
    let whole = ZipFile.archive([.init("embeddings.npy", array)])
    for length in stride(from: 1, to: whole.count, by: 37) {
      #expect(!refusal(try folder.write("x.npz", Array(whole.prefix(length)))).isEmpty)
    }
  }

  @Test(arguments: ["F32", "F64", "F16", "BF16"]) func tensorsOfFloatsAreRead(type: String) throws {
    // Small whole numbers are the same in all of them.
    let data = values.flatMap { value -> [UInt8] in
      switch type {
      case "F32": bytes([value])
      case "F64": bytes([Double(value)])
      case "BF16": bytes([UInt16(truncatingIfNeeded: value.bitPattern >> 16)])
      default:
        bytes([
          value == 0
            ? UInt16(0)
            : UInt16(Int(value.exponent) + 15) << 10
              | UInt16(truncatingIfNeeded: value.significandBitPattern >> 13)
        ])
      }
    }
    let path = try folder.write(
      "x.safetensors", SafetensorsFile.tensor("layer/embeddings", type, "[40, 6]", data))
    for name in [path, path + ":layer/embeddings"] {
      let file = try EmbeddingFile(name, dimension: nil)
      #expect(file.notices.isEmpty)
      #expect(try file.read(rows: 2..<40).asArrays == Array(expected[2...]))
    }
  }

  @Test func tensorsThatAreNoEmbeddingsAreRefused() throws {
    func refusal(_ type: String, _ shape: String, _ bytes: Int) throws -> String {
      let file = SafetensorsFile.tensor("t", type, shape, [UInt8](repeating: 0, count: bytes))
      return self.refusal(try folder.write("x.safetensors", file) + ":t")
    }
    #expect(try refusal("I64", "[2, 3]", 48).contains("type I64"))
    let whole = SafetensorsFile.tensor("t", "I64", "[2, 3]", [UInt8](repeating: 0, count: 48))
    #expect(
      self.refusal(try folder.write("y.safetensors", whole)).hasSuffix("; save x.float() instead"))
    #expect(try refusal("F32", "[6]", 24).contains("shape [6]"))
    #expect(try refusal("F32", "[2, 3]", 20).contains("does not have the 20 bytes"))
    #expect(try refusal("F32", "[9223372036854775807, 3]", 20).contains("does not have"))
    #expect(try refusal("F32", "[-2, 3]", 24).contains("does not describe"))
    #expect(try refusal("F32", "[0, 3]", 0).contains("has no rows"))
  }

  @Test func headersOfTensorsMustBeWhole() throws {
    let data = bytes(values)
    let header = #"{"t":{"dtype":"F32","shape":[40,6],"data_offsets":[0,960]}}"#
    func problem(_ file: [UInt8]) throws -> String {
      refusal(try folder.write("x.safetensors", file))
    }
    #expect(try problem([1, 2]).contains("too short"))
    #expect(
      try problem(SafetensorsFile.bytes(header: header, data, length: 1 << 40)).contains(
        "header would have"))
    #expect(
      try problem(SafetensorsFile.bytes(header: header, data.dropLast(9))).contains(
        "outside the file"))
    #expect(
      try problem(SafetensorsFile.bytes(header: "{\"t\"", data)).contains("cannot be understood"))
    #expect(try problem(array).contains(".npy"))
    let longer = try folder.write(
      "x.safetensors", SafetensorsFile.bytes(header: header, data + [1, 2, 3]))
    #expect(try EmbeddingFile(longer, dimension: nil).notices.count == 1)
  }

  @Test func filesWithAColonInTheirNameAreMeantFirst() throws {
    let path = try folder.write("x.npz:embeddings.npy", array)
    #expect(try EmbeddingFile(path, dimension: nil).faces == 40)
    #expect(refusal("y.npz:").contains("no such file"))
  }
}

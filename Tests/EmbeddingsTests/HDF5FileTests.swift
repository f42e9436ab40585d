import Foundation
import Storage
import TestFiles
import Testing

@testable import Embeddings

/// Files as h5py writes them: see Tests/Data/hdf5/make-files.
@Suite(.enabled(if: EmbeddingFile.readsHDF5, "this build is without HDF5")) struct HDF5FileTests {
  private let expected: [[Float]] = (0..<40).map { row in
    (0..<6).map { Float((6 * row + $0) % 17) }
  }

  private static func file(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Data/hdf5/\(name)").path
  }

  private func refusal(_ path: String) -> String {
    let error = #expect(throws: FileError.self) {
      let file = try EmbeddingFile(path, dimension: nil)
      _ = try file.read(rows: 0..<file.faces)
    }
    return error.map { "\($0)" } ?? ""
  }

  /// Of one layout after another, with reads that begin and end within chunks.
  @Test(arguments: ["embeddings", "/embeddings", "layer/deflated", "/layer/deflated", "half"])
  func anyRowsOfANamedDatasetAreRead(name: String) throws {
    let file = try EmbeddingFile(Self.file("arrays.h5") + ":" + name, dimension: 6)
    #expect(file.faces == 40 && file.dimension == 6 && file.notices.isEmpty)
    for rows in [0..<40, 30..<40, 5..<6, 5..<39, 0..<0] {
      #expect(try file.read(rows: rows).asArrays == Array(expected[rows]))
    }
    try file.checkUnchanged()
  }

  @Test func theOnlyDatasetOfRowsAndColumnsIsTaken() throws {
    let file = try EmbeddingFile(Self.file("one.h5"), dimension: nil)
    #expect(try file.read(rows: 0..<40).asArrays == expected)
  }

  /// A dataset is one, by whatever links it is reached, and each of them names it.
  @Test(arguments: ["", ":first", ":second", ":soft", ":group/inner", ":way/inner", ":/soft"])
  func aDatasetGoesByAllItsNames(name: String) throws {
    let file = try EmbeddingFile(Self.file("links.h5") + name, dimension: nil)
    #expect(try file.read(rows: 0..<40).asArrays == expected)
  }

  @Test(arguments: ["nowhere", "circle", "away", "way"])
  func linksThatLeadToNoDatasetOfTheFileAreRefused(name: String) throws {
    #expect(refusal(Self.file("links.h5") + ":" + name).contains("has no array \(name)"))
  }

  @Test func wholeNumbersAreToBeConverted() {
    #expect(
      refusal(Self.file("whole.h5")).hasSuffix(
        "labels (40, 6); save x.astype('float32') instead"))
  }

  #if HDF5
    /// What `ReadableBytes` promises: reads of any bytes, not only of whole rows.
    @Test func bytesWithinRowsAreRead() throws {
      let dataset = try HDF5File(InputFile(Self.file("one.h5"))).embeddings(named: nil)
      let all = try dataset.read(0..<dataset.size)
      #expect(all.count == 40 * 6 * 4)
      for range in [0..<3, 20..<50, 25..<26, 23..<dataset.size, 959..<960] {
        #expect(try dataset.read(range) == Array(all[range]))
      }
      #expect(throws: FileError.self) { try dataset.read(950..<961) }
    }

    /// Of pieces that end within chunks, at their ends, and of fewer bytes than a row has.
    @Test(arguments: [1, 100, 16 * 24, 959]) func largeReadsAreOfPieces(bytes: Int) throws {
      let file = try HDF5File(InputFile(Self.file("one.h5")))
      let entry = try #require(file.entries.first { $0.name == "features" })
      let all = try file.dataset(entry).read(0..<960)
      let dataset = try file.dataset(entry, mostBytesAtATime: bytes)
      for range in [0..<960, 24..<960, 30..<800] {
        #expect(try dataset.read(range) == Array(all[range]))
      }
    }
  #endif

  @Test func theFileMustSayWhichOfSeveralIsMeant() {
    let message = refusal(Self.file("arrays.h5"))
    #expect(message.contains("several arrays that may be meant"))
    #expect(message.contains("embeddings (40, 6)") && message.contains("layer/deflated (40, 6)"))
    // Of other files, and by a way around, there is nothing.
    #expect(!message.contains("other") && !message.contains("above") && !message.contains("soft"))
  }

  @Test(arguments: [
    ("missing", "has no array missing; it has"), ("other", "has no array other"),
    ("whole", "has no floats of 16, 32 or 64 bits"), ("labels", "has shape (40)"),
    ("flat", "has shape (240)"), ("virtual", "has its values in other files"),
    ("outside", "has its values in other files"), ("none", "has no rows"),
  ]) func whatCannotBeReadIsNamed(name: String, message: String) {
    #expect(refusal(Self.file("arrays.h5") + ":" + name).contains(message))
  }

  /// Cut off anywhere, or of another format, a file is refused by name.
  @Test func damagedFilesAreRefused() throws {
    let folder = try TemporaryFolder()
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.file("one.h5"))))
    for length in stride(from: 1, to: whole.count, by: 97) {
      let path = try folder.write("cut.h5", Array(whole[..<length]))
      let message = refusal(path)
      #expect(message.contains("cut.h5") && !message.contains("()"), "\(message)")
    }
    let array = NumpyFile.array("<f4", "(4, 6)", [UInt8](repeating: 0, count: 96))
    let named = try folder.write("numpy.h5", array)
    #expect(refusal(named).contains(#/is no HDF5 file, or is damaged \(.+\)/#))
  }
}

import Embeddings
import Foundation
import Storage
import TestFiles
import Testing

/// What a file of embeddings is taken for, and why some are refused.
@Suite struct EmbeddingFormatTests {
  private let folder: TemporaryFolder
  private let floats = [Float](repeating: 0.5, count: 24)

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ path: String, dimension: Int? = nil) -> String {
    let error = #expect(throws: FileError.self) { try EmbeddingFile(path, dimension: dimension) }
    return error?.problem ?? ""
  }

  // MARK: - Raw rows

  @Test func theDimensionOfRawRowsIsNotGuessed() throws {
    let path = try folder.write("x.bin", bytes([Float](repeating: 0.5, count: 100 * 512)))
    let problem = refusal(path)
    #expect(problem.contains("give --dim"))
    #expect(problem.contains("faces by dimension: 3200 of 16,"))
    #expect(problem.contains(" 200 of 256,") && problem.contains(" 100 of 512,"))
  }

  @Test func rawRowsOfNoUsualDimensionNeedOneToo() throws {
    let problem = refusal(try folder.write("x.bin", bytes([1, 2, 3, 5, 7] as [Float])))
    #expect(problem.contains("no usual dimension divides its 20 bytes"))
  }

  @Test func aDescriptionBesideRawRowsTellsTheirDimension() throws {
    let path = try folder.write("x.bin", bytes(floats))
    try folder.write("x.bin.json", RawRowsDescription(rows: 4, dimension: 6).text)
    for dimension in [nil, 6] {
      let file = try EmbeddingFile(path, dimension: dimension)
      #expect(file.faces == 4 && file.dimension == 6 && file.notices.isEmpty)
    }
  }

  @Test func aDescriptionMayTellOfOtherTypes() throws {
    let path = try folder.write("x.bin", bytes(floats.map(Double.init)))
    try folder.write("x.bin.json", #"{"shape": [4, 6], "dtype": "<f8"}"#)
    let file = try EmbeddingFile(path, dimension: nil)
    #expect(try file.read(rows: 3..<4).asArrays == [[Float](repeating: 0.5, count: 6)])
  }

  @Test func aDescriptionThatContradictsIsRefused() throws {
    let path = try folder.write("x.bin", bytes(floats))
    try folder.write("x.bin.json", RawRowsDescription(rows: 4, dimension: 6).text)
    #expect(
      refusal(path, dimension: 4).contains(
        "has 6 columns, as its description beside it says, but --dim says 4"))
    for (rows, columns) in [(3, 6), (5, 6), (Int.max, 6)] {
      try folder.write("x.bin.json", RawRowsDescription(rows: rows, dimension: columns).text)
      for dimension in [nil, 6] {
        #expect(
          refusal(path, dimension: dimension).contains("96 bytes, which are not the \(rows) rows"))
      }
    }
  }

  @Test(arguments: [
    "", "{", "{}", "[4, 6]", #"{"dtype": "<f4", "shape": [24]}"#,
    #"{"dtype": "<f4", "shape": [-4, -6]}"#, #"{"dtype": "<f4", "shape": [1e99, 6]}"#,
  ]) func aDescriptionThatIsNoneCountsOnlyWithoutADimension(text: String) throws {
    let path = try folder.write("x.bin", bytes(floats))
    try folder.write("x.bin.json", text)
    let error = #expect(throws: FileError.self) { try EmbeddingFile(path, dimension: nil) }
    #expect(error?.path == path + ".json")
    let file = try EmbeddingFile(path, dimension: 6)
    #expect(file.faces == 4)
    #expect(file.notices.count == 1 && file.notices[0].contains("x.bin.json"))
  }

  /// What numpy calls the types, as `str(x.dtype)` gives it.
  @Test(arguments: [("float16", 8), ("float32", 4), ("float64", 2), ("<f4", 4), (">f4", 4)])
  func typesGoByTheirNamesToo(type: String, rows: Int) throws {
    let path = try folder.write("x.bin", [UInt8](repeating: 1, count: 96))
    try folder.write("x.bin.json", "{\"dtype\": \"\(type)\", \"shape\": [\(rows), 6]}")
    #expect(try EmbeddingFile(path, dimension: nil).faces == rows)
    try folder.write("x.bin.json", "{\"dtype\": \"int32\", \"shape\": [4, 6]}")
    #expect(refusal(path).contains("x.astype('float32')"))
  }

  @Test func aDescriptionThatIsAPipeIsNotWaitedFor() throws {
    let path = try folder.write("x.bin", bytes(floats))
    mkfifo(path + ".json", 0o600)
    #expect(refusal(path).contains("is a pipe"))
  }

  // MARK: - First bytes

  @Test func aNumpyArrayNamedOtherwiseIsNotRead() throws {
    let array = NumpyFile.array("<f4", "(4, 6)", bytes(floats))
    for name in ["x.bin", "x.fvecs"] {
      #expect(refusal(try folder.write(name, array), dimension: 8).contains("numpy array (.npy)"))
    }
  }

  @Test func vectorsNamedAsRawRowsAreNotRead() throws {
    let row = bytes([Int32(6)]) + bytes(Array(floats[..<6]))
    let path = try folder.write("x.bin", row + row + row)
    #expect(refusal(path, dimension: 7).contains("name ends in .fvecs"))
  }

  @Test func rawRowsNamedAsVectorsAreNotRead() throws {
    let path = try folder.write("x.fvecs", bytes(floats))
    #expect(refusal(path, dimension: 6).contains("raw rows must be named .bin"))
  }

  @Test func rawRowsNamedAsANumpyArrayAreNotRead() throws {
    #expect(refusal(try folder.write("x.npy", bytes(floats))).contains("is not a .npy file"))
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}\u{14}\0", "zip archive"), ("0.5 1.5\n2.5 3.5\n", "text of numbers"),
    ("0.5,1.5\r\n", "text of numbers"),
  ]) func otherFormatsAreNamed(start: String, name: String) throws {
    let contents = Array(start.utf8)
    for ending in ["bin", "npy", "fvecs", "txt"] {
      let path = try folder.write("x.\(ending)", contents)
      #expect(refusal(path, dimension: 1).contains(name))
    }
  }

  @Test(arguments: ["x", "x.txt", "x.csv", "x.npz.txt", "x.pt", "x.bin.gz", "npy", ".npy"])
  func unknownEndingsAreNotGuessed(name: String) throws {
    let path = try folder.write(name, bytes(floats))
    #expect(
      refusal(path, dimension: 6).contains(
        "known endings are .npy, .npz, .safetensors, .h5, .bin and .fvecs"))
  }

  @Test func endingsMayBeInUpperCase() throws {
    let array = NumpyFile.array("<f4", "(4, 6)", bytes(floats))
    #expect(try EmbeddingFile(folder.write("X.NPY", array), dimension: nil).faces == 4)
  }

  // MARK: - Types and shapes

  @Test(arguments: [
    ("<i4", "astype('float32')"), ("|u1", "astype('float32')"), ("<c8", "x.real"),
    ("|O", "Python objects"), ("<f16", "<f16"), ("|b1", "astype"), ("<V2", "astype"),
    ("<U3", "<U3"), ("<M8[ns]", "<M8[ns]"),
  ]) func otherTypesAreRefused(type: String, remedy: String) throws {
    let array = NumpyFile.array(type, "(4, 6)", [UInt8](repeating: 0, count: 24 * 16))
    #expect(refusal(try folder.write("x.npy", array)).contains(remedy))
  }

  @Test func namedFieldsAreRefused() throws {
    let header =
      "{'descr': [('x', '<f4'), ('y', '<f4')], 'fortran_order': False, 'shape': (4, 6), }"
    let path = try folder.write("x.npy", NumpyFile.bytes(header: header, bytes(floats)))
    #expect(refusal(path).contains("named fields"))
  }

  @Test(arguments: [
    ("()", "()"), ("(24,)", "(24,)"), ("(2, 3, 4)", "(2, 3, 4)"), ("(0, 6)", "no rows"),
    ("(4, 0)", "0 columns"), ("(1, 70000)", "from 1 to 65536"),
  ]) func shapesThatAreNoFacesAreRefused(shape: String, text: String) throws {
    let data = [UInt8](repeating: 63, count: 280_000)
    #expect(refusal(try folder.write("x.npy", NumpyFile.array("<f4", shape, data))).contains(text))
  }

  @Test func theHeaderRulesAndWhatIsLeftOverIsNamed() throws {
    let array = NumpyFile.array("<f4", "(4, 6)", bytes(floats))
    let file = try EmbeddingFile(folder.write("x.npy", array + array), dimension: nil)
    #expect(file.faces == 4)
    #expect(file.notices.count == 1 && file.notices[0].contains("another array, of shape (4, 6)"))
    #expect(refusal(try folder.write("x.npy", Array(array.dropLast()))).contains("truncated"))
  }

  @Test func vectorsThatAreCutAreRefused() throws {
    let row = bytes([Int32(6)]) + bytes(Array(floats[..<6]))
    for cut in [row + row.dropLast(), row + [6, 0, 0, 0], Array(row.prefix(3))] {
      #expect(!refusal(try folder.write("x.fvecs", cut)).isEmpty)
    }
  }

  @Test(arguments: [0, -1, 0x0600_0000] as [Int32]) func impossibleDimensionsAreRefused(
    first: Int32
  )
    throws
  {
    let path = try folder.write("x.fvecs", bytes([first]) + bytes(floats))
    #expect(refusal(path).contains("dimension \(first)"))
  }

  @Test(arguments: ["bin", "npy", "fvecs"]) func filesOfOneByteAreRefused(ending: String) throws {
    #expect(!refusal(try folder.write("x." + ending, [7]), dimension: 1).isEmpty)
  }
}

import Foundation
import Storage
import TestFiles
import Testing

@Suite struct NumpyColumnTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func nodes(_ type: String, _ shape: String, _ data: [UInt8]) throws -> [UInt32] {
    try NumpyArray.readNodeNumbers(folder.write("x.npy", NumpyFile.array(type, shape, data)))
  }

  @Test func nodesMayBeIntegersOfAnySizeAndByteOrder() throws {
    #expect(try nodes("<u4", "(2,)", bytes([1, .max] as [UInt32])) == [1, .max])
    #expect(try nodes(">u4", "(2,)", bytes([1, .max] as [UInt32]).reversed()) == [.max, 1])
    #expect(try nodes("<i8", "(2,)", bytes([7, 0] as [Int64])) == [7, 0])
    #expect(try nodes(">i2", "(1,)", [1, 2]) == [258])
    #expect(try nodes("|u1", "(1,)", [200]) == [200])
  }

  @Test func nodesBeyondTheLargestAreNamed() throws {
    for (type, data, text) in [
      ("<i8", bytes([1, -1] as [Int64]), "-1"),
      ("<u8", bytes([1, .max] as [UInt64]), "\(UInt64.max)"),
    ] {
      let error = #expect(throws: FileError.self) { try nodes(type, "(2,)", data) }
      #expect(error?.problem.contains("element 1 is \(text);") == true)
    }
  }

  @Test(arguments: ["<f4", "|b1", "|S4", "<c8", "|O", "<V2"]) func nodesAreIntegers(type: String)
    throws
  {
    #expect(throws: FileError.self) { try nodes(type, "(0,)", []) }
  }

  @Test(arguments: ["()", "(2, 1)", "(1, 1, 2)"]) func otherDimensionsAreRefused(shape: String)
    throws
  {
    let error = #expect(throws: FileError.self) {
      try nodes("<u4", shape, bytes([1, 2] as [UInt32]))
    }
    #expect(error?.problem.contains("one dimension") == true)
  }

  @Test func weightsOfTheOtherByteOrderAreRefused() throws {
    let path = try folder.write("w.npy", NumpyFile.array(">f4", "(1,)", [0, 0, 0, 0]))
    let error = #expect(throws: FileError.self) {
      try NumpyArray.read(path, Float.self, type: "<f4")
    }
    #expect(error?.problem.contains(">f4") == true)
  }

  @Test func bytesBehindTheArrayAreToldOf() throws {
    let array = NumpyFile.array("<u4", "(1,)", bytes([5] as [UInt32]))
    let path = try folder.write("x.npy", array + [1])
    var warnings: [String] = []
    #expect(try NumpyArray.readNodeNumbers(path) { warnings.append($0.problem) } == [5])
    #expect(
      try NumpyArray.read(path, UInt32.self, type: "<u4") { warnings.append($0.problem) } == [5])
    #expect(warnings.count == 2 && warnings.allSatisfy { $0.hasPrefix("1 bytes follow") })
  }

  @Test func anArrayThatIsCutIsTruncated() throws {
    let error = #expect(throws: FileError.self) {
      try nodes("<u4", "(3,)", bytes([1, 2] as [UInt32]))
    }
    #expect(error?.problem.contains("truncated") == true)
  }
}

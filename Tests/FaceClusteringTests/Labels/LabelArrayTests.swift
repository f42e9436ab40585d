import Foundation
import Storage
import TestFiles
import Testing

@testable import FaceClustering

/// Labels in numpy arrays.
@Suite struct LabelArrayTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func labels(_ type: String, shape: String = "(3,)", _ data: [UInt8]) throws -> [Int] {
    try LabelFile(folder.write("x.npy", NumpyFile.array(type, shape, data)), faces: 3).labels
  }

  private func refusal(_ type: String, shape: String = "(3,)", _ data: [UInt8]) -> String {
    let error = #expect(throws: FileError.self) { try labels(type, shape: shape, data) }
    return error?.problem ?? ""
  }

  @Test func integersOfAnySizeAreRead() throws {
    #expect(try labels("|i1", [4, 255, 7]) == [4, -1, 7])
    #expect(try labels("<i2", bytes([4, -1, 7] as [Int16])) == [4, -1, 7])
    #expect(try labels("<i4", bytes([4, -1, 7] as [Int32])) == [4, -1, 7])
    #expect(try labels(">i4", bytes([4, -1, 7].map { Int32($0).byteSwapped })) == [4, -1, 7])
    #expect(try labels("<u8", bytes([4, 1, 7] as [UInt64])) == [4, 1, 7])
    #expect(try labels("|b1", [0, 1, 1]) == [0, 1, 1])
  }

  @Test func numbersThatDoNotFitAreClasses() throws {
    let big = UInt64(1) << 63
    #expect(try labels("<u8", bytes([big, UInt64.max, big])) == [0, 1, 0])
    #expect(try labels(">u8", bytes([big, UInt64.max, big].map(\.byteSwapped))) == [0, 1, 0])
  }

  @Test func floatsThatAreWholeNumbersAreRead() throws {
    #expect(try labels("<f8", bytes([4, -1, 7] as [Double])) == [4, -1, 7])
    #expect(try labels("<f4", bytes([4, -1, 7] as [Float])) == [4, -1, 7])
    #expect(try labels("<f2", bytes([0x4400, 0xBC00, 0x4700] as [UInt16])) == [4, -1, 7])
  }

  @Test(arguments: [1.5, .nan, .infinity, 0x1p54]) func otherFloatsAreNamed(value: Double) {
    #expect(refusal("<f8", bytes([4, value, 7])).contains("element 1 is \(value);"))
  }

  @Test func textsAreNames() throws {
    #expect(
      try labels("|S3", Array("Ann\0".utf8.dropLast()) + Array("Bo\0".utf8) + Array("Ann".utf8))
        == [0, 1, 0])
    let letters = "Zoé-1\0Zoé".unicodeScalars.map(\.value)
    #expect(try labels("<U3", bytes(letters)) == [0, -1, 0])
    #expect(try labels(">U3", bytes(letters.map(\.byteSwapped))) == [0, -1, 0])
    #expect(refusal("|S1", Array("a\0b".utf8)).contains("element 1 is empty"))
  }

  @Test func namesWithLineBreaksCannotBeWrittenAsLines() throws {
    for (names, isRefused) in [("a\nba bbb\r", true), ("a bba ba ", false)] {
      let array = NumpyFile.array("|S3", "(3,)", Array(names.utf8))
      let file = try LabelFile(folder.write("x.npy", array))
      #expect(((try? file.checkLines()) == nil) == isRefused)
    }
  }

  @Test(arguments: ["|O", "<c16", "<M8[D]", "<V8"]) func otherTypesAreRefused(type: String) {
    #expect(refusal(type, [UInt8](repeating: 0, count: 48)).contains("elements of type"))
  }

  @Test(arguments: ["(3, 1)", "()", "(1, 3)"]) func otherShapesAreRefused(shape: String) {
    #expect(refusal("<i4", shape: shape, bytes([1, 2, 3] as [Int32])).contains("x.ravel()"))
  }

  @Test func theNumberOfLabelsIsCheckedBeforeTheyAreRead() {
    #expect(
      refusal("<i4", shape: "(2,)", bytes([1, 2] as [Int32])).contains("2 labels for 3 faces"))
    #expect(refusal("<i4", shape: "(0,)", []).contains("has no labels"))
  }

  @Test func bytesBehindTheArrayAreToldOf() throws {
    let array = NumpyFile.array("<i4", "(3,)", bytes([4, -1, 7] as [Int32]))
    let file = try LabelFile(folder.write("x.npy", array + array))
    #expect(file.labels == [4, -1, 7])
    #expect(file.notices.count == 1 && file.notices[0].contains("another array, of shape (3,)"))
  }
}

import Foundation
import Storage
import TestFiles
import Testing

@Suite struct NumpyHeaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func header(_ bytes: [UInt8]) throws -> NumpyHeader {
    try NumpyHeader(InputFile(folder.write("x.npy", bytes)))
  }

  private func refusal(_ bytes: [UInt8]) throws -> String {
    let error = #expect(throws: FileError.self) { try header(bytes) }
    return error?.problem ?? ""
  }

  @Test(arguments: [1, 2, 3] as [UInt8]) func everyVersionIsRead(version: UInt8) throws {
    let found = try header(NumpyFile.array("<f4", "(5, 3)", version: version))
    #expect(found.type == NumpyType("<f4") && found.shape == [5, 3])
    #expect(found.dataOffset == (try InputFile(folder.path("x.npy"))).size)
  }

  @Test(arguments: [(0, 0), (4, 0), (9, 9), (1, 5)] as [(UInt8, UInt8)])
  func otherVersionsAreNamed(major: UInt8, minor: UInt8) throws {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n"
    let problem = try refusal(NumpyFile.bytes(header: text, version: (major, minor)))
    #expect(problem.contains("version \(major).\(minor) is not known"))
  }

  /// What Python 2 wrote, and what other programs write.
  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (40L, 16L), }",
    "{u'descr': u'<f4', u'fortran_order': False, u'shape': (40l, 16l)}",
    "{\"shape\": (40, 16), \"descr\": \"<f4\", \"fortran_order\": False}   \n",
    "{'descr':'<f4','fortran_order':False,'shape':(40,16)}",
    " {\n'descr' : '<f4' ,\t'fortran_order' : False , 'shape' : ( 40 , 16 , ) , } \n",
  ]) func anyWayToWriteTheDictionaryIsRead(text: String) throws {
    let found = try header(NumpyFile.bytes(header: text))
    #expect(found.type == NumpyType("<f4") && found.shape == [40, 16])
  }

  @Test(arguments: [
    "", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
    "{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': [1]}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,,2)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
    "{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}",
    "{'descr': [('a', '<f4'), 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}\0",
    "{'descr': '<f4\\", "[(", "'",
  ]) func otherTextsAreNotUnderstood(text: String) throws {
    #expect(try refusal(NumpyFile.bytes(header: text)).contains("cannot be understood"))
  }

  @Test(arguments: ["(-1, 3)", "(9223372036854775808, 4)", "(99999999999999999999999999999999,)"])
  func impossibleShapesAreRefused(shape: String) throws {
    #expect(try refusal(NumpyFile.array("<f4", shape)).contains("the shape is impossible"))
  }

  @Test func shapesOfMoreElementsThanThereAreNumbersForAreRefused() throws {
    let found = try header(NumpyFile.array("<f4", "(4611686018427387904, 2)"))
    let file = try InputFile(folder.path("x.npy"))
    let error = #expect(throws: FileError.self) { _ = try found.checkData(of: file) }
    #expect(error?.problem.contains("impossible shape (4611686018427387904, 2)") == true)
  }

  @Test func moreDimensionsThanNumpyHasAreRefused() throws {
    let ones = [String](repeating: "1", count: 65).joined(separator: ", ")
    #expect(try refusal(NumpyFile.array("<f4", "(\(ones))")).contains("more than 64 dimensions"))
  }

  /// A header that took seconds when every place of it was tried as a start.
  @Test(arguments: [
    "{'descr':" + String(repeating: " ", count: 65_000),
    String(repeating: "{'descr'", count: 8_000),
    String(repeating: "[", count: 65_000), "{'descr': " + String(repeating: "[", count: 65_000),
    "{'descr': '<f4', 'fortran_order': False, 'shape': (" + String(repeating: "1", count: 65_000),
  ]) func longHeadersAreReadInOnePass(text: String) throws {
    #expect(try refusal(NumpyFile.bytes(header: text)).contains("cannot be understood"))
  }

  @Test func aHeaderOfNamedFieldsIsReadToItsEnd() throws {
    let text =
      "{'descr': [('it''s [', '<f4'), ('b', [('c', '|S3')], (2,))], 'fortran_order': False, 'shape': "
      + "(7,), }"
    let found = try header(NumpyFile.bytes(header: text))
    #expect(found.type.kind == .structured && found.shape == [7])
  }

  @Test func headersThatAreCutAreTruncated() throws {
    let whole = NumpyFile.array("<f4", "(1,)")
    for length in [8, 9] {
      #expect(try refusal(Array(whole.prefix(length))).contains("too short"))
    }
    #expect(try refusal(Array(whole.prefix(whole.count - 1))).contains("header is truncated"))
    let endless: [UInt8] = [0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255, 32]
    #expect(try refusal(endless).contains("header is truncated"))
  }

  @Test func ofOneDimensionOrOneRowBothOrdersAreTheSame() throws {
    for (shape, isFortran) in [
      ("(5,)", false), ("(1, 5)", false), ("(5, 1)", false), ("(2, 5)", true),
    ] {
      let found = try header(NumpyFile.array("<f4", shape, fortranOrder: true))
      #expect(found.isFortranOrder == isFortran)
    }
  }

  @Test func typesAreTakenApart() {
    #expect(NumpyType("<f4").kind == .float && NumpyType("<f4").size == 4)
    #expect(NumpyType(">i8").isBigEndian && NumpyType(">i8").kind == .signed)
    #expect(NumpyType("|b1").kind == .boolean && NumpyType("<U12").size == 48)
    #expect(NumpyType("|O").kind == .object && NumpyType("<M8[ns]").kind == .other)
    for text in ["", "<", "<f", "<f-4", "<f99999999999999999999", "float32", "[f4"] {
      #expect(NumpyType(text).kind == .other && NumpyType(text).size == 0)
    }
  }

  @Test func whatFollowsTheArrayIsNamed() throws {
    let array = NumpyFile.array("<u4", "(2,)", bytes([1, 2] as [UInt32]))
    func surplus(_ more: [UInt8]) throws -> String? {
      let file = try InputFile(folder.write("x.npy", array + more))
      return try NumpyHeader(file).checkData(of: file)?.problem
    }
    #expect(try surplus([]) == nil)
    #expect(try surplus([1, 2, 3])?.contains("3 bytes follow the array of shape (2,)") == true)
    let two = try surplus(NumpyFile.array("<f4", "(7, 3)", [UInt8](repeating: 0, count: 84)))
    #expect(two?.contains("another array, of shape (7, 3)") == true)
  }
}

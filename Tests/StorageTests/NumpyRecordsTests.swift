import Foundation
import Storage
import Testing

@Suite struct NumpyRecordsTests {
  @Test func textsFillTheirFieldsWithZeros() throws {
    let folder = try ScratchFolder()
    let path = folder("x.npy")
    let records = try NumpyRecords(
      path, fields: [("number", "<i8"), ("text", "<U3")], count: 2)
    for (number, text) in [(1, "a"), (2, "äö😀")] {
      try records.append {
        $0.append(Int64(number).littleEndian)
        $0.append(text, characters: 3)
      }
    }
    try AtomicFile.commit([records.finish()])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(String(decoding: bytes.prefix(128), as: UTF8.self).contains("('text', '<U3')"))
    let scalars: [[UInt32]] = [[97, 0, 0], [0xe4, 0xf6, 0x1f600]]
    var expected: [UInt8] = []
    for (row, text) in scalars.enumerated() {
      withUnsafeBytes(of: Int64(row + 1).littleEndian) { expected += $0 }
      for scalar in text { withUnsafeBytes(of: scalar.littleEndian) { expected += $0 } }
    }
    #expect(Array(bytes.suffix(expected.count)) == expected)
  }
}

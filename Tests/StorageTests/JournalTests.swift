import Foundation
import Storage
import Testing

@Suite struct JournalTests {
  private let records: [[UInt8]] = [[1, 2, 3], [], Array(0..<100), [7]]

  @Test func recordsComeBackInOrder() throws {
    let file = try Written(records)
    #expect(try file.read().records == records)
    #expect(try file.read().problem == nil)
  }

  /// Wherever the writing process is ended: the records before are whole.
  @Test func ofATornFileTheRecordsBeforeAreRead() throws {
    let file = try Written(records)
    let ends = records.indices.map { i in records[...i].reduce(0) { $0 + 24 + $1.count } }
    for length in stride(from: file.bytes.count - 1, through: 0, by: -1) {
      try file.replace(file.bytes.prefix(length))
      let whole = ends.filter { $0 <= length }.count
      let found = try file.read()
      #expect(found.records == Array(records.prefix(whole)))
      #expect((found.problem == nil) == ends.contains(length))
    }
  }

  @Test func anyChangedByteIsFoundAndOtherRecordsAreKept() throws {
    let file = try Written(records)
    for place in file.bytes.indices {
      var damaged = file.bytes
      damaged[place] ^= 0x10
      try file.replace(damaged)
      let found = try file.read()
      #expect(found.problem?.problem.contains("damaged") == true)
      #expect(found.records.count < records.count)
      #expect(found.records.allSatisfy(records.contains))
    }
    var damaged = file.bytes
    damaged[25] ^= 1
    try file.replace(damaged)
    #expect(try file.read().records == Array(records.dropFirst()))
  }

  @Test func noFileIsOverwritten() throws {
    let file = try Written(records)
    #expect(throws: FileError.self) { try Journal(creating: file.path) }
  }

  private final class Written {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).journal"
    let bytes: Data

    init(_ records: [[UInt8]]) throws {
      let journal = try Journal(creating: path)
      try journal.append(Array(records.prefix(2)))
      try journal.append(Array(records.dropFirst(2)))
      bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    }

    deinit { unlink(path) }

    func replace(_ bytes: Data) throws { try bytes.write(to: URL(fileURLWithPath: path)) }

    func read() throws -> (records: [[UInt8]], problem: FileError?) {
      var records: [[UInt8]] = []
      let problem = try Journal.read(path) { records.append(Array($0)) }
      return (records, problem)
    }
  }
}

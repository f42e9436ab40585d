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
    let ends = (0...records.count).map { i in records[..<i].reduce(24) { $0 + 24 + $1.count } }
    for length in stride(from: file.bytes.count - 1, through: 0, by: -1) {
      try file.replace(file.bytes.prefix(length))
      let whole = max(0, ends.filter { $0 <= length }.count - 1)
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
    damaged[24 + 25] ^= 1
    try file.replace(damaged)
    #expect(try file.read().records == Array(records.dropFirst()))
  }

  @Test func recordsOfAnotherKeyAreRefused() throws {
    let file = try Written(records)
    var found = 0
    let problem = try Journal.read(file.path, key: 6) { _ in found += 1 }
    #expect(found == 0 && problem?.problem.contains("another run") == true)
    #expect(try Journal.read(file.path, key: 5) { _ in found += 1 } == nil)
    #expect(found == records.count)
  }

  /// A record that is copied behind those of another journal is none of it.
  @Test func aRecordOfAnotherJournalIsFoundToBeDamaged() throws {
    let (file, other) = (try Written(records, key: 5), try Written(records, key: 6))
    try file.replace(file.bytes + other.bytes.dropFirst(24))
    #expect(try file.read().records == records)
    #expect(try file.read().problem?.problem.contains("damaged") == true)
  }

  @Test func noFileIsOverwritten() throws {
    let file = try Written(records)
    #expect(throws: FileError.self) { try Journal(creating: file.path, key: 5) }
  }

  private final class Written {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).journal"
    let bytes: Data

    init(_ records: [[UInt8]], key: UInt64 = 5) throws {
      let journal = try Journal(creating: path, key: key)
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

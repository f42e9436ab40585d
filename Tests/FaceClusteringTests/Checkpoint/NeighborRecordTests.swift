import Testing

@testable import FaceClustering
@testable import NearestNeighbors

@Suite struct NeighborRecordTests {
  private let run = CheckpointManifest(
    faces: 10, dimension: 4, checksum: "0", k: 5, minSimilarity: 0.5)

  /// Pairs of the first faces with the last ones, and as many neighbors among them.
  private func compared(_ count: Int) -> ComparedPairs {
    func lists() -> CandidateLists {
      CandidateLists(rowCount: 5, capacity: 5, minSimilarity: 0.5)
    }
    let rows = lists()
    for number in 0..<count {
      rows.insert(
        Neighbor(index: UInt32(5 + number / 5), similarity: 0.9), row: number % 5)
    }
    return ComparedPairs(
      PairRectangle(rows: 0..<5, columns: 5..<10), rows, firstRow: 0, lists(), firstColumn: 5,
      positions: nil)
  }

  private func record(_ bytes: [UInt8], of run: CheckpointManifest? = nil) -> NeighborRecord? {
    bytes.withUnsafeBytes { NeighborRecord($0, of: run ?? self.run) }
  }

  @Test(arguments: [1, 2, 5, 12, 13, 100])
  func neighborsComeBackHoweverManyAreInARecord(neighborsPerRecord: Int) throws {
    let compared = compared(13)
    let records = NeighborRecord.encode(compared, set: 3, neighborsPerRecord: neighborsPerRecord)
      .map { record($0) }
    #expect(records.count == (13 + neighborsPerRecord - 1) / neighborsPerRecord)
    #expect(records.flatMap { $0?.faces ?? [] } == compared.faces)
    #expect(records.flatMap { $0?.neighbors ?? [] } == compared.neighbors)
    #expect(records.dropLast().allSatisfy { $0?.pairs == nil })
    #expect(records.last??.pairs == compared.rectangle)
  }

  @Test func pairsWithoutNeighborsHaveARecord() throws {
    let records = NeighborRecord.encode(compared(0), set: 0).map { record($0) }
    var sets = NeighborRecord.Sets()
    #expect(try records.map { sets.pairs(with: try #require($0)) } == [compared(0).rectangle])
  }

  /// Any records of two sets of pairs are lost: only pairs whose records are all there have been compared.
  @Test func pairsOfWhichARecordIsLostAreNotTaken() throws {
    let records = try (0..<2).flatMap { set in
      try NeighborRecord.encode(compared(13), set: set, neighborsPerRecord: 4).map {
        (set: set, record: try #require(record($0)))
      }
    }
    #expect(records.count == 8)
    for kept in 0..<1 << records.count {
      let left = records.indices.filter { kept >> $0 & 1 == 1 }.map { records[$0] }
      var sets = NeighborRecord.Sets()
      let found = left.filter {
        guard sets.pairs(with: $0.record) != nil else { return false }
        return sets.faces == compared(13).faces && sets.neighbors == compared(13).neighbors
      }.map(\.set)
      let whole = (0..<2).filter { set in left.count { $0.set == set } == 4 }
      #expect(found == whole, "\(String(kept, radix: 2))")
    }
  }

  @Test func whatIsNoRecordOfNeighborsIsNone() {
    let bytes = Array(NeighborRecord.encode(compared(3), set: 0))[0]
    #expect(record(bytes) != nil)
    for length in bytes.indices { #expect(record(Array(bytes.prefix(length))) == nil) }
    // One neighbor too many, and rows that end before they begin.
    for (place, value) in [(48, 4), (0, 6)] as [(Int, UInt8)] {
      var changed = bytes
      changed[place] = value
      #expect(record(changed) == nil)
    }
  }

  /// Faces that there are not, and similarities that the search would not have kept.
  @Test func neighborsThatTheSearchCannotHaveFoundAreNone() {
    let bytes = Array(NeighborRecord.encode(compared(3), set: 0))[0]
    func run(faces: Int = 10, minSimilarity: Float = 0.5) -> CheckpointManifest {
      CheckpointManifest(
        faces: faces, dimension: 4, checksum: "0", k: 5, minSimilarity: minSimilarity)
    }
    #expect(record(bytes, of: run(faces: 9)) == nil)
    #expect(record(bytes, of: run(minSimilarity: 0.91)) == nil)
  }
}

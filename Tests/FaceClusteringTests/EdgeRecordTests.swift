import NearestNeighbors
import Testing

@testable import FaceClustering

@Suite struct EdgeRecordTests {
  private let edges = DirectedEdges(
    sources: [3, 3, 3, 7, 8, 8, 8, 8], targets: [9, 1, 5, 3, 0, 1, 2, 3],
    weights: [0.9, 0.8, 0.7, 1, 0.9, 0.9, 0.8, 0.6])

  /// Also where records cut the edges of a source apart.
  @Test(arguments: [1, 2, 3, 5, 8, 100])
  func edgesComeBackHoweverManyAreInARecord(edgesPerRecord: Int) {
    let records = Array(EdgeRecord.encode(edges, edgesPerRecord: edgesPerRecord))
    #expect(records.count == (8 + edgesPerRecord - 1) / edgesPerRecord)
    var found = DirectedEdges(sources: [], targets: [], weights: [])
    for record in records { found.append(record.withUnsafeBytes { EdgeRecord.decode($0) }) }
    #expect(found == edges)
  }

  /// Of a record of three sources and eight edges.
  @Test func whatIsNoRecordOfEdgesHasNone() throws {
    let record = try #require(Array(EdgeRecord.encode(edges)).first)
    func count(_ bytes: [UInt8]) -> Int { bytes.withUnsafeBytes { EdgeRecord.decode($0).count } }
    #expect(count(record) == 8)
    for length in record.indices { #expect(count(Array(record.prefix(length))) == 0) }
    // One source too many, one edge too many, and one edge more of the first source.
    for place in [0, 8, 16 + 3 * 4] {
      var changed = record
      changed[place] += 1
      #expect(count(changed) == 0)
    }
  }
}

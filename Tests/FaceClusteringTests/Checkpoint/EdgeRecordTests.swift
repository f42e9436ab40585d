import NearestNeighbors
import Testing

@testable import FaceClustering

@Suite struct EdgeRecordTests {
  private let edges = DirectedEdges(
    sources: [3, 3, 3, 7, 8, 8, 8, 8], targets: [9, 1, 5, 3, 0, 1, 2, 3],
    weights: [0.9, 0.8, 0.7, 1, 0.9, 0.9, 0.8, 0.6])

  private let run = CheckpointManifest(
    faces: 10, dimension: 4, checksum: "0", k: 5, minSimilarity: 0.5)

  private func decoded(
    _ record: [UInt8], of run: CheckpointManifest? = nil
  ) -> DirectedEdges {
    record.withUnsafeBytes { EdgeRecord.decode($0, of: run ?? self.run) }
  }

  /// Also where records cut the edges of a source apart.
  @Test(arguments: [1, 2, 3, 5, 8, 100])
  func edgesComeBackHoweverManyAreInARecord(edgesPerRecord: Int) {
    let records = Array(EdgeRecord.encode(edges, edgesPerRecord: edgesPerRecord))
    #expect(records.count == (8 + edgesPerRecord - 1) / edgesPerRecord)
    var found = DirectedEdges(sources: [], targets: [], weights: [])
    for record in records { found.append(decoded(record)) }
    #expect(found == edges)
  }

  /// Of a record of three sources and eight edges.
  @Test func whatIsNoRecordOfEdgesHasNone() throws {
    let record = try #require(Array(EdgeRecord.encode(edges)).first)
    func count(_ bytes: [UInt8]) -> Int { decoded(bytes).count }
    #expect(count(record) == 8)
    for length in record.indices { #expect(count(Array(record.prefix(length))) == 0) }
    // One source too many, one edge too many, and one edge more of the first source.
    for place in [0, 8, 16 + 3 * 4] {
      var changed = record
      changed[place] += 1
      #expect(count(changed) == 0)
    }
  }

  /// Faces that there are not, and similarities that the search would not have kept.
  @Test func edgesThatTheSearchCannotHaveFoundAreNone() {
    let record = Array(EdgeRecord.encode(edges))[0]
    func run(faces: Int = 10, minSimilarity: Float = 0.5) -> CheckpointManifest {
      CheckpointManifest(
        faces: faces, dimension: 4, checksum: "0", k: 5, minSimilarity: minSimilarity)
    }
    #expect(decoded(record, of: run(faces: 9)).count == 0)
    #expect(decoded(record, of: run(minSimilarity: 0.61)).count == 0)
    for weight in [Float.nan, .infinity, 1.5] {
      let strange = DirectedEdges(sources: [1], targets: [2], weights: [weight])
      #expect(decoded(Array(EdgeRecord.encode(strange))[0]).count == 0)
    }
  }

  @Test func onlyEdgesInOrderAreSaidToBe() {
    #expect(edges.isInOrder)
    func isInOrder(_ sources: [UInt32], _ targets: [UInt32], _ weights: [Float]) -> Bool {
      DirectedEdges(sources: sources, targets: targets, weights: weights).isInOrder
    }
    #expect(isInOrder([], [], []))
    #expect(!isInOrder([2, 1], [0, 0], [1, 1]))
    #expect(!isInOrder([1, 1], [2, 3], [0.5, 0.6]))
    #expect(!isInOrder([1, 1], [3, 2], [0.5, 0.5]))
    #expect(!isInOrder([1, 1], [3, 3], [0.5, 0.5]))
    #expect(!isInOrder([1], [1], [1]))
  }
}

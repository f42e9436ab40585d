import Testing
import Threads

@testable import Clustering

@Suite struct SpectralTests {
  /// Rings of faces that list each other, each ring connected with the next by an edge.
  private static func rings(_ count: Int, of size: Int, connected: Bool = true) -> NeighborGraph {
    var edges: [(source: UInt32, target: UInt32, weight: Float)] = []
    for ring in 0..<count {
      let first = ring * size
      for face in 0..<size {
        for step in 1...3 {
          edges.append((UInt32(first + face), UInt32(first + (face + step) % size), 0.9))
        }
      }
      if connected { edges.append((UInt32(first), UInt32((first + size) % (count * size)), 0.5)) }
    }
    return NeighborGraph(nodeCount: count * size, edges: edges)
  }

  @Test(arguments: [true, false]) func ringsAreClusters(connected: Bool) {
    for seed in 1...3 {
      let found = Spectral(["clusters": 5], seed: UInt64(seed)).clusters(
        of: Self.rings(5, of: 12, connected: connected), threads: 2
      ) { _ in }
      #expect(sets(found.labels) == Set((0..<5).map { Set($0 * 12..<($0 + 1) * 12) }))
    }
  }

  @Test func apartGroupsHaveTheEigenvalueZero() {
    let embedding = LaplacianEmbedding(
      Self.rings(4, of: 9, connected: false), columns: 4, Workers(count: 1))
    #expect(abs(embedding.lastEigenvalue) < 1e-12)
    let more = LaplacianEmbedding(
      Self.rings(4, of: 9, connected: false), columns: 5, Workers(count: 1))
    #expect(more.lastEigenvalue > 0.01)
  }
}

import NearestNeighbors
import Threads

/// What a report says of the edges, which are gone when it is written.
struct EdgeSummary {
  /// Two faces that are nearly the same.
  struct Pair: Equatable {
    let first: Int
    let second: Int
    let similarity: Float
  }

  private(set) var histogram = CosineHistogram()
  /// The most similar pairs of faces, most similar first, and of equal ones the first.
  private(set) var mostSimilar: [Pair] = []

  /// How many pairs are kept.
  static let mostPairs = 20
  /// Faces less similar are not nearly the same.
  static let leastSimilarity: Float = 0.95

  /// Takes an edge in. Edges come by source; of an edge and its way back one is kept.
  mutating func add(source: UInt32, target: UInt32, similarity: Float) {
    histogram.add(similarity)
    guard similarity >= Self.leastSimilarity else { return }
    add(
      Pair(
        first: Int(min(source, target)), second: Int(max(source, target)), similarity: similarity))
  }

  /// Takes in what another one has seen of edges.
  mutating func formUnion(_ other: EdgeSummary) {
    histogram.add(other.histogram)
    for pair in other.mostSimilar { add(pair) }
  }

  private mutating func add(_ pair: Pair) {
    if mostSimilar.count == Self.mostPairs, !Self.isBefore(pair, mostSimilar.last!) { return }
    guard !mostSimilar.contains(pair) else { return }
    mostSimilar = (mostSimilar + [pair]).first(Self.mostPairs, by: Self.isBefore)
  }

  private static func isBefore(_ a: Pair, _ b: Pair) -> Bool {
    (-a.similarity, a.first, a.second) < (-b.similarity, b.first, b.second)
  }
}

extension SharedEdges {
  /// What a report says of the edges. Neither the order of parts nor their size changes it.
  func summary(threads: Int) -> EdgeSummary {
    var parts = [EdgeSummary](repeating: EdgeSummary(), count: threads)
    parts.withUnsafeMutableBufferPointer { parts in
      // Each part has a place of its own.
      nonisolated(unsafe) let parts = parts
      Workers(count: threads).forEach(threads) { part, _ in
        let edges = count * part / threads..<count * (part + 1) / threads
        forEach(edges) { parts[part].add(source: $0, target: $1, similarity: $2) }
      }
    }
    return parts.reduce(into: EdgeSummary()) { $0.formUnion($1) }
  }
}

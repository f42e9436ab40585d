import Clustering
import Randomness

/// Faces on a line: those at a distance of x have a similarity of 1 - x / 8.
struct LineOfFaces: NearestFaceQueries {
  let places: [Double]

  init(places: [Double]) { self.places = places }

  /// Faces at random places.
  init(count: Int, seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    places = (0..<count).map { _ in Double(numbers.next() % 1000) / 100 }
  }

  private func similarity(_ a: Int, _ b: Int) -> Float {
    Float(1 - abs(places[a] - places[b]) / 8)
  }

  private func nearest(_ face: Int, among others: [Int], least: Float) -> [(Int, Float)] {
    others.filter { $0 != face }.map { ($0, similarity(face, $0)) }.filter { $0.1 >= least }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  /// The graph of nearest neighbors.
  func graph(neighbors: Int, least: Float) -> NeighborGraph {
    let edges = places.indices.flatMap { face in
      nearest(face, among: Array(places.indices), least: least).prefix(neighbors).map {
        (source: UInt32(face), target: UInt32($0.0), weight: $0.1)
      }
    }
    return NeighborGraph(
      nodeCount: places.count, edges: edges,
      longestRow: neighbors >= places.count - 1 ? .max : neighbors, leastWeight: least)
  }

  /// Means are of places.
  func nearestMeans(of clusters: [UInt32], count: Int, least: Float) throws -> [WeightedEdge] {
    let means = (0..<count).map { cluster in
      let members = places.indices.filter { clusters[$0] == cluster }
      return members.reduce(0) { $0 + places[$1] } / Double(members.count)
    }
    let line = LineOfFaces(places: means)
    return means.indices.compactMap { mean in
      line.nearest(mean, among: Array(means.indices), least: least).first.map {
        WeightedEdge(source: UInt32(mean), target: UInt32($0.0), weight: $0.1)
      }
    }
  }

  func nearestOutside(_ groups: [[UInt32]], most: Int, least: Float) throws -> [WeightedEdge] {
    groups.indices.flatMap { group in
      let others = groups.indices.filter { $0 != group }.flatMap { groups[$0].map { Int($0) } }
      return groups[group].flatMap { face in
        nearest(Int(face), among: others, least: least).prefix(most).map {
          WeightedEdge(source: face, target: UInt32($0.0), weight: $0.1)
        }
      }
    }
  }
}

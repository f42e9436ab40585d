import Threads

/// Clusters that pairs of faces with many neighbors in common connect: the second step of STAR-FC (Shen et
/// al.: "Structure-aware face clustering on a large-scale graph with 10^7 nodes", CVPR 2021) on the
/// similarities themselves, without a network.
///
/// An edge stays if the two faces share more than a share `intimacy` of the neighbors of that of them which
/// has fewer; what is connected then is a cluster. It takes O(N k²) time and nothing is random. It cuts the
/// few edges that connect different people by chance. But a face of a person with n faces has n - 2 in common
/// with another of n - 1: pairs always fall apart, and with 0.72, the published value, all people of fewer
/// than five faces. Take it where people have dozens of faces each.
///
/// Edges count in both directions. `isDirected` takes each face's own list only, as the published code does.
package struct Intimacy: GraphMethod {
  package static let name = "intimacy"
  package static let summary = "edges between faces with common neighbors"
  package static let parameters = [
    MethodParameter(
      "intimacy", "SHARE", in: 0...1,
      help:
        "share of common neighbors that an edge must exceed; from 2/3 on fewer than 5 faces of a "
        + "person fall apart", defaultText: "\(defaultLeast)")
  ]
  package static let takesDirection = true
  package static let curve = MethodCurve.values(
    "intimacy", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
  private static let defaultLeast = 0.3

  package static func settings(of preset: Preset) -> PresetSettings? {
    preset == .msCeleb
      ? PresetSettings(k: 80, minSimilarity: 0.7, values: ["intimacy": 0.72]) : nil
  }

  package static func notice(of preset: Preset) -> String? {
    "the published 0.7 of STAR-FC is a score of a trained network for an edge, not a similarity; intimacy "
      + "takes it for one"
  }

  /// The share of common neighbors that an edge must exceed.
  package let least: Double
  package let isDirected: Bool

  /// Faces that a thread takes at a time.
  private static let batchSize = 256

  package init(least: Double, isDirected: Bool = false) {
    self.least = least
    self.isDirected = isDirected
  }

  package init(_ values: MethodValues, seed: UInt64) {
    self.init(
      least: values["intimacy"] ?? Self.defaultLeast, isDirected: values[directionParameter] == 1)
  }

  package struct Report: MethodReport {
    /// The edges that stay, each direction counted.
    package let kept: Int
    /// The edges that there were.
    package let edges: Int

    package var lines: [(name: String, text: String)] {
      [("kept", "\(kept) of \(edges) edges")]
    }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    NeighborGraph.unionBytes(faces: faces, edges: edges) + 2 * edges + faces * (12 + 4 * threads)
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    let near = isDirected ? graph : graph.union(threads: threads)
    let listing = isDirected ? graph.reversed(threads: threads) : near
    let isKept = intimateEntries(near, listing, threads: threads)
    var components = Components(count: near.nodeCount)
    var kept = 0
    for face in 0..<near.nodeCount {
      var entry = listing.offsets[face]
      listing.forEachNeighbor(of: face) { other, _ in
        if isKept[entry] {
          components.join(face, other)
          // An edge that counts in both directions has been looked at from one of its ends.
          kept += isDirected ? 1 : 2
        }
        entry += 1
      }
    }
    return MethodResult(
      labels: components.labels(), report: Report(kept: kept, edges: near.entryCount))
  }

  /// For each entry of the rows of those that list a face whether the two have enough neighbors in
  /// common: faces that the one lists and that list the other.
  private func intimateEntries(
    _ near: NeighborGraph, _ listing: NeighborGraph, threads: Int
  ) -> [Bool] {
    let workers = Workers(count: threads)
    let marks = (0..<threads).map { _ in FaceMarks(faces: near.nodeCount) }
    return [Bool](unsafeUninitializedCapacity: listing.entryCount) { isKept, count in
      // Each piece has places of its own.
      nonisolated(unsafe) let isKept = isKept
      workers.forEach(0..<near.nodeCount, by: Self.batchSize) { part, _, worker in
        for face in part {
          let marks = marks[worker]
          marks.clear()
          listing.forEachNeighbor(of: face) { other, _ in marks.insert(other) }
          var entry = listing.offsets[face]
          listing.forEachNeighbor(of: face) { other, _ in
            isKept.initializeElement(at: entry, to: isIntimate(face, other, near, marks))
            entry += 1
          }
        }
      }
      count = listing.entryCount
    }
  }

  /// Whether a face and one that lists it have enough neighbors in common.
  ///
  /// - Parameter marks: the faces that list the first.
  private func isIntimate(
    _ face: Int, _ other: Int, _ near: NeighborGraph, _ marks: FaceMarks
  ) -> Bool {
    let degrees = (near.degree(of: face), near.degree(of: other))
    // Of an edge in both directions the shorter row is gone through.
    if !isDirected, (degrees.1, other) > (degrees.0, face) { return false }
    // Without an edge of its own a face has none in common.
    let degree = min(degrees.0, degrees.1)
    return degree > 0 && Double(marks.count(inRowOf: other, near)) > least * Double(degree)
  }
}

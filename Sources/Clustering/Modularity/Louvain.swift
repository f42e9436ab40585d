/// Communities of great modularity by Louvain (Blondel, Guillaume, Lambiotte, Lefebvre: "Fast unfolding of
/// communities in large networks", 2008).
///
/// As ``Leiden``, but whole communities become the nodes of the next graph, and it runs once: faster by a
/// part, of a slightly lower modularity, and with communities that may fall into pieces. Take it to
/// compare with what others have found by it.
package struct Louvain: GraphMethod {
  package static let name = "louvain"
  package static let summary = "Louvain by modularity"
  package static let parameters = [resolution]
  package static let isRandom = true

  static let resolution = MethodParameter(
    "resolution", "G", in: 0...1e9, help: "of modularity: above 1 for smaller communities",
    defaultText: "1")

  package let resolution: Double
  package let seed: UInt64

  package init(_ values: MethodValues, seed: UInt64) {
    resolution = values["resolution"] ?? 1
    self.seed = seed
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    CommunityQuality.bytes(faces: faces, edges: edges)
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<CommunityReport> {
    CommunityQuality.modularity(resolution: resolution)
      .communities(of: graph, refines: false, seed: seed, progress: progress)
  }
}

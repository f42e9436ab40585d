/// Communities of great modularity by Louvain (Blondel, Guillaume, Lambiotte, Lefebvre: "Fast unfolding of
/// communities in large networks", 2008).
///
/// As ``Leiden``, but whole communities become the nodes of the next graph, and it runs once: faster by a
/// part, of a slightly lower modularity, and with communities that may fall into pieces. Take it to
/// compare with what others have found by it.
package struct Louvain: CommunityMethod {
  package static let name = "louvain"
  package static let summary = "Louvain by modularity"
  package static let parameters = [resolution]
  package static let curve = resolutions

  static let resolution = MethodParameter(
    "resolution", "G", in: 0...1e9, help: "of modularity: above 1 for smaller communities",
    defaultText: "1")
  static let resolutions = MethodCurve.values("resolution", [0.25, 1, 4, 16, 64, 256, 1024, 4096])

  package let resolution: Double
  package let seed: UInt64

  package init(_ values: MethodValues, seed: UInt64) {
    resolution = values["resolution"] ?? 1
    self.seed = seed
  }

  var quality: CommunityQuality { .modularity(resolution: resolution) }
  var refines: Bool { false }
}

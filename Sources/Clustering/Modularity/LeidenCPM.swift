/// Communities of the constant Potts model by Leiden (Traag, Van Dooren, Nesterov: "Narrow scope for
/// resolution-limit-free community detection", Physical Review E 2011).
///
/// A community is worth the similarities of its edges less `density` for every two of its faces, so that
/// the mean over its pairs, where those without an edge count 0, stays above that: unlike with modularity,
/// whatever the size of the graph. The search is that of ``Leiden``, and so are its cost, what is random
/// and ties. Lists of k neighbors limit how dense a community of more than k faces can be: with people of
/// many faces take a lower density.
package struct LeidenCPM: GraphMethod {
  package static let name = "leiden-cpm"
  package static let summary = "Leiden by the constant Potts model"
  package static let parameters = [
    MethodParameter(
      "density", "G", in: 0...1, help: "mean similarity of the pairs of a community at least",
      defaultText: "\(defaultDensity)")
  ]
  package static let isRandom = true
  private static let defaultDensity = 0.3

  /// The resolution of the model.
  package let density: Double
  package let seed: UInt64

  package init(_ values: MethodValues, seed: UInt64) {
    density = values["density"] ?? Self.defaultDensity
    self.seed = seed
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    CommunityQuality.bytes(faces: faces, edges: edges)
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<CommunityReport> {
    CommunityQuality.constantPotts(resolution: density)
      .communities(of: graph, refines: true, seed: seed, progress: progress)
  }
}

/// Communities of the constant Potts model by Leiden (Traag, Van Dooren, Nesterov: "Narrow scope for
/// resolution-limit-free community detection", Physical Review E 2011).
///
/// A community is worth the similarities of its edges less `density` for every two of its faces, so that
/// the mean over its pairs, where those without an edge count 0, stays above that: unlike with modularity,
/// whatever the size of the graph. The search is that of ``Leiden``, and so are its cost, what is random
/// and ties. Lists of k neighbors limit how dense a community of more than k faces can be: with people of
/// many faces take a lower density.
package struct LeidenCPM: CommunityMethod {
  package static let name = "leiden-cpm"
  package static let summary = "Leiden by the constant Potts model"
  package static let parameters = [
    MethodParameter(
      "density", "G", in: 0...1, help: "mean similarity of the pairs of a community at least",
      defaultText: "\(defaultDensity)")
  ]
  package static let curve = MethodCurve.values(
    "density", [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
  private static let defaultDensity = 0.3

  /// The resolution of the model.
  package let density: Double
  package let seed: UInt64

  package init(_ values: MethodValues, seed: UInt64) {
    density = values["density"] ?? Self.defaultDensity
    self.seed = seed
  }

  var quality: CommunityQuality { .constantPotts(resolution: density) }
  var refines: Bool { true }
}

/// Communities of the greatest modularity by Leiden (Traag, Waltman, van Eck: "From Louvain to Leiden:
/// guaranteeing well-connected communities", Scientific Reports 2019).
///
/// Nodes move between communities while modularity rises; communities are then cut into parts that hold
/// together well, which become nodes of a smaller graph; and so on, and again from what was found, until
/// nothing moves. Edges count in both directions, with their similarities as weights. What is random is
/// the order in which nodes are looked at, which the seed decides; of equal gains the community that is
/// met first stays. A round takes about O(E) time; threads sum edges ahead of the moves, cut communities
/// and merge nodes, and find the same as one. Modularity merges small groups of large graphs whatever
/// their similarity (its resolution limit): for people with few faces raise `--resolution`, or take
/// `leiden-cpm`.
package struct Leiden: CommunityMethod {
  package static let name = "leiden"
  package static let summary = "Leiden by modularity"
  package static let parameters = [Louvain.resolution]
  package static let curve = Louvain.resolutions

  package let resolution: Double
  package let seed: UInt64

  package init(_ values: MethodValues, seed: UInt64) {
    resolution = values["resolution"] ?? 1
    self.seed = seed
  }

  var quality: CommunityQuality { .modularity(resolution: resolution) }
  var refines: Bool { true }
}

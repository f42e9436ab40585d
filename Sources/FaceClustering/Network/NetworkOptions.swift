import Infomap

/// What a run on a network is told, besides what runs on faces are told too.
package struct NetworkOptions: Sendable {
  /// How to take links; nil as the network says.
  package var directed: Bool?
  /// How flow follows the links.
  package var flow = FlowOptions()
  /// Whether to look for one level of modules rather than a hierarchy.
  package var isTwoLevel = false
  /// Whether links from a node to itself count.
  package var keepsSelfLinks = true
  /// A file of modules to start from.
  package var clusterData: String?
  /// Whether to search, rather than to tell the codelength of the modules to start from only.
  package var searches = true

  /// What holds where nothing else is said.
  package init() {}
}

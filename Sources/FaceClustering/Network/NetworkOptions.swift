import Infomap

/// What a run on a network is told, besides what runs on faces are told too.
package struct NetworkOptions: Sendable {
  /// How to take links; nil: without direction, with a notice.
  package var directed: Bool?
  /// How flow follows the links.
  package var flow = FlowOptions()
  /// Whether to look for one level of modules rather than a hierarchy.
  package var isTwoLevel = false
  /// How many levels the hierarchy is to have, that of the nodes included; nil for as many as are best.
  package var preferredLevels: Int?
  /// Which links count.
  package var links = LinkFilter()
  /// A file of modules to start from.
  package var clusterData: String?
  /// Whether nodes that are not in that file join modules of their neighbors.
  package var joinsNeighbors = false
  /// What is worth knowing of how the options were taken.
  package var notes: [String] = []
  /// The files to write.
  package var outputs: [NetworkOutput] = []
  /// The folder of the files, which is made where it is missing; nil where they have none in common.
  package var outputFolder: String?
  /// What the files say besides the modules.
  package var file = PartitionFileOptions()
  /// Whether to search, rather than to tell the codelength of the modules to start from only.
  package var searches = true

  /// What holds where nothing else is said.
  package init() {}
}

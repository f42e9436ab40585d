import Infomap

/// What a run on a network is told, besides what runs on faces are told too.
public struct NetworkOptions: Sendable {
  /// How to take links; nil as the network says.
  public var directed: Bool?
  /// How flow follows the links.
  public var flow = FlowOptions()
  /// Whether to look for one level of modules rather than a hierarchy.
  public var isTwoLevel = false
  /// Whether links from a node to itself count.
  public var keepsSelfLinks = true
  /// A file of modules to start from.
  public var clusterData: String?
  /// Whether to search, rather than to tell the codelength of the modules to start from only.
  public var searches = true

  /// What holds where nothing else is said.
  public init() {}
}

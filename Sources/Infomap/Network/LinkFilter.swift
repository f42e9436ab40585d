/// Which of the links that are given count.
public struct LinkFilter: Sendable, Equatable {
  /// Whether links from a node to itself count. Where they do not, their ends are nodes all the same.
  public var keepsSelfLinks = true
  /// The least weight of a link that counts; links of less are as if they were not given, so that their ends
  /// are nodes only where something else names them. Each link is looked at before those with the same ends
  /// are taken together. Links of weight 0 carry no flow even if this is 0, but then their ends are nodes.
  public var leastWeight = 0.0

  /// Makes a filter with the values that the properties say.
  public init() {}
}

/// Links in memory that somebody else owns: link i leads from `sources[i]` to `targets[i]` with weight
/// `weights[i]`.
public struct LinkSpans: ~Escapable {
  /// The id of the node that each link leaves.
  public let sources: Span<UInt32>
  /// The id of the node that each link leads to.
  public let targets: Span<UInt32>
  /// The weight of each link.
  public let weights: Span<Float>
  /// The ids that are nodes even without a link.
  public let vertices: [UInt32]

  /// Describes links by their ends and weights.
  ///
  /// - Precondition: the three spans have the same length.
  @_lifetime(copy sources, copy targets, copy weights)
  public init(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Float>, vertices: [UInt32] = []
  ) {
    precondition(sources.count == targets.count && sources.count == weights.count)
    self.sources = sources
    self.targets = targets
    self.weights = weights
    self.vertices = vertices
  }
}

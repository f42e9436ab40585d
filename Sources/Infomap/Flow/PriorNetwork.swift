/// A network that says what is believed of links before any are seen: with it, links that are missing by chance
/// make no modules (Smiljanić, Blöcker, Edler, Rosvall: "Mapping flows on weighted and directed networks with
/// incomplete observations", Journal of Complex Networks 9, 2021).
///
/// A link leads from every node to every node. Its weight is ln N / N, N being the number of nodes, at which
/// random networks become connected, times the weight that such a link would have: that of the mean link out of
/// its source times that of the mean link into its target, over that of all links. Nodes without links have the
/// least of the others' means. The walker follows these links as steps of recorded teleportation.
public struct PriorNetwork: Sendable, Equatable {
  /// How many times the weights of its links count; above 0.
  public var strength = 1.0
  /// Whether it has a link from each node to itself. Without these each node has N - 1 links, and ln N / (N - 1)
  /// is the chance of each.
  public var hasSelfLinks = true

  /// Makes a prior network as the properties say.
  public init() {}
}

/// Where flow comes from, by the names that Infomap gives the ways.
public enum FlowModel: String, Sendable, CaseIterable {
  /// Links without direction: visit rates are proportional to the weights.
  case undirected
  /// Links with a direction, and a walker that teleports.
  case directed
  /// Links with a direction, of which each has the share of flow that it has of all weight; so nobody
  /// teleports. Infomap 2.16 gives the three ways the same flow.
  case undirdir, outdirdir, rawdir
  /// Links with a direction whose weights are flow, and vertices whose weights are visit rates, as far as
  /// these sum to 1.
  case precomputed

  /// Whether links lead from source to target only.
  public var isDirected: Bool { self != .undirected }
  /// Whether the walker teleports, so that its options mean something.
  public var teleports: Bool { self == .directed }
}

/// How the random walker moves on a directed network. An undirected network has few choices: its
/// visit rates are proportional to the weights.
public struct FlowOptions: Sendable, Equatable {
  /// Where flow comes from; nil for what the direction of the network says.
  public var model: FlowModel?
  /// Whether the flow of a bipartite network is that of two steps at a time, so that only nodes of the
  /// first kind are visited.
  public var adjustsBipartite = true
  /// The chance per step to leave the links and teleport; from 0 to 1. One below
  /// `leastTeleportationProbability` is taken for it.
  public var teleportationProbability = 0.15
  /// Whether teleportation lands on nodes (by their weights, evenly without), rather than in
  /// proportion to the weight of their links.
  public var teleportsToNodes = false
  /// Whether steps of teleportation count as flow that has to be coded. If not, teleportation only
  /// determines the visit rates, which makes the result depend less on its probability.
  public var recordsTeleportation = false

  /// Whether visit rates are the weights of nodes, scaled to the sum 1, whatever the walker does; the flow along links
  /// stays. Where no node has a weight all have the same.
  public var visitsByNodeWeights = false

  /// How many steps along links the walker makes between two of which the code speaks: all flow along
  /// links is that many times as much, the visit rates stay. Above 1 modules become larger. The only
  /// option that undirected networks have too.
  public var markovTime = 1.0

  /// Markov times that differ from link to link, besides ``markovTime``; nil for none.
  public var localTime: LocalMarkovTime?

  /// A prior network that the walker also follows, whose steps count as flow; nil for none. Only
  /// ``FlowModel/undirected`` and ``FlowModel/directed`` have one, and only without adjustment of a bipartite
  /// network. What is said of teleportation does not count then.
  public var prior: PriorNetwork?

  /// How many times the codelength is corrected for being estimated from few steps, which otherwise favors many
  /// modules; nil for not. It is the only option here that is not about the flow. One thread searches then.
  public var entropyCorrection: Double?

  /// Whether the flow cannot be found by ranks of which each has a part of the network.
  public var needsWholeNetwork: Bool {
    recordsTeleportation || visitsByNodeWeights || markovTime != 1 || localTime != nil
      || prior != nil || entropyCorrection != nil
      || !(model.map { [.directed, .undirected].contains($0) } ?? true)
  }

  /// Below this chance a walker stays on the links for so long that double precision cannot hold both
  /// its visits and what teleportation adds to them; the visit rates differ by about as much.
  public static let leastTeleportationProbability = 0x1p-40

  /// Makes options with the values that the properties say.
  public init() {}
}

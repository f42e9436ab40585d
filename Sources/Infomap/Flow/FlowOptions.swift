/// How the random walker moves on a directed network. An undirected network has no choices: its
/// visit rates are proportional to the weights.
public struct FlowOptions: Sendable, Equatable {
  /// The chance per step to leave the links and teleport; above 0 and at most 1. One below
  /// `leastTeleportationProbability` is taken for it.
  public var teleportationProbability = 0.15
  /// Whether teleportation lands on nodes (by their weights, evenly without), rather than in
  /// proportion to the weight of their links.
  public var teleportsToNodes = false
  /// Whether steps of teleportation count as flow that has to be coded. If not, teleportation only
  /// determines the visit rates, which makes the result depend less on its probability.
  public var recordsTeleportation = false

  /// How many steps along links the walker makes between two of which the code speaks: all flow along
  /// links is that many times as much, the visit rates stay. Above 1 modules become larger. The only
  /// option that undirected networks have too.
  public var markovTime = 1.0

  /// Below this chance a walker stays on the links for so long that double precision cannot hold both
  /// its visits and what teleportation adds to them; the visit rates differ by about as much.
  public static let leastTeleportationProbability = 0x1p-40

  /// Makes options with the values that the properties say.
  public init() {}
}

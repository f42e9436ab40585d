/// How well a clustering agrees with the truth, over all items and without those that are alone in
/// their cluster.
///
/// The scores over all items are reached as its own: `scores.ari` is `scores.overAll.ari`. Encoded,
/// they lie beside the key `withoutSingletons`.
@dynamicMemberLookup
public struct ClusteringScores: Sendable, Equatable, Codable {
  /// Scores over only those items whose predicted cluster has more than one member.
  public struct WithoutSingletons: Sendable, Equatable, Codable {
    /// How many items are alone in their cluster, and not scored here.
    public let leftOut: Int
    /// The scores over the other items. Class sizes, too, count only these.
    public let scores: AgreementScores
  }

  /// The scores over all items.
  public let overAll: AgreementScores
  /// The scores over the items that share their cluster with another one.
  public let withoutSingletons: WithoutSingletons

  /// Scores the clustering `predicted` against `truth`, both of which label the same items in the
  /// same order.
  ///
  /// - Precondition: both arrays have the same length.
  public init(predicted: [Int], truth: [Int]) {
    self.init(ContingencyTable(predicted: predicted, truth: truth))
  }

  /// Scores from the overlap of two labellings.
  public init(_ table: ContingencyTable) {
    overAll = AgreementScores(table)
    let remaining = table.withoutSingletons
    withoutSingletons = WithoutSingletons(
      leftOut: table.itemCount - remaining.itemCount, scores: AgreementScores(remaining))
  }

  /// The scores of all elements, by their own names: `scores.nmi`.
  public subscript<Score>(dynamicMember score: KeyPath<AgreementScores, Score>) -> Score {
    overAll[keyPath: score]
  }

  private enum CodingKeys: CodingKey {
    case withoutSingletons
  }

  public init(from decoder: any Decoder) throws {
    overAll = try AgreementScores(from: decoder)
    withoutSingletons = try decoder.container(keyedBy: CodingKeys.self)
      .decode(WithoutSingletons.self, forKey: .withoutSingletons)
  }

  public func encode(to encoder: any Encoder) throws {
    try overAll.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(withoutSingletons, forKey: .withoutSingletons)
  }
}

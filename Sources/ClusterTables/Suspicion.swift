/// How much clusters look as if they had faces of several persons. Higher is more suspicious.
///
/// Three things betray a mixture. A face that does not belong is hardly nearer to the others of its
/// cluster than to another cluster: its relative margin, as that of a silhouette, is small or negative.
/// It is not near to the others at all. And two groups of faces lie apart: of a cluster in two equal
/// groups, whose cosines are a within and b between them, the largest eigenvalue of the similarities is
/// (a - b) n / 2 more than noise makes it, while that of noise grows with the square root of n.
///
/// How many members a cluster has changes what is to be expected of all three, and by how much depends on
/// the data. So a part of the trend over the sizes of a run's clusters is taken out; not all of it, because
/// clusters of one size may be mixtures more often than those of another.
package enum Suspicion {
  /// What is known of a cluster before it is compared with others of its size.
  ///
  /// - Parameters:
  ///   - leastMargin: the smallest relative margin of a member (see ``margin(within:other:)``).
  ///   - leastWithin: the smallest mean cosine of a member to the others.
  ///   - spread: the largest eigenvalue of the members' similarities, the mean taken out.
  ///   - members: how many members these similarities are of.
  package static func evidence(
    leastMargin: Double, leastWithin: Double, spread: Double, members: Int
  ) -> Double {
    2 * spread / Double(members).squareRoot() - leastMargin - leastWithin
  }

  /// How much nearer a face is to its cluster than to another, -1 to 1.
  ///
  /// - Parameters:
  ///   - within: its mean cosine to the other members.
  ///   - other: its cosine to the medoid of the most similar other cluster.
  package static func margin(within: Double, other: Double) -> Double {
    let farther = 1 - min(within, other)
    return farther > 0 ? (within - other) / farther : 0
  }

  /// The part of the trend over sizes that is taken out.
  private static let partOfTrend = 1.0 / 3

  /// The scores of all clusters: their evidence less a part of what a straight line over one divided by
  /// their sizes, fitted by least squares, makes of it.
  ///
  /// - Parameters:
  ///   - evidence: of each cluster.
  ///   - sizes: how many members each has, 1 or more.
  package static func scores(evidence: [Double], sizes: [Int]) -> [Double] {
    let inverses = sizes.map { 1 / Double($0) }
    let count = Double(evidence.count)
    let meanInverse = inverses.reduce(0, +) / count
    let meanEvidence = evidence.reduce(0, +) / count
    var (products, squares) = (0.0, 0.0)
    for (inverse, value) in zip(inverses, evidence) {
      products += (inverse - meanInverse) * (value - meanEvidence)
      squares += (inverse - meanInverse) * (inverse - meanInverse)
    }
    let trend = squares > 0 ? products / squares : 0
    return zip(evidence, inverses).map { $0 - partOfTrend * trend * ($1 - meanInverse) }
  }
}

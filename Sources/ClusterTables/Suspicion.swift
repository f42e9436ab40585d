/// How much a cluster looks as if it had faces of several persons. Higher is more suspicious; the scale
/// is the same for all data.
///
/// Two things betray a mixture. A face that does not belong is hardly nearer to the others of its
/// cluster than to another cluster: its relative margin, as that of a silhouette, is small or negative.
/// And two groups of faces lie apart: of a cluster in two equal groups, whose cosines are a within and b
/// between them, the largest eigenvalue of the similarities is (a - b) n / 2 more than noise makes it,
/// while that of noise grows with the square root of n.
package enum Suspicion {
  /// The score of a cluster.
  ///
  /// - Parameters:
  ///   - leastMargin: the smallest relative margin of a member (see ``margin(within:other:)``).
  ///   - spread: the largest eigenvalue of the members' similarities, the mean taken out.
  ///   - members: how many members these similarities are of.
  package static func score(leastMargin: Double, spread: Double, members: Int) -> Double {
    2 * spread / Double(members).squareRoot() - leastMargin
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
}

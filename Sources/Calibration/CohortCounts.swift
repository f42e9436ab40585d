/// For each face of a cohort, how many other faces there are in each of the `AngleBins`.
package struct CohortCounts: Sendable, Equatable {
  /// The faces of the cohort.
  package let members: Int
  /// `members` times `AngleBins.count` numbers, member after member.
  package var counts: [UInt32]

  /// No faces.
  package init(members: Int) {
    self.init(members: members, counts: [UInt32](repeating: 0, count: members * AngleBins.count))
  }

  /// - Precondition: there are `AngleBins.count` counts for each member.
  package init(members: Int, counts: [UInt32]) {
    precondition(counts.count == members * AngleBins.count)
    self.members = members
    self.counts = counts
  }

  /// The histogram of all members together.
  package var histogram: AngleHistogram { histogram(of: 0..<members) }

  /// The histogram of some members, one that is named twice counted twice.
  package func histogram(of chosen: some Sequence<Int>) -> AngleHistogram {
    var sums = [Int](repeating: 0, count: AngleBins.count)
    for member in chosen {
      for bin in 0..<AngleBins.count { sums[bin] += Int(counts[member * AngleBins.count + bin]) }
    }
    return AngleHistogram(sums)
  }
}

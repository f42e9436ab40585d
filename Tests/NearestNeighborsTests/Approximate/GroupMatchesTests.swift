import Testing

@testable import NearestNeighbors

/// What is known of the groups that a band of groups is to be compared with.
@Suite struct GroupMatchesTests {
  /// Groups 300 to 999, which meet those whose numbers leave the same remainder.
  private func met(remainderOf divisor: Int, above: Bool, threads: Int) -> GroupMatches {
    GroupMatches(
      300..<1000, threads: threads, with: {},
      others: { group, _, others in
        for other in (0..<1000).reversed()
        where other % divisor == group % divisor && (!above || other > group) {
          others.append(UInt32(other))
        }
      }, between: { #expect((0...1).contains($0)) })
  }

  @Test(arguments: [1, 3])
  func othersAreRising(threads: Int) {
    let groups = met(remainderOf: 70, above: false, threads: threads)
    for group in 300..<1000 {
      #expect(groups[group].map { Int($0) } == (0..<1000).filter { $0 % 70 == group % 70 })
    }
  }

  /// Of the groups of one rank each meets those of higher numbers, the last one nobody.
  @Test(arguments: [true, false])
  func groupsThatMeetTheSameFollowEachOther(areSameRank: Bool) {
    let order = met(remainderOf: 70, above: areSameRank, threads: 2)
      .inOrderOfOthers(areSameRank: areSameRank)
    #expect(order.sorted() == (300..<1000).map { UInt32($0) })
    let remainders = order.map { $0 % 70 }
    let changes = zip(remainders, remainders.dropFirst()).count { $0 != $1 }
    #expect(changes == 69)
  }
}

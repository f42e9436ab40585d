import Testing

@testable import ClusterTables

/// Which members stand for a cluster.
@Suite struct PairSampleTests {
  @Test(arguments: [2, 3, 255, 256]) func allMembersOfASmallClusterStandForIt(size: Int) {
    #expect((0..<size).allSatisfy { PairSample.has($0, ofSize: size) })
  }

  @Test(arguments: [257, 300, 511, 512, 1000, 65_537])
  func asManyMembersAsAllowedStandForALargeOne(size: Int) {
    let chosen = (0..<size).filter { PairSample.has($0, ofSize: size) }
    #expect(chosen.count == PairSample.mostMembers && chosen.first == 0)
    let gaps = zip(chosen, chosen.dropFirst()).map { $1 - $0 }
    #expect(gaps.max()! - gaps.min()! <= 1)
  }
}

import Testing

@testable import FaceClustering

@Suite struct ClusterNamesTests {
  private func text(_ names: ClusterNames, _ cluster: Int) -> String {
    String(decoding: names[cluster], as: UTF8.self)
  }

  @Test func withoutNamesClustersAreCalledByTheirNumbers() {
    let names = ClusterNames(names: [:], labels: [3, -1])
    #expect([-1, 0, 3, 4].map { text(names, $0) } == ["-1", "0", "3", "4"])
  }

  @Test func newClustersGetNamesThatNoKnownOneHas() {
    let names = ClusterNames(names: [0: Array("Ann".utf8), 1: [0xE9]], labels: [0, 1, -1])
    #expect([-1, 0, 2, 3].map { text(names, $0) } == ["-1", "Ann", "new-1", "new-2"])
    // As they are in the file, in whatever encoding.
    #expect(names[1] == [0xE9])
    let taken = ClusterNames(names: [0: Array("new-1".utf8)], labels: [0])
    #expect(text(taken, 1) == "new--1")
  }
}

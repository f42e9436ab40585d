import Testing

@testable import NearestNeighbors

@Suite struct GroupCostModelTests {
  @Test func fewFacesInAGroupDoNotPay() {
    let dimension = 256
    // Two scores with a center for a group of one face are more than a face's own.
    #expect(!GroupCostModel(faces: 10_000, groups: 10_000, dimension: dimension).mayPay)
    #expect(!GroupCostModel(faces: 10_000, groups: 4_000, dimension: dimension).mayPay)
    #expect(GroupCostModel(faces: 10_000, groups: 1_000, dimension: dimension).mayPay)
  }

  @Test func groupsPayUnlessTheyLeaveManyPairs() {
    let model = GroupCostModel(faces: 10_000, groups: 1_000, dimension: 256)
    #expect(model.pays(hits: 0, pairs: 1_000_000))
    #expect(model.pays(hits: 1_000, pairs: 1_000_000))
    #expect(!model.pays(hits: 100_000, pairs: 1_000_000))
  }

  @Test func withoutPairsNothingIsKnown() {
    #expect(!GroupCostModel(faces: 0, groups: 0, dimension: 8).pays(hits: 0, pairs: 0))
  }
}

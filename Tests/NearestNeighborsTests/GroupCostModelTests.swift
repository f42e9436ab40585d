import Testing

@testable import NearestNeighbors

@Suite struct GroupCostModelTests {
  private func model(groups: Int) -> GroupCostModel {
    GroupCostModel(faces: 10_000, groups: groups, dimension: 256, costOfScreening: 180)
  }

  @Test func fewFacesInAGroupDoNotPay() {
    // Two scores with a center for a group of one face are more than a face's own.
    #expect(!model(groups: 10_000).mayPay)
    #expect(!model(groups: 4_000).mayPay)
    #expect(model(groups: 1_000).mayPay)
  }

  @Test func groupsPayUnlessTheyLeaveManyPairs() {
    let model = model(groups: 1_000)
    #expect(model.cheapest([1_000_000, 0, 0, 0]) == 0)
    #expect(model.cheapest([1_000_000, 1_000, 0, 0]) == 0)
    #expect(model.cheapest([1_000_000, 100_000, 0, 0]) == nil)
  }

  /// Groups leave too many pairs where nobody is loose, and rule out too few where nearly all are.
  @Test func theCheapestLevelIsTaken() {
    let model = model(groups: 1_000)
    let hits = [100_000, 2_000, 0, 0, 0, 0]
    #expect(model.cheapest([1_000_000] + hits + [0, 100_000, 900_000]) == 1)
    #expect(model.cheapest([1_000_000] + hits + [0, 800_000, 900_000]) == nil)
    #expect(model.cheapest([1_000_000] + hits + [0, 100_000, 90_000]) == 2)
  }

  @Test func groupsDoNotPayWhereMostPairsAreComparedByCodes() {
    #expect(model(groups: 1_000).cheapest([1_000_000, 0, 50_000, 0]) == 0)
    #expect(model(groups: 1_000).cheapest([1_000_000, 0, 900_000, 0]) == nil)
  }

  @Test func withoutPairsNothingIsKnown() {
    #expect(model(groups: 1_000).cheapest([0, 0, 0, 0]) == nil)
  }
}

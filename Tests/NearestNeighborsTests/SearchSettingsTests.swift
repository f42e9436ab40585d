import NearestNeighbors
import Testing

@Suite struct SearchSettingsTests {
  /// An exact search of low similarities has an order only where most lists are expected to be full.
  @Test(arguments: [
    (-1, false, false), (-1, true, true), (0.1, false, false), (0.1, true, true),
    (0.2, false, false), (0.2, true, true), (0.3, false, true), (0.3, true, true),
  ])
  func facesAreInOrderWhereGroupsCanBeRuledOut(
    minSimilarity: Float, expectsFullLists: Bool, isOrdered: Bool
  ) {
    var settings = SearchSettings(k: 50, minSimilarity: minSimilarity, threads: 1)
    settings.expectsFullLists = expectsFullLists
    #expect(settings.bringsInOrder(faces: 20_000) == isOrdered)
    #expect(!settings.bringsInOrder(faces: 19_999))
    #expect(settings.bringsInOrder(faces: 20_000, isApproximate: true))
    #expect(settings.isOrderedForFullLists == (isOrdered && minSimilarity < 0.3))
  }
}

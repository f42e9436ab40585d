import Foundation
import Testing

@testable import Embeddings

@Suite struct LogNormalGroupsTests {
  private func groups(_ count: Int, mean: Double, spread: Double = 1) -> LogNormalGroups {
    LogNormalGroups(
      count: count, mean: mean, spread: spread, hash: CounterHash(seed: 8, stream: 1))
  }

  @Test(arguments: [1, 2, 7, 1000]) func everyPlaceIsInOneGroupAndNoneIsEmpty(count: Int) {
    let groups = groups(count, mean: 5)
    let places = (0..<groups.groups).map(groups.places(of:))
    #expect(places.flatMap(Array.init) == Array(0..<count))
    #expect(places.allSatisfy { !$0.isEmpty })
    for place in 0..<count { #expect(places[groups.group(of: place)].contains(place)) }
  }

  @Test func theMeanSizeIsTheOneAskedFor() {
    let size = 100_000 / Double(groups(100_000, mean: 20, spread: 0.8).groups)
    // Sizes are rounded down.
    #expect((18.5...20.5).contains(size))
  }

  @Test func withoutSpreadAllSizesAreEqual() {
    let groups = groups(100, mean: 10, spread: 0)
    #expect(Set((0..<groups.groups).map { groups.places(of: $0).count }) == [10])
  }

  @Test func theExponentialIsThatOfMathematics() {
    for x in stride(from: -5.0, through: 5, by: 0.125) {
      #expect(abs(LogNormalGroups.exponential(x) / exp(x) - 1) < 1e-9)
    }
  }
}

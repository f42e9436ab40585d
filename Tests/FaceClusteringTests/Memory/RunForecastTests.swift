import NearestNeighbors
import Testing

@testable import FaceClustering

@Suite struct RunForecastTests {
  private static func forecast(
    faces: Int, ranks: Int, ranksPerNode: Int, change: (inout ClusteringOptions) -> Void = { _ in }
  ) throws -> RunForecast {
    var options = ClusteringOptions()
    (options.faces, options.dimension, options.threads) = (faces, 16, 2)
    change(&options)
    return try RunForecast(options, ranks: ranks, ranksPerNode: ranksPerNode)
  }

  @Test func allPairsAreSharedByTheThreadsOfAllRanks() throws {
    let forecast = try Self.forecast(faces: 1_000_000, ranks: 8, ranksPerNode: 4)
    #expect(forecast.pairs == 499_999_500_000)
    #expect(forecast.secondsPerPair > 0)
    #expect(forecast.seconds == forecast.pairs * forecast.secondsPerPair / 16)
  }

  @Test func moreNodesNeedLessEach() throws {
    let bytes = try [8, 4, 2].map {
      try Self.forecast(faces: 1_000_000, ranks: 8, ranksPerNode: $0).leastBytesOfNode
    }
    #expect(bytes == bytes.sorted(by: >))
    #expect(try Self.forecast(faces: 1000, ranks: 8, ranksPerNode: 8).leastBytesOfNode < bytes[2])
  }

  @Test func approximateSearchesAreNotForeseen() throws {
    let approximate = try Self.forecast(faces: 100_000, ranks: 1, ranksPerNode: 1) {
      $0.search = .approximate
    }
    #expect(approximate.seconds == nil)
    #expect(approximate.text.contains("search      not foreseen"))
  }

  @Test(arguments: [
    (0.04, "0.0 s"), (59.6, "60 s"), (600, "10 min"), (20_000, "5.6 h"), (864_000, "10.0 days"),
  ])
  func secondsAreInTheUnitThatSuitsThem(seconds: Double, text: String) {
    #expect(RunForecast.duration(seconds) == text)
  }
}

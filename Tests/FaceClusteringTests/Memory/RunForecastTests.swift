import NearestNeighbors
import Testing

@testable import FaceClustering

@Suite struct RunForecastTests {
  /// What is measured is as much work for faces of many columns as for those of few.
  @Test(arguments: [1, 2, 128, 512, 1000, 4096, 16_384, 65_536])
  func theSampleIsSmallForAnyDimension(dimension: Int) {
    let (faces, columns) = RunForecast.sample(dimension: dimension)
    #expect((2048...8192).contains(faces) && columns <= dimension)
    #expect(faces * columns <= RunForecast.mostNumbers)
    #expect(faces * faces / 2 * columns <= RunForecast.mostProducts)
  }

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

  /// The more faces, the more pairs of each; of few faces there are no more than all.
  @Test func approximateSearchesTakeTheTimeOfSomePairsOfEachFace() throws {
    func pairs(_ faces: Int) throws -> [Double] {
      let forecast = try Self.forecast(faces: faces, ranks: 2, ranksPerNode: 1) {
        $0.search = .approximate
      }
      #expect(forecast.seconds == nil && forecast.text.contains(" to "))
      let seconds = try #require(forecast.approximateSeconds)
      return seconds.map { $0 * 4 / forecast.secondsPerPair / Double(faces) }
    }
    let (few, many, most) = (try pairs(10_001), try pairs(1_000_000), try pairs(10_000_000))
    #expect(few.allSatisfy { abs($0 - 5000) < 1e-6 })
    #expect(many[0] < many[1] && many[0] > few[0])
    #expect(most[0] > 2 * many[0] && most[1] < 4 * many[1])
  }

  @Test(arguments: [
    (0.04, "0.0 s"), (59.6, "60 s"), (600, "10 min"), (20_000, "5.6 h"), (864_000, "10.0 days"),
  ])
  func secondsAreInTheUnitThatSuitsThem(seconds: Double, text: String) {
    #expect(RunForecast.duration(seconds) == text)
  }
}

import Clock
import Clustering
import Embeddings
import Foundation
import NearestNeighbors

/// What a run of the command `cluster`, with Infomap, would need of nodes and of time, before there are any.
///
/// Memory is that of the plan by which a run is refused or not. Time is that of the search, by the seconds that some
/// pairs of faces take on this machine; other stages take little beside it. An exact search may have to compare every
/// two faces; what groups of faces alike save depends on the faces. An approximate search takes as long as those of
/// generated faces did.
package struct RunForecast: Codable, Sendable {
  let faces: Int
  let dimension: Int
  let neighbors: Int
  let ranks: Int
  let ranksPerNode: Int
  let threadsPerRank: Int
  let kernel: String
  /// Bytes of the node that needs most, for the embeddings and in all, when every list of neighbors fills up.
  let leastBytesOfNode: Int
  let mostBytesOfNode: Int
  /// How many pairs of faces there are.
  let pairs: Double
  /// What a pair takes on one thread where no group rules it out.
  let secondsPerPair: Double
  /// What all pairs take on all threads; nil for an approximate search.
  let seconds: Double?
  /// From how many to how many seconds an approximate search takes; nil for an exact one.
  let approximateSeconds: [Double]?

  /// Looks ahead to a run.
  ///
  /// - Parameters:
  ///   - options: with the numbers of faces and columns.
  ///   - ranks: of the run.
  ///   - ranksPerNode: the most that a node has.
  /// - Throws: `Failure` where the options cannot be followed on this machine or with so many faces.
  package init(_ options: ClusteringOptions, ranks: Int, ranksPerNode: Int) throws(Failure) {
    let (faces, dimension) = (options.faces!, options.dimension!)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let threads = options.threads ?? max(1, cores / ranksPerNode)
    let search = SearchSettings(
      k: min(options.k, faces), minSimilarity: options.minSimilarity, threads: threads,
      kernel: try options.searchKernel())
    let memory = RunMemory(
      options: options, search: search, layout: ShardLayout(faces: faces, ranks: ranks),
      dimension: dimension, inPlace: ranks == ranksPerNode)
    // The first node has the largest shards, and rank 0.
    let plan = memory.plan(of: Array(0..<ranksPerNode), edgeCopies: 1)
    let perPair = Self.secondsPerPair(search, dimension: dimension)
    let isExact = options.search == .exact

    self.faces = faces
    self.dimension = dimension
    neighbors = options.k
    self.ranks = ranks
    self.ranksPerNode = ranksPerNode
    threadsPerRank = threads
    kernel = search.kernel.name
    leastBytesOfNode = plan.least
    mostBytesOfNode = plan.most
    pairs = Double(faces) * Double(faces - 1) / 2
    secondsPerPair = perPair
    let secondsOfPair = perPair / Double(ranks * threads)
    seconds = isExact ? pairs * secondsOfPair : nil
    approximateSeconds =
      isExact ? nil : Self.approximatePairs(faces).map { $0 * Double(faces) * secondsOfPair }
  }

  /// In the time of how many pairs of each face approximate searches were done, the fewest and the most: of generated
  /// faces as they are usually, with cosines of 0.54 to 0.74, and in identities four times smaller. Of 100,000 faces of
  /// 512 columns they took the time of 11,500 pairs a face, of 200,000 of 128 and 256 columns of 7,400 to 8,200, of a
  /// million of 7,900 to 14,400, and of ten million of 128 columns, only as usual, of 20,900.
  private static func approximatePairs(_ faces: Int) -> [Double] {
    let growth = pow(max(1, Double(faces) / 1e6), growthOfPairs)
    return [leastPairs, mostPairs].map { min($0 * growth, Double(faces - 1) / 2) }
  }

  private static let (leastPairs, mostPairs) = (7500.0, 15_000.0)
  /// The exponent by which the pairs of a face grow with the faces beyond a million.
  private static let growthOfPairs = 0.45

  /// The seconds that a pair of faces takes on one thread of this machine: what searches among generated faces
  /// without an order take more than those among half of them, so that what they begin with does not count.
  private static func secondsPerPair(_ search: SearchSettings, dimension: Int) -> Double {
    let (count, columns) = sample(dimension: dimension)
    let faces = SyntheticFaces(faces: count, dimension: max(2, columns))
    let samples = [faces.matrix(rows: 0..<count), faces.matrix(rows: 0..<count / 2)]
    let one = LocalSearch(
      SearchSettings(
        k: search.k, minSimilarity: search.minSimilarity, threads: 1, kernel: search.kernel))
    var times = [[Double]](repeating: [], count: samples.count)
    for _ in 0..<rounds {
      for (place, sample) in samples.enumerated() {
        let start = Moment.now
        _ = one.neighbors(of: sample)
        times[place].append(start.secondsAgo)
      }
    }
    let (all, half) = (times[0].sorted()[rounds / 2], times[1].sorted()[rounds / 2])
    let pairs = Double(count) * Double(count - 1) / 2
    let pairsOfHalf = Double(count / 2) * Double(count / 2 - 1) / 2
    // On a machine that is busy meanwhile the half may take longer.
    let seconds = all > half ? (all - half) / (pairs - pairsOfHalf) : all / pairs
    return seconds * Double(dimension) / Double(columns)
  }

  /// The faces that are compared, and their columns: as many as take about a second, so that pairs are most of the work.
  /// What a pair takes grows as its columns where these are many.
  static func sample(dimension: Int) -> (faces: Int, columns: Int) {
    let columns = min(dimension, mostColumns)
    let ofProducts = (2 * Double(mostProducts) / Double(columns)).squareRoot()
    return (min(mostNumbers / columns, Int(ofProducts), mostSampled), columns)
  }

  private static let mostSampled = 8192
  private static let mostColumns = 4096
  /// So many can be generated in about a second.
  static let mostNumbers = 1 << 23
  /// What all pairs of the faces are multiplied of.
  static let mostProducts = 1 << 34
  private static let rounds = 3

  /// The forecast for people.
  package var text: String {
    let nodes = (ranks + ranksPerNode - 1) / ranksPerNode
    var lines = [
      "faces       \(faces) x \(dimension), k \(neighbors)",
      "ranks       \(ranks) on \(nodes) node\(nodes == 1 ? "" : "s"), \(threadsPerRank) "
        + "thread\(threadsPerRank == 1 ? "" : "s") each",
      "memory      \(MemoryPlan.text(leastBytesOfNode)) a node for the embeddings, up to "
        + "\(MemoryPlan.text(mostBytesOfNode)) in all if every list of neighbors fills up",
    ]
    let ofMachine =
      "by what pairs take on this machine (\(kernel), "
      + "\(String(format: "%.2f", secondsPerPair * 1e9)) ns)"
    if let seconds {
      lines.append(
        "search      about \(Self.duration(seconds)) if all pairs are compared, \(ofMachine); groups of faces alike "
          + "mostly save most of it")
    }
    if let approximateSeconds {
      lines.append(
        "search      about \(approximateSeconds.map(Self.duration).joined(separator: " to ")), \(ofMachine) and as "
          + "generated faces of several kinds took; small identities take longest")
    }
    return lines.joined(separator: "\n")
  }

  /// Seconds in the unit that suits them.
  static func duration(_ seconds: Double) -> String {
    let minute = 60.0
    let hour = 60 * minute
    switch seconds {
    case ..<10: return String(format: "%.1f s", seconds)
    case ..<(2 * minute): return String(format: "%.0f s", seconds)
    case ..<(2 * hour): return String(format: "%.0f min", seconds / minute)
    case ..<(48 * hour): return String(format: "%.1f h", seconds / hour)
    default: return String(format: "%.1f days", seconds / (24 * hour))
    }
  }
}

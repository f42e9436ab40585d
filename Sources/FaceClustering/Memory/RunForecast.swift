import Clock
import Clustering
import Embeddings
import Foundation
import NearestNeighbors

/// What a run of the command `cluster`, with Infomap, would need of nodes and of time, before there are any.
///
/// Memory is that of the plan by which a run is refused or not. Time is that of a search which compares every two
/// faces, by the seconds that some pairs take on this machine; other stages take little beside it. What groups of
/// faces alike save depends on the faces, and so does an approximate search.
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
    let isExact = options.search == .exact
    let perPair = isExact ? Self.secondsPerPair(search, dimension: dimension) : 0

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
    seconds = isExact ? pairs * perPair / Double(ranks * threads) : nil
  }

  /// The seconds that a pair of faces takes on one thread of this machine: what searches among generated faces
  /// without an order take more than those among half of them, so that what they begin with does not count.
  private static func secondsPerPair(_ search: SearchSettings, dimension: Int) -> Double {
    let count = max(leastSampled, min(mostSampled, sampledNumbers / dimension))
    let faces = SyntheticFaces(faces: count, dimension: max(2, dimension))
    let samples = [faces.matrix(rows: 0..<count), faces.matrix(rows: 0..<count / 2)]
    let one = LocalSearch(
      SearchSettings(
        k: search.k, minSimilarity: search.minSimilarity, threads: 1, kernel: search.kernel))
    var seconds = [[Double]](repeating: [], count: samples.count)
    for _ in 0..<rounds {
      for (place, sample) in samples.enumerated() {
        let start = Moment.now
        _ = one.neighbors(of: sample)
        seconds[place].append(start.secondsAgo)
      }
    }
    let (all, half) = (seconds[0].sorted()[rounds / 2], seconds[1].sorted()[rounds / 2])
    let pairs = Double(count) * Double(count - 1) / 2
    let pairsOfHalf = Double(count / 2) * Double(count / 2 - 1) / 2
    // On a machine that is busy meanwhile the half may take longer.
    return all > half ? (all - half) / (pairs - pairsOfHalf) : all / pairs
  }

  /// Faces that are compared: so many that pairs are most of the work, but no more numbers than can be generated in
  /// about a second, unless there would be too few pairs.
  private static let (leastSampled, mostSampled) = (2048, 8192)
  private static let sampledNumbers = 1 << 23
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
    if let seconds {
      lines.append(
        "search      about \(Self.duration(seconds)) if all pairs are compared, by what pairs take on this "
          + "machine (\(kernel), \(String(format: "%.2f", secondsPerPair * 1e9)) ns); groups of faces alike "
          + "mostly save most of it")
    } else {
      lines.append("search      not foreseen: it depends on the faces")
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

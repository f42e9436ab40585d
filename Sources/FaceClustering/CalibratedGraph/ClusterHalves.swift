import CSimilarity
import MPI
import NearestNeighbors
import Randomness
import Threads

/// Two parts of each of some clusters that differ as much as parts do, over the faces of all ranks.
///
/// A few steps of power iteration find about the direction in which the faces of a cluster are spread most; the faces on
/// either side of their mean are a part to begin with, and a few steps of 2-means follow. Where a cluster is of two hills
/// these are its parts. Sums are in fixed point, so that the ranks do not change the parts.
struct ClusterHalves {
  private let rows: FaceRows
  /// Their numbers.
  let clusters: [UInt32]
  /// The faces of this rank in the clusters, those of one cluster after those of another, and of each those of its first
  /// part before those of the second.
  private let faces: [UInt32]
  /// Where the faces of each cluster begin, and where those of the last one end.
  private let starts: [Int]
  /// Where the faces of the second part of each cluster begin.
  private let middles: [Int]
  /// Of each cluster, and of its second part.
  private let all, second: WeightedSums

  /// As many clusters as there is room for at a time.
  static func batches(of clusters: [UInt32], dimension: Int) -> [[UInt32]] {
    let most = max(1, ClusterSums.mostBytes / (2 * dimension * MemoryLayout<Double>.size))
    return stride(from: 0, to: clusters.count, by: most).map {
      Array(clusters[$0..<min($0 + most, clusters.count)])
    }
  }

  /// Finds the parts. Collective.
  ///
  /// - Parameters:
  ///   - clusters: their numbers.
  ///   - rows: the faces of this rank.
  ///   - members: which of them are in which cluster.
  init(
    of clusters: [UInt32], _ rows: FaceRows, _ members: FacesByCluster, among team: ClusteringTeam
  ) throws {
    self.rows = rows
    self.clusters = clusters
    var faces: [UInt32] = []
    var starts = [0]
    for cluster in clusters {
      faces += members[cluster]
      starts.append(faces.count)
    }
    let (workers, world) = (Workers(count: team.threads), team.world)
    let sizes = try world.allReduce(clusters.map { members[$0].count }, with: .sum)
    let steps = HalvingSteps(
      rows: rows, faces: faces, starts: starts,
      fixed: FixedSum(terms: sizes.max() ?? 0, upTo: FixedSum.mostOfProduct))
    var isInSecond = [Bool](repeating: false, count: faces.count)
    (all, second) = try isInSecond.withUnsafeMutableBufferPointer { isInSecond in
      guard world.size > 1 else { return steps.halveEach(isInSecond, workers) }
      return try steps.halve(0..<clusters.count, isInSecond, workers) { own in
        try world.sleepingBarrier()
        return try world.allReduce(own, with: .sum)
      }
    }
    var middles: [Int] = []
    var parted: [UInt32] = []
    for cluster in clusters.indices {
      let places = starts[cluster]..<starts[cluster + 1]
      for place in places where !isInSecond[place] { parted.append(faces[place]) }
      middles.append(parted.count)
      for place in places where isInSecond[place] { parted.append(faces[place]) }
    }
    (self.faces, self.starts, self.middles) = (parted, starts, middles)
  }

  /// The faces of this rank in either part of a cluster, by its place among the clusters.
  func faces(_ cluster: Int) -> (first: ArraySlice<UInt32>, second: ArraySlice<UInt32>) {
    let middle = middles[cluster]
    return (faces[starts[cluster]..<middle], faces[middle..<starts[cluster + 1]])
  }

  /// The sums of the parts.
  ///
  /// - Parameter number: of the second part of the first cluster; that of the next one follows.
  func sums(secondFrom number: UInt32) -> ClusterSums {
    var sums = ClusterSums(dimension: rows.dimension)
    for cluster in clusters.indices {
      let (size, sum) = (second.factors(cluster), second.sum(cluster))
      sums.append(
        clusters[cluster], size: all.factors(cluster) - size,
        sum: zip(all.sum(cluster), sum).map { $0 - $1 })
      sums.append(number + UInt32(cluster), size: size, sum: sum)
    }
    return sums
  }
}

/// The steps in which the parts of clusters are found, and what they look at.
private struct HalvingSteps {
  let rows: FaceRows
  let faces: [UInt32]
  let starts: [Int]
  /// How sums are added up; the same on all ranks.
  let fixed: FixedSum

  private static let powerSteps = 3
  private static let meansSteps = 2

  /// The sums of some clusters and of their second parts.
  ///
  /// - Parameters:
  ///   - isInSecond: of each of the faces; written for those of the clusters.
  ///   - total: adds up what ranks have of sums.
  func halve<Failure: Error>(
    _ clusters: Range<Int>, _ isInSecond: UnsafeMutableBufferPointer<Bool>, _ workers: Workers,
    total: ([Int64]) throws(Failure) -> [Int64]
  ) throws(Failure) -> (all: WeightedSums, second: WeightedSums) {
    func sums(
      _ factors: (
        _ slot: Int, _ places: Range<Int>, _ factors: UnsafeMutableBufferPointer<Double>
      ) -> Void
    ) throws(Failure) -> WeightedSums {
      let all = try total(fixedSums(clusters, workers, factors))
      return WeightedSums(values: all.map(fixed.value), dimension: rows.dimension)
    }
    /// Makes those faces the second parts that are on their side of lines.
    func divide(at lines: Lines) throws(Failure) -> WeightedSums {
      // Each place is written by one thread.
      nonisolated(unsafe) let isInSecond = isInSecond
      return try sums { slot, places, factors in
        lines.place(rows, faces[places], slot, into: factors)
        for (place, factor) in zip(places, factors.indices) {
          isInSecond[place] = factors[factor] > 0
          factors[factor] = isInSecond[place] ? 1 : 0
        }
      }
    }
    let all = try sums { _, _, factors in factors.update(repeating: 1) }
    var lines = Lines(randomFor: all)
    for _ in 0..<Self.powerSteps {
      let spread = try sums { slot, places, factors in
        lines.place(rows, faces[places], slot, into: factors)
      }
      lines = Lines(along: spread, through: all)
    }
    var second = try divide(at: lines)
    for _ in 0..<Self.meansSteps { second = try divide(at: Lines(from: all, to: second)) }
    return (all, second)
  }

  /// The same for all clusters, whose faces are all of this rank: a few at a time, whose faces stay in the cache.
  func halveEach(
    _ isInSecond: UnsafeMutableBufferPointer<Bool>, _ workers: Workers
  ) -> (all: WeightedSums, second: WeightedSums) {
    let width = rows.dimension + 1
    var all = [Double](repeating: 0, count: (starts.count - 1) * width)
    var second = all
    all.withUnsafeMutableBufferPointer { all in
      second.withUnsafeMutableBufferPointer { second in
        // Each piece writes its own places.
        nonisolated(unsafe) let (all, second, isInSecond) = (all, second, isInSecond)
        workers.forEach(0..<(starts.count - 1), by: Self.clustersInCache) { piece, _, _ in
          let found = halve(piece, isInSecond, Workers(count: 1)) { $0 }
          let begin = piece.lowerBound * width
          _ = UnsafeMutableBufferPointer(rebasing: all[begin...]).update(from: found.all.values)
          _ = UnsafeMutableBufferPointer(rebasing: second[begin...])
            .update(from: found.second.values)
        }
      }
    }
    return (
      WeightedSums(values: all, dimension: rows.dimension),
      WeightedSums(values: second, dimension: rows.dimension)
    )
  }

  private static let clustersInCache = 4

  /// This rank's part of the sums of the faces of each cluster, each face times a factor, and of those of the factors.
  ///
  /// - Parameter factors: writes those of the faces at some places, all of a cluster; called by several threads.
  private func fixedSums(
    _ clusters: Range<Int>, _ workers: Workers,
    _ factors: (_ slot: Int, _ places: Range<Int>, _ factors: UnsafeMutableBufferPointer<Double>)
      -> Void
  ) -> [Int64] {
    let dimension = rows.dimension
    var sums = [Int64](repeating: 0, count: clusters.count * (dimension + 1))
    sums.withUnsafeMutableBufferPointer { sums in
      // Each cluster is added up by one thread.
      nonisolated(unsafe) let sums = sums
      workers.forEach(0..<clusters.count, by: Self.clustersOfPiece) { piece, _, _ in
        for slot in piece {
          let sum = sums.baseAddress! + slot * (dimension + 1)
          let places =
            starts[clusters.lowerBound + slot]..<starts[clusters.lowerBound + slot + 1]
          withUnsafeTemporaryAllocation(of: Double.self, capacity: places.count) { own in
            factors(slot, places, own)
            fixed.add(faces[places], of: rows, times: own, to: sum)
            for factor in own { sum[dimension] += fixed.of(factor) }
          }
        }
      }
    }
    return sums
  }

  private static let clustersOfPiece = 16
}

/// Of each of some clusters the sum of its faces, each times a factor, and the sum of the factors.
private struct WeightedSums {
  /// Of each cluster `dimension` numbers, then the sum of the factors.
  let values: [Double]
  let dimension: Int

  var clusters: Int { values.count / (dimension + 1) }

  func factors(_ cluster: Int) -> Double { values[cluster * (dimension + 1) + dimension] }

  func sum(_ cluster: Int) -> ArraySlice<Double> {
    values[cluster * (dimension + 1)..<cluster * (dimension + 1) + dimension]
  }

  func mean(_ cluster: Int) -> [Double] {
    let factors = factors(cluster)
    return sum(cluster).map { $0 / factors }
  }
}

/// Of each of some clusters a direction, and where its parts meet on that line.
private struct Lines {
  /// Of each cluster `dimension` numbers, then the place.
  private var values: [Double] = []
  private let dimension: Int

  /// The same random direction through the mean of each cluster.
  init(randomFor all: WeightedSums) {
    dimension = all.dimension
    var random = SplitMix64(seed: 1)
    let direction = (0..<dimension).map { _ in Double(random.next() >> 11) * 0x1p-53 - 0.5 }
    for cluster in 0..<all.clusters { append(direction, through: all.mean(cluster)) }
  }

  /// The directions of the sums of faces, each times its place on a line, through the means.
  init(along spread: WeightedSums, through all: WeightedSums) {
    dimension = all.dimension
    for cluster in 0..<all.clusters {
      let (places, mean) = (spread.factors(cluster), all.mean(cluster))
      append(zip(spread.sum(cluster), mean).map { $0 - places * $1 }, through: mean)
    }
  }

  /// The directions from the means of the first parts to those of the second ones, and the middles between them;
  /// all faces are in the first part where either part has none.
  init(from all: WeightedSums, to second: WeightedSums) {
    dimension = all.dimension
    for cluster in 0..<all.clusters {
      let (count, inSecond) = (all.factors(cluster), second.factors(cluster))
      guard inSecond > 0, inSecond < count else {
        values += [Double](repeating: 0, count: dimension + 1)
        continue
      }
      let to = second.mean(cluster)
      let from = zip(all.sum(cluster), second.sum(cluster)).map { ($0 - $1) / (count - inSecond) }
      values += zip(to, from).map { $0 - $1 }
      values.append((Self.product(to, to) - Self.product(from, from)) / 2)
    }
  }

  private mutating func append(_ direction: [Double], through mean: [Double]) {
    let length = max(Self.product(direction, direction).squareRoot(), Self.leastLength)
    let unit = direction.map { $0 / length }
    values += unit
    values.append(Self.product(unit, mean))
  }

  private static let leastLength = 1e-12

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Where some faces are on the line of a cluster: above 0 on the side of the second part.
  func place(
    _ rows: FaceRows, _ faces: ArraySlice<UInt32>, _ cluster: Int,
    into places: UnsafeMutableBufferPointer<Double>
  ) {
    values.withUnsafeBufferPointer { values in
      faces.withUnsafeBufferPointer { faces in
        let line = values.baseAddress! + cluster * (dimension + 1)
        sums_of_products(
          line, rows.values, dimension, faces.baseAddress, faces.count, places.baseAddress)
        for place in places.indices { places[place] -= line[dimension] }
      }
    }
  }
}

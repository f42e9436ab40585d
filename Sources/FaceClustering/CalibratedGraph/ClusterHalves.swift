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
  private let workers: Workers
  private let world: Communicator
  private let clusters: [UInt32]
  /// The rows of this rank in the clusters, those of one cluster after those of another.
  private let faces: [UInt32]
  /// Where the rows of each cluster begin, and where those of the last one end.
  private let starts: [Int]
  /// Whether each of the faces is in the second part.
  private var isInSecond: [Bool]
  /// Of each cluster, and of its second part.
  private var all, second: WeightedSums

  private static let powerSteps = 3
  private static let meansSteps = 2

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
  ///   - labels: the cluster of each.
  init(of clusters: [UInt32], _ rows: FaceRows, _ labels: [UInt32], among team: ClusteringTeam)
    throws
  {
    self.rows = rows
    self.clusters = clusters
    workers = Workers(count: team.threads)
    world = team.world
    (faces, starts) = Self.sorted(labels, by: clusters)
    isInSecond = [Bool](repeating: false, count: faces.count)
    all = WeightedSums(values: [], dimension: rows.dimension)
    second = all
    all = try sums { _, _, factors in factors.update(repeating: 1) }
    var lines = Lines(randomFor: all)
    for _ in 0..<Self.powerSteps {
      let spread = try sums { [lines, faces] cluster, places, factors in
        lines.place(rows, faces[places], cluster, into: factors)
      }
      lines = Lines(along: spread, through: all)
    }
    try divide(at: lines)
    for _ in 0..<Self.meansSteps { try divide(at: Lines(from: all, to: second)) }
  }

  /// Labels with those of the second parts from a number on, one after another.
  func labels(_ labels: [UInt32], secondFrom number: UInt32) -> [UInt32] {
    var labels = labels
    for cluster in clusters.indices {
      for place in starts[cluster]..<starts[cluster + 1] where isInSecond[place] {
        labels[Int(faces[place])] = number + UInt32(cluster)
      }
    }
    return labels
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

  /// The faces of clusters, those of one after those of another, and where each begins.
  private static func sorted(
    _ labels: [UInt32], by clusters: [UInt32]
  ) -> (faces: [UInt32], starts: [Int]) {
    let slots = Dictionary(uniqueKeysWithValues: clusters.enumerated().map { ($1, $0) })
    let slotOf = labels.map { slots[$0] ?? clusters.count }
    // Those of no cluster come last, and are left out.
    var starts = [Int](repeating: 0, count: clusters.count + 2)
    for slot in slotOf { starts[slot + 1] += 1 }
    for slot in 0...clusters.count { starts[slot + 1] += starts[slot] }
    var next = starts
    var faces = [UInt32](repeating: 0, count: labels.count)
    for (face, slot) in slotOf.enumerated() {
      faces[next[slot]] = UInt32(face)
      next[slot] += 1
    }
    faces.removeLast(labels.count - starts[clusters.count])
    starts.removeLast()
    return (faces, starts)
  }

  /// Makes those faces the second parts that are on their side of lines. Collective.
  private mutating func divide(at lines: Lines) throws {
    var isInSecond = isInSecond
    second = try isInSecond.withUnsafeMutableBufferPointer { isInSecond in
      // Each place is written by one thread.
      nonisolated(unsafe) let isInSecond = isInSecond
      return try sums { [faces, rows] cluster, places, factors in
        lines.place(rows, faces[places], cluster, into: factors)
        for (place, factor) in zip(places, factors.indices) {
          isInSecond[place] = factors[factor] > 0
          factors[factor] = isInSecond[place] ? 1 : 0
        }
      }
    }
    self.isInSecond = isInSecond
  }

  /// The sums of the faces of each cluster, each face times a factor, and those of the factors. Collective.
  ///
  /// - Parameter factors: writes those of the faces at some places, all of a cluster; called by several threads.
  private func sums(
    _ factors: (_ cluster: Int, _ places: Range<Int>, _ factors: UnsafeMutableBufferPointer<Double>)
      -> Void
  ) throws -> WeightedSums {
    let dimension = rows.dimension
    var fixed = [Int64](repeating: 0, count: clusters.count * (dimension + 1))
    fixed.withUnsafeMutableBufferPointer { fixed in
      // Each cluster is added up by one thread.
      nonisolated(unsafe) let fixed = fixed
      workers.forEach(0..<clusters.count, by: Self.clustersOfPiece) { piece, _, _ in
        for cluster in piece {
          let sum = fixed.baseAddress! + cluster * (dimension + 1)
          let places = starts[cluster]..<starts[cluster + 1]
          withUnsafeTemporaryAllocation(of: Double.self, capacity: places.count) { own in
            factors(cluster, places, own)
            for (place, factor) in zip(places, own) where factor != 0 {
              FixedSum.add(
                rows[Int(faces[place])], times: factor, to: sum, dimension: dimension)
              sum[dimension] += FixedSum.of(factor)
            }
          }
        }
      }
    }
    try world.sleepingBarrier()
    return WeightedSums(
      values: try world.allReduce(fixed, with: .sum).map(FixedSum.value), dimension: dimension)
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

import MPI
import NearestNeighbors

/// The sums of the faces of some clusters, over all ranks, and how alike two of them are.
///
/// Sums are in fixed point, so that neither the number of ranks nor the order of faces changes them.
struct ClusterSums {
  private let dimension: Int
  /// Where each cluster's sum is.
  private var slots: [UInt32: Int]
  private var sizes: [Double]
  /// One after another.
  private var sums: [Double]
  /// Of all faces.
  private let mean: [Double]

  /// What the sums of a batch take, at most, but for a single pair.
  static let mostBytes = 32 << 20

  /// Parts of pairs, the clusters of each of which have room.
  static func batches(of pairs: [ClusterPair], dimension: Int) -> [Range<Int>] {
    let most = max(2, mostBytes / (dimension * MemoryLayout<Double>.size))
    var batches: [Range<Int>] = []
    var clusters: Set<UInt32> = []
    var start = 0
    for (place, pair) in pairs.enumerated() {
      let both: Set = [pair.first, pair.second]
      if clusters.union(both).count > most, place > start {
        batches.append(start..<place)
        (start, clusters) = (place, [])
      }
      clusters.formUnion(both)
    }
    if start < pairs.count { batches.append(start..<pairs.count) }
    return batches
  }

  /// Adds up the faces of the clusters of some pairs. Collective.
  ///
  /// - Parameters:
  ///   - rows: the faces of this rank.
  ///   - labels: the cluster of each.
  ///   - mean: of all faces of all ranks.
  init(
    of pairs: ArraySlice<ClusterPair>, _ rows: FaceRows, _ labels: [UInt32], mean: [Double],
    _ world: Communicator
  ) throws(MPIError) {
    let clusters = Set(pairs.flatMap { [$0.first, $0.second] }).sorted()
    let slots = Dictionary(uniqueKeysWithValues: clusters.enumerated().map { ($1, $0) })
    let dimension = rows.dimension
    // The sizes come last.
    var fixed = [Int64](repeating: 0, count: clusters.count * (dimension + 1))
    fixed.withUnsafeMutableBufferPointer { fixed in
      for (row, label) in labels.enumerated() {
        guard let slot = slots[label] else { continue }
        FixedSum.add(
          rows[row], to: fixed.baseAddress! + slot * dimension, dimension: dimension)
        fixed[clusters.count * dimension + slot] += 1
      }
    }
    let all = try world.allReduce(fixed, with: .sum)
    self.dimension = dimension
    self.slots = slots
    self.mean = mean
    sums = all[..<(clusters.count * dimension)].map(FixedSum.value)
    sizes = all[(clusters.count * dimension)...].map { Double($0) }
  }

  /// None, of which the likeness is not asked.
  init(dimension: Int) {
    self.dimension = dimension
    (slots, sizes, sums, mean) = ([:], [], [], [])
  }

  /// Appends a cluster that is known already.
  mutating func append(_ cluster: UInt32, size: Double, sum: some Sequence<Double>) {
    slots[cluster] = sizes.count
    sizes.append(size)
    sums += sum
  }

  /// The mean of the faces of all ranks. Collective.
  static func mean(
    of rows: FaceRows, faces: Int, _ world: Communicator
  ) throws(MPIError) -> [Double] {
    var fixed = [Int64](repeating: 0, count: rows.dimension)
    for row in 0..<rows.count {
      FixedSum.add(rows[row], to: &fixed, dimension: rows.dimension)
    }
    return try world.allReduce(fixed, with: .sum).map { FixedSum.value($0) / Double(faces) }
  }

  private func sum(_ slot: Int) -> ArraySlice<Double> {
    sums[slot * dimension..<(slot + 1) * dimension]
  }

  private static func product(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// How many faces the clusters of a pair have.
  func sizes(of pair: ClusterPair) -> [Double] {
    [sizes[slots[pair.first]!], sizes[slots[pair.second]!]]
  }

  /// The mean similarities of two faces of either cluster of a pair, and of one of each.
  func similarities(of pair: ClusterPair) -> (within: [Double], between: Double) {
    let (a, b) = (slots[pair.first]!, slots[pair.second]!)
    let between = Self.product(sum(a), sum(b)) / (sizes[a] * sizes[b])
    return ([within(a), within(b)], between)
  }

  /// The mean similarity of two faces of a cluster.
  private func within(_ slot: Int) -> Double {
    let (size, sum) = (sizes[slot], sum(slot))
    return (Self.product(sum, sum) - size) / max(size * (size - 1), 1)
  }

  /// The mean similarity of the faces of two clusters by that within them, once the mean of all faces is taken
  /// away; nil where faces of the two are less similar than `least` on average.
  func likeness(of pair: ClusterPair, least: Double) -> Double? {
    let (a, b) = (slots[pair.first]!, slots[pair.second]!)
    let common = Self.product(mean, mean)
    func centered(_ slot: Int) -> (within: Double, toMean: Double) {
      let toMean = Self.product(sum(slot), mean) / sizes[slot]
      let within = max(within(slot), Self.leastWithin) - 2 * toMean + common
      return (max(within, Self.leastCentered * (1 - common)), toMean)
    }
    let between = Self.product(sum(a), sum(b)) / (sizes[a] * sizes[b])
    guard between >= least else { return nil }
    let (first, second) = (centered(a), centered(b))
    return (between - first.toMean - second.toMean + common)
      / (first.within * second.within).squareRoot()
  }

  private static let leastWithin = 0.05
  private static let leastCentered = 0.02

  /// How far the faces of either cluster are from those of the other along the line through the means, in
  /// standard deviations; a face is left out of the mean of its own cluster. Collective.
  func gaps(
    between pairs: [ClusterPair], _ rows: FaceRows, _ labels: [UInt32], _ world: Communicator
  ) throws(MPIError) -> [Double] {
    guard !pairs.isEmpty else { return [] }
    var pairsOf: [UInt32: [Int]] = [:]
    for (number, pair) in pairs.enumerated() {
      pairsOf[pair.first, default: []].append(number)
      pairsOf[pair.second, default: []].append(number)
    }
    // Of either side of each pair: the sum of places on the line, and that of their squares.
    var fixed = [Int64](repeating: 0, count: 4 * pairs.count)
    for (row, label) in labels.enumerated() {
      for number in pairsOf[label] ?? [] {
        let pair = pairs[number]
        let isFirst = label == pair.first
        let place = place(
          of: rows[row], in: slots[label]!, other: slots[isFirst ? pair.second : pair.first]!)
        let side = 4 * number + (isFirst ? 0 : 2)
        fixed[side] += FixedSum.of(place)
        fixed[side + 1] += FixedSum.of(place * place)
      }
    }
    let all = try world.allReduce(fixed, with: .sum).map(FixedSum.value)
    return pairs.enumerated().map { number, pair in
      func side(_ start: Int, _ cluster: UInt32) -> (mean: Double, variance: Double) {
        let size = sizes[slots[cluster]!]
        let mean = all[start] / size
        return (mean, max(0, all[start + 1] / size - mean * mean))
      }
      let first = side(4 * number, pair.first)
      let second = side(4 * number + 2, pair.second)
      let deviation = ((first.variance + second.variance) / 2 + Self.leastVariance).squareRoot()
      // Places are above 0 where a face is nearer to its own cluster, whichever that is.
      return (first.mean + second.mean) / deviation
    }
  }

  private static let leastVariance = 1e-12

  /// How much more similar a face is to the others of its cluster than to those of another.
  private func place(of face: UnsafePointer<Float>, in own: Int, other: Int) -> Double {
    let (a, b) = (own * dimension, other * dimension)
    return sums.withUnsafeBufferPointer { sums in
      var (toOwn, toOther, length) = (0.0, 0.0, 0.0)
      for column in 0..<dimension {
        let value = Double(face[column])
        toOwn += value * sums[a + column]
        toOther += value * sums[b + column]
        length += value * value
      }
      return (toOwn - length) / (sizes[own] - 1) - toOther / sizes[other]
    }
  }
}

import MPI
import NearestNeighbors
import Threads

/// The sum of the faces of all ranks, in fixed point, and how many they are.
struct SumOfFaces {
  let count: Int
  let sum: [Double]

  init(count: Int, sum: [Double]) { (self.count, self.sum) = (count, sum) }

  /// Adds them up. Collective.
  ///
  /// - Parameter rows: the faces of this rank.
  init(of rows: FaceRows, among team: ClusteringTeam) throws(MPIError) {
    let (dimension, workers) = (rows.dimension, Workers(count: team.threads))
    let fixed = FixedSum(terms: team.faces, upTo: FixedSum.mostOfUnitVector)
    var ofThreads = [Int64](repeating: 0, count: workers.count * dimension)
    ofThreads.withUnsafeMutableBufferPointer { sums in
      // Each thread has a sum of its own.
      nonisolated(unsafe) let sums = sums
      workers.forEach(0..<rows.count, by: Self.facesOfPiece) { piece, _, worker in
        let sum = sums.baseAddress! + worker * dimension
        for row in piece { fixed.add(rows[row], to: sum, dimension: dimension) }
      }
    }
    let own = (0..<dimension).map { column in
      (0..<workers.count).reduce(0) { $0 + ofThreads[$1 * dimension + column] }
    }
    let all = try team.world.allReduce(own, with: .sum)
    self.init(count: team.faces, sum: all.map(fixed.value))
  }

  private static let facesOfPiece = 4096
}

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
  private let all: SumOfFaces

  /// What the sums of a batch take, at most, but for a single pair.
  static let mostBytes = 32 << 20

  /// Parts of pairs, the clusters of each of which have room.
  static func batches(of pairs: [ClusterPair], dimension: Int) -> [Range<Int>] {
    let most = max(2, mostBytes / (dimension * MemoryLayout<Double>.size))
    var batches: [Range<Int>] = []
    var clusters: Set<UInt32> = []
    var start = 0
    for (place, pair) in pairs.enumerated() {
      let more = (clusters.contains(pair.first) ? 0 : 1) + (clusters.contains(pair.second) ? 0 : 1)
      if clusters.count + more > most, place > start {
        batches.append(start..<place)
        (start, clusters) = (place, [])
      }
      clusters.insert(pair.first)
      clusters.insert(pair.second)
    }
    if start < pairs.count { batches.append(start..<pairs.count) }
    return batches
  }

  /// Adds up the faces of the clusters of some pairs. Collective.
  ///
  /// - Parameters:
  ///   - rows: the faces of this rank.
  ///   - faces: which of them are in which cluster.
  ///   - all: the faces of all ranks.
  init(
    of pairs: ArraySlice<ClusterPair>, _ rows: FaceRows, _ faces: FacesByCluster,
    among all: SumOfFaces, _ team: ClusteringTeam
  ) throws(MPIError) {
    let clusters = Set(pairs.flatMap { [$0.first, $0.second] }).sorted()
    let dimension = rows.dimension
    let sizes = try team.world.allReduce(clusters.map { faces[$0].count }, with: .sum)
    let fixed = FixedSum(terms: sizes.max() ?? 0, upTo: FixedSum.mostOfUnitVector)
    var own = [Int64](repeating: 0, count: clusters.count * dimension)
    own.withUnsafeMutableBufferPointer { own in
      // Each cluster is added up by one thread.
      nonisolated(unsafe) let own = own
      Workers(count: team.threads).forEach(clusters.count) { slot, _ in
        fixed.add(faces[clusters[slot]], of: rows, to: own.baseAddress! + slot * dimension)
      }
    }
    self.dimension = dimension
    self.all = all
    slots = Dictionary(uniqueKeysWithValues: clusters.enumerated().map { ($1, $0) })
    sums = try team.world.allReduce(own, with: .sum).map(fixed.value)
    self.sizes = sizes.map { Double($0) }
  }

  /// None.
  ///
  /// - Parameter all: the faces among which they are; none where likeness is not asked.
  init(dimension: Int, among all: SumOfFaces = SumOfFaces(count: 0, sum: [])) {
    self.dimension = dimension
    self.all = all
    (slots, sizes, sums) = ([:], [], [])
  }

  /// Appends a cluster that is known already.
  mutating func append(_ cluster: UInt32, size: Double, sum: some Sequence<Double>) {
    slots[cluster] = sizes.count
    sizes.append(size)
    sums += sum
  }

  private func sum(_ slot: Int) -> ArraySlice<Double> {
    sums[slot * dimension..<(slot + 1) * dimension]
  }

  private static func product(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// How many faces the clusters of a pair have.
  func sizes(of pair: ClusterPair) -> [Double] { slots(of: pair).map { sizes[$0] } }

  private func slots(of pair: ClusterPair) -> [Int] { [slots[pair.first]!, slots[pair.second]!] }

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

  /// The mean similarity of the faces of two clusters by that within them, once what all faces have in common is taken
  /// away: (between - a·μ - b·μ + μ·μ) / sqrt(within a · within b), a and b being the clusters' means, μ that of all faces,
  /// and what is within them taken from μ in the same way. Nil where `between` is less than `least`.
  ///
  /// The mean of all is mostly that of the two where they are parts of one identity of many faces: seen from there, they
  /// are on opposite sides. So what they have in common with the mean of the others is looked at, too.
  func likeness(of pair: ClusterPair, least: Double) -> Double? {
    let (a, b) = (slots[pair.first]!, slots[pair.second]!)
    let between = Self.product(sum(a), sum(b)) / (sizes[a] * sizes[b])
    guard between >= least else { return nil }
    let fromMean = likenessFromMean(a, b, between)
    return meanOfOthers(than: a, b).map { max(fromMean, likeness(a, b, between, beside: $0)) }
      ?? fromMean
  }

  /// The same as seen from the mean of all faces.
  private func likenessFromMean(_ a: Int, _ b: Int, _ between: Double) -> Double {
    let mean = all.sum.map { $0 / Double(all.count) }
    let common = Self.product(mean, mean)
    func centered(_ slot: Int) -> (within: Double, toMean: Double) {
      let toMean = Self.product(sum(slot), mean) / sizes[slot]
      let within = max(within(slot), Self.leastWithin) - 2 * toMean + common
      return (max(within, Self.leastCentered * (1 - common)), toMean)
    }
    let (first, second) = (centered(a), centered(b))
    return (between - first.toMean - second.toMean + common)
      / (first.within * second.within).squareRoot()
  }

  /// The same without what faces have along the mean of the others. How far that is from the origin does not count: it is
  /// near where the others are of several kinds.
  private func likeness(_ a: Int, _ b: Int, _ between: Double, beside mean: [Double]) -> Double {
    let length = Self.product(mean, mean).squareRoot()
    func beside(_ slot: Int) -> (within: Double, along: Double) {
      let along = max(0, Self.product(sum(slot), mean) / (sizes[slot] * length))
      let within = max(within(slot), Self.leastWithin) - along * along
      return (max(within, Self.leastCentered), along)
    }
    let (first, second) = (beside(a), beside(b))
    return (between - first.along * second.along) / (first.within * second.within).squareRoot()
  }

  /// The mean of the faces outside of two clusters; nil where there is hardly any.
  private func meanOfOthers(than a: Int, _ b: Int) -> [Double]? {
    let outside = Double(all.count) - sizes[a] - sizes[b]
    guard outside >= Double(IdentityMerging.leastSize) else { return nil }
    let mean = zip(all.sum, zip(sum(a), sum(b))).map { ($0 - $1.0 - $1.1) / outside }
    return Self.product(mean, mean) > 0 ? mean : nil
  }

  private static let leastWithin = 0.05
  private static let leastCentered = 0.02

  /// How far the faces of either cluster are from those of the other along the line through the means, in
  /// standard deviations; a face is left out of the mean of its own cluster. Collective.
  ///
  /// - Parameters:
  ///   - rows: the faces of this rank.
  ///   - faces: those of them in either cluster of a pair; called by several threads.
  func gaps(
    between pairs: [ClusterPair], _ rows: FaceRows, among team: ClusteringTeam,
    faces: (ClusterPair) -> (first: ArraySlice<UInt32>, second: ArraySlice<UInt32>)
  ) throws(MPIError) -> [Double] {
    guard !pairs.isEmpty else { return [] }
    let largest = pairs.reduce(0) { max($0, sizes(of: $1).max()!) }
    let fixed = FixedSum(terms: Int(largest), upTo: FixedSum.mostOfProduct)
    // Of either side of each pair: the sum of places on the line, and that of their squares.
    var own = [Int64](repeating: 0, count: 4 * pairs.count)
    own.withUnsafeMutableBufferPointer { own in
      // Each pair has places of its own.
      nonisolated(unsafe) let own = own
      Workers(count: team.threads).forEach(pairs.count) { number, _ in
        let (members, ends) = (faces(pairs[number]), slots(of: pairs[number]))
        for (start, side, slot, other) in [
          (4 * number, members.first, ends[0], ends[1]),
          (4 * number + 2, members.second, ends[1], ends[0]),
        ] {
          for face in side {
            let place = place(of: rows[Int(face)], in: slot, other: other)
            own[start] += fixed.of(place)
            own[start + 1] += fixed.of(place * place)
          }
        }
      }
    }
    let all = try team.world.allReduce(own, with: .sum).map(fixed.value)
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

/// Fixed blocks of nodes that take a step of `PageRank` at the same time.
struct RankBlocks: ~Copyable {
  private let network: Network
  private let workers: Workers
  private let pushes: [Double]
  private let blockSize: Int
  private let count: Int
  /// Residuals up to this are left alone, for parts of the network are done long before others.
  private let least: Double
  /// The links of each node within its block, which follow each other.
  private let inner: Buffer<InnerLinks>
  /// For each block, for each block, the links from the former into the latter.
  private let crossing: [[Crossing]]
  /// What each node pushed per unit of weight in the sweep at hand, and whether any of a block did.
  private let shares: Buffer<Double>
  private let hasPushed: Buffer<Bool>

  private struct InnerLinks: BitwiseCopyable {
    var begin: Int
    var end: Int
  }

  private struct Crossing: BitwiseCopyable {
    var source: UInt32
    var target: UInt32
    var weight: Double
  }

  init(_ network: Network, pushes: [Double], least: Double, workers: Workers) {
    let nodeCount = network.nodeCount
    self.network = network
    self.workers = workers
    self.pushes = pushes
    self.least = least
    let size = max(Self.leastSize, (nodeCount + Self.mostBlocks - 1) / Self.mostBlocks)
    let count = (nodeCount + size - 1) / size
    blockSize = size
    self.count = count
    let inner = Buffer<InnerLinks>(uninitialized: nodeCount)
    shares = Buffer(count: count == 1 ? 0 : nodeCount, repeating: 0)
    hasPushed = Buffer(count: count, repeating: false)
    var crossing = [[Crossing]](repeating: [], count: count * count)
    crossing.withUnsafeMutableBufferPointer { crossing in
      network.withLinks { offsets, targets, weights in
        workers.forEach(0..<nodeCount, by: size) { nodes, block, _ in
          for node in nodes {
            let row = offsets[node]..<offsets[node + 1]
            let within = targets.part(of: row, within: nodes)
            inner[node] = InnerLinks(begin: within.lowerBound, end: within.upperBound)
            if within.count == row.count { continue }
            for link in row where !within.contains(link) {
              crossing[block * count + Int(targets[link]) / size].append(
                Crossing(source: UInt32(node), target: targets[link], weight: weights[link]))
            }
          }
        }
      }
    }
    self.inner = inner
    self.crossing = crossing
  }

  /// One step of all nodes; returns the sum of the residuals' magnitudes.
  func sweep(
    relaxation: Double, rank: borrowing Buffer<Double>, residual: borrowing Buffer<Double>
  ) -> Double {
    let nodes = 0..<network.nodeCount
    let (rank, residual) = (rank.base, residual.base)
    let errors = Buffer(count: count, repeating: 0.0)
    workers.forEach(nodes, by: blockSize) { nodes, block, _ in
      hasPushed[block] = step(nodes, relaxation: relaxation, rank: rank, residual: residual)
    }
    workers.forEach(nodes, by: blockSize) { nodes, block, _ in
      for source in 0..<count where hasPushed[source] {
        for link in crossing[source * count + block] {
          residual[Int(link.target)] += shares[link.source] * link.weight
        }
      }
      var error = 0.0
      for node in nodes { error += residual[node].magnitude }
      errors[block] = error
    }
    return (0..<count).reduce(0) { $0 + errors[$1] }
  }

  /// One step of the nodes of a block, felt within the block; returns whether any was made.
  private func step(
    _ nodes: Range<Int>, relaxation: Double, rank: UnsafeMutablePointer<Double>,
    residual: UnsafeMutablePointer<Double>
  ) -> Bool {
    var steps = false
    let isOnly = count == 1
    network.withLinks { _, targets, weights in
      pushes.withUnsafeBufferPointer { pushes in
        for node in nodes {
          if residual[node].magnitude <= least {
            if !isOnly { shares[node] = 0 }
            continue
          }
          steps = true
          let step = relaxation * residual[node]
          rank[node] += step
          residual[node] -= step
          let share = pushes[node] * step
          if !isOnly { shares[node] = share }
          for link in inner[node].begin..<inner[node].end {
            residual[Int(targets[link])] += share * weights[link]
          }
        }
      }
    }
    return steps
  }

  /// In nodes. Smaller blocks would push more across their bounds.
  private static var leastSize: Int { 8192 }
  /// More blocks than threads that could take them gain nothing.
  private static var mostBlocks: Int { 64 }
}

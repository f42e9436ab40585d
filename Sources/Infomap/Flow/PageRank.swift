/// The solution of x = v + d T'x, where T_ij is the share of node i's out-weight on the link to j.
///
/// With dangling nodes (no links out) the PageRank vector, whose dangling mass teleports too, is
/// this x scaled to the sum 1: the mass only adds a multiple of v.
///
/// Solved by successive over-relaxation in its residual form, which needs the links by source only:
/// a node adds its residual to x and pushes the share d T_ij of it on to its targets. The sweeps have
/// one thread: blocks of nodes side by side need twice as many of them.
struct PageRank {
  let rank: [Double]
  let sweeps: Int

  /// - Precondition: 0 <= damping < 1, and `source` sums to 1.
  init(
    _ network: Network, outWeight: [Double], damping: Double, source: [Double], workers: Workers
  ) {
    precondition(damping >= 0 && damping < 1)
    let count = source.count
    // Where as much flow leaves each node as enters it, this is the solution already.
    let start = source.map { $0 / (1 - damping) }
    let pushes = outWeight.map { $0 > 0 ? damping / $0 : 0 }
    let pushed = network.sumsIntoTargets(scale: zip(pushes, start).map { $0 * $1 }, workers)
    let residual = Buffer<Double>(uninitialized: count)
    let rank = Buffer<Double>(uninitialized: count)
    for node in source.indices {
      rank[node] = start[node]
      residual[node] = source[node] - start[node] + pushed[node]
    }
    let least = Self.tolerance / (4 * Double(count))
    var error = 1.0
    var relaxation = Self.overRelaxation
    var sweeps = 0
    while error > Self.tolerance && sweeps < Self.sweepLimit {
      let after = Self.sweep(
        network, pushes: pushes, relaxation: relaxation, least: least, rank: rank,
        residual: residual)
      // Plain Gauss-Seidel always converges here (the matrix is diagonally dominant by columns);
      // over-relaxation need not, though it may only seem so in its first sweeps.
      if sweeps >= Self.firstSweeps && after > Self.slowReduction * error { relaxation = 1 }
      error = after
      sweeps += 1
    }
    self.rank = source.indices.map { rank[$0] }
    self.sweeps = sweeps
  }

  /// One sweep over all nodes with more than the least residual, for parts of the network are done
  /// long before others; returns the sum of the residuals' magnitudes.
  private static func sweep(
    _ network: Network, pushes: [Double], relaxation: Double, least: Double,
    rank: borrowing Buffer<Double>, residual: borrowing Buffer<Double>
  ) -> Double {
    var error = 0.0
    network.withLinks { offsets, targets, weights in
      for node in 0..<network.nodeCount {
        if residual[node].magnitude <= least { continue }
        let step = relaxation * residual[node]
        rank[node] += step
        residual[node] -= step
        let share = pushes[node] * step
        for link in offsets[node]..<offsets[node + 1] {
          residual[targets[link]] += share * weights[link]
        }
      }
    }
    for node in 0..<network.nodeCount { error += residual[node].magnitude }
    return error
  }

  private static let overRelaxation = 1.35
  /// A sweep that leaves more than this share of the residual calls for Gauss-Seidel.
  private static let slowReduction = 0.9
  /// Of the sum of all residuals; x itself sums to 1 / (1 - d).
  private static let tolerance = 1e-13
  private static let firstSweeps = 8
  private static let sweepLimit = 5000
}

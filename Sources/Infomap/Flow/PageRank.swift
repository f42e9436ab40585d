import Threads

/// The solution of x = v + d T'x, where T_ij is the share of node i's out-weight on the link to j.
///
/// With dangling nodes (no links out) the PageRank vector, whose dangling mass teleports too, is
/// this x scaled to the sum 1: the mass only adds a multiple of v.
///
/// Nodes without links between them do not concern each other, so each closed range of nodes is
/// solved by itself, by one thread.
struct PageRank {
  let rank: [Double]

  /// - Parameter closed: ranges of nodes that make up all, and that no link leads out of or into.
  /// - Precondition: 0 <= damping < 1, and `source` sums to 1.
  init(
    _ links: some LinksBySource, closed: [Range<Int>], outWeight: [Double], damping: Double,
    source: [Double], workers: Workers
  ) {
    self.init(
      links, closed: closed, pushes: outWeight.map { $0 > 0 ? damping / $0 : 0 }, damping: damping,
      source: source, workers: workers)
  }

  /// The solution with a damping of each node's own.
  ///
  /// - Parameters:
  ///   - pushes: for each node, the share of what it gets that a link of weight 1 passes on: its damping over
  ///     the weight of its links.
  ///   - damping: about what the nodes' damping is, from which it depends where the solution is begun.
  init(
    _ links: some LinksBySource, closed: [Range<Int>], pushes: [Double], damping: Double,
    source: [Double], workers: Workers
  ) {
    precondition(damping >= 0 && damping < 1)
    rank = [Double](unsafeUninitializedCapacity: source.count) { rank, count in
      count = source.count
      let rank = rank.baseAddress!
      let residual = Buffer<Double>(uninitialized: count)
      let residuals = residual.base
      pushes.withUnsafeBufferPointer { pushes in
        source.withUnsafeBufferPointer { source in
          let sweeps = Sweeps(
            links: links, pushes: pushes.baseAddress!, source: source.baseAddress!, rank: rank,
            residual: residuals, leastResidual: Self.tolerance / (4 * Double(count)))
          workers.forEach(0..<closed.count, by: Self.rangesOfPiece) { part, _, _ in
            for nodes in closed[part] {
              let share = Double(nodes.count) / Double(count)
              sweeps.solve(nodes, damping: damping, tolerance: Self.tolerance * share)
            }
          }
        }
      }
      withExtendedLifetime(residual) {}
    }
  }

  /// The sum of all residuals' magnitudes at which x, which itself sums to 1 / (1 - d), is exact enough.
  private static let tolerance = 1e-13
  /// Ranges that a thread takes at a time.
  private static let rangesOfPiece = 16
}

/// Successive over-relaxation in its residual form, which needs the links by source only: a node adds
/// its residual to x and pushes the share d T_ij of it on to its targets.
private struct Sweeps<Links: LinksBySource> {
  let links: Links
  /// For each node, the share of what it gets that a link of weight 1 passes on.
  let pushes: UnsafePointer<Double>
  let source: UnsafePointer<Double>
  let rank: UnsafeMutablePointer<Double>
  let residual: UnsafeMutablePointer<Double>
  /// Residuals up to this are not relaxed: parts of a range are done long before others.
  let leastResidual: Double

  /// Solves for nodes that have no links with others, until their residuals sum to the tolerance.
  ///
  /// The way that is fastest nearly always leads nowhere where most nodes pass what they get on to others that keep it and
  /// the walker hardly ever teleports: then a slower one that only leads on.
  func solve(_ nodes: Range<Int>, damping: Double, tolerance: Double) {
    let error = relax(nodes, damping: damping, tolerance: tolerance)
    if error <= Self.unsolved * tolerance { return }
    let found = nodes.map { rank[$0] }
    if approach(nodes, tolerance: tolerance) < error || found.contains(where: { $0 < 0 }) { return }
    for (node, value) in zip(nodes, found) { rank[node] = value }
  }

  /// Relaxes the nodes from where they would be if as much flow left each as enters it; returns what the residuals sum to.
  ///
  /// After each sweep x is scaled so that the residuals cancel. That takes away at once the error that
  /// dies out most slowly in a range of well-connected nodes, so that Gauss-Seidel does for them.
  private func relax(_ nodes: Range<Int>, damping: Double, tolerance: Double) -> Double {
    for node in nodes {
      // Where as much flow leaves each node as enters it, this is the solution already.
      rank[node] = source[node] / (1 - damping)
      residual[node] = source[node] - rank[node]
    }
    for node in nodes { push(rank[node], of: node) }
    var sum = 0.0
    var error = 0.0
    for node in nodes {
      sum += source[node]
      error += residual[node].magnitude
    }
    var relaxation = 1.0
    var mayRelax = true
    var relaxedSweeps = 0
    var sweeps = 0
    while error > tolerance && sweeps < Self.sweepLimit {
      for node in nodes where residual[node].magnitude > leastResidual {
        let step = relaxation * residual[node]
        rank[node] += step
        residual[node] -= step
        push(step, of: node)
      }
      let after = scale(nodes, sourceSum: sum)
      sweeps += 1
      relaxedSweeps += relaxation > 1 ? 1 : 0
      if relaxedSweeps >= Self.patience && after > Self.slowReduction * error {
        // Plain Gauss-Seidel always converges here (the matrix is diagonally dominant by columns);
        // over-relaxation need not, though it may only seem so in its first sweeps.
        relaxation = 1
        mayRelax = false
      } else if mayRelax && sweeps >= Self.firstSweeps && after > Self.goodReduction * error {
        relaxation = Self.overRelaxation
      }
      error = after
    }
    return error
  }

  /// Approaches the solution from below by Gauss-Seidel, which lets the residuals only shrink, and scales x only where that
  /// lets them, too; returns what they sum to.
  private func approach(_ nodes: Range<Int>, tolerance: Double) -> Double {
    var (sum, error) = (0.0, 0.0)
    for node in nodes {
      (rank[node], residual[node]) = (0, source[node])
      sum += source[node]
    }
    error = sum
    var sweeps = 0
    while error > tolerance && sweeps < Self.sweepLimit {
      for node in nodes where residual[node].magnitude > leastResidual {
        let step = residual[node]
        rank[node] += step
        residual[node] = 0
        push(step, of: node)
      }
      sweeps += 1
      let rest = nodes.reduce(0) { $0 + residual[$1] }
      let factor = sum / (sum - rest)
      let scaled = nodes.reduce(0) {
        $0 + (source[$1] - factor * (source[$1] - residual[$1])).magnitude
      }
      error = nodes.reduce(0) { $0 + residual[$1].magnitude }
      if scaled < error { error = scale(nodes, sourceSum: sum) }
    }
    return error
  }

  @inline(__always)
  private func push(_ amount: Double, of node: Int) {
    let share = pushes[node] * amount
    links.forEach(from: node) { target, weight in residual[target] += share * weight }
  }

  /// Scales x so that the sum of the residuals is 0; returns the sum of their magnitudes then.
  private func scale(_ nodes: Range<Int>, sourceSum: Double) -> Double {
    var sum = 0.0
    for node in nodes { sum += residual[node] }
    let factor = sourceSum / (sourceSum - sum)
    var error = 0.0
    for node in nodes {
      rank[node] *= factor
      residual[node] = source[node] - factor * (source[node] - residual[node])
      error += residual[node].magnitude
    }
    return error
  }

  /// A sweep of Gauss-Seidel after so many that leaves more than this share of the residuals says that
  /// over-relaxation, by this factor, is faster.
  private static var firstSweeps: Int { 3 }
  private static var goodReduction: Double { 0.4 }
  private static var overRelaxation: Double { 1.35 }
  /// A sweep of over-relaxation after so many that leaves more than this share calls for Gauss-Seidel.
  private static var patience: Int { 8 }
  private static var slowReduction: Double { 0.9 }
  private static var sweepLimit: Int { 5000 }
  /// How many times the tolerance the residuals must not exceed after that.
  private static var unsolved: Double { 1e4 }
}

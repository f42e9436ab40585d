import BinarySearch

/// A division of 0..<count into consecutive groups of log-normal sizes, a function of the seed.
package struct LogNormalGroups: Sendable {
  /// Where each group ends.
  private let ends: [Int]

  package var groups: Int { ends.count }

  /// - Precondition: `count` and `mean` are positive.
  package init(count: Int, mean: Double, spread: Double, hash: CounterHash) {
    // The mean of a log-normal variable is its median times exp(spread^2 / 2).
    let median = mean / Self.exponential(spread * spread / 2)
    var ends: [Int] = []
    while (ends.last ?? 0) < count {
      let z = Double(hash.normal(ends.count))
      let size = max(1, Int(median * Self.exponential(spread * z)))
      ends.append(min(count, (ends.last ?? 0) + size))
    }
    self.ends = ends
  }

  package func group(of place: Int) -> Int {
    (0..<ends.count - 1).partitioningIndex { ends[$0] > place }
  }

  package func places(of group: Int) -> Range<Int> {
    (group == 0 ? 0 : ends[group - 1])..<ends[group]
  }

  /// exp(x) for small x from additions and multiplications, the same bits on every machine, which
  /// the C library's is not: (the series at x / 1024) to the power 1024.
  static func exponential(_ x: Double) -> Double {
    let small = x / 1024
    var result = 1 + small * (1 + small / 2 * (1 + small / 3 * (1 + small / 4)))
    for _ in 0..<10 { result *= result }
    return result
  }
}

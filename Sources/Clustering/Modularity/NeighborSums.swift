/// The weight of edges between a node and a group of others.
struct GroupSum: BitwiseCopyable {
  var group: UInt32
  var weight: Double
}

/// One thread's sums of the weights of edges to groups of nodes, which it keeps one after another.
final class NeighborSums: @unchecked Sendable {
  /// Of each group its sum so far, 0 for what is not listed: weights are above 0.
  private let sums: UnsafeMutablePointer<Double>
  private var listed: UnsafeMutablePointer<GroupSum>
  private var capacity = 1 << 12
  private var count = 0

  /// - Parameter groups: how many there may be.
  init(groups: Int) {
    sums = .allocate(capacity: max(1, groups))
    sums.initialize(repeating: 0, count: max(1, groups))
    listed = .allocate(capacity: capacity)
  }

  deinit {
    sums.deallocate()
    listed.deallocate()
  }

  /// Forgets all sums.
  func clear() { count = 0 }

  /// How many sums are kept.
  var mark: Int { count }

  /// Forgets the sums that were made since there were so many. They can be read until others are made.
  func forget(from mark: Int) { count = mark }

  /// Sums kept.
  subscript(places: Range<Int>) -> UnsafeBufferPointer<GroupSum> {
    UnsafeBufferPointer(start: listed + places.lowerBound, count: places.count)
  }

  /// Sums the edges of some nodes, in their order, by the groups at the other ends.
  ///
  /// - Parameter group: that of a node; nil for one whose edges do not count.
  /// - Returns: where the sums are kept, in the order in which the groups were met.
  @inline(__always)
  func add(
    edgesOf nodes: some Sequence<UInt32>, in graph: CommunityGraph, by group: (Int) -> UInt32?
  ) -> Range<Int> {
    let first = count
    let (targets, weights) = (graph.targets.span, graph.weights.span)
    for node in nodes {
      let row = graph.row(Int(node))
      reserve(row.count)
      let (sums, listed) = (sums, listed)
      var next = count
      for entry in row {
        guard let other = group(Int(targets[unchecked: entry])) else { continue }
        let sum = sums[Int(other)]
        if sum == 0 {
          listed[next].group = other
          next += 1
        }
        sums[Int(other)] = sum + weights[unchecked: entry]
      }
      count = next
    }
    for place in first..<count {
      let group = Int(listed[place].group)
      listed[place].weight = sums[group]
      sums[group] = 0
    }
    return first..<count
  }

  private func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let larger = max(2 * capacity, count + more)
    let moved = UnsafeMutablePointer<GroupSum>.allocate(capacity: larger)
    moved.update(from: listed, count: count)
    listed.deallocate()
    (listed, capacity) = (moved, larger)
  }
}

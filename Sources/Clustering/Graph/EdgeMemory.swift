/// Memory for the entries of a graph, which it gives back at its end.
final class EdgeMemory: @unchecked Sendable {
  let targets: UnsafeMutablePointer<UInt32>
  let weights: UnsafeMutablePointer<Float>

  init(capacity: Int) {
    targets = .allocate(capacity: max(1, capacity))
    weights = .allocate(capacity: max(1, capacity))
  }

  deinit {
    targets.deallocate()
    weights.deallocate()
  }

  @inline(__always)
  func set(_ entry: Int, _ target: UInt32, _ weight: Float) {
    (targets + entry).initialize(to: target)
    (weights + entry).initialize(to: weight)
  }

  /// Moves some entries to a place before them.
  func move(_ entries: Range<Int>, to place: Int) {
    (targets + place).update(from: targets + entries.lowerBound, count: entries.count)
    (weights + place).update(from: weights + entries.lowerBound, count: entries.count)
  }
}

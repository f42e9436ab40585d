extension Array where Element == Float {
  /// The number that would stand at a place if these were sorted. Their order changes.
  mutating func selected(_ place: Int) -> Float {
    var (low, high) = (0, count - 1)
    while low < high {
      let pivot = pivot(low...high, for: place)
      var (left, right) = (low, high)
      while left <= right {
        while self[left] < pivot { left += 1 }
        while self[right] > pivot { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      // Between the two parts is nothing but the pivot.
      if place <= right {
        high = right
      } else if place >= left {
        low = left
      } else {
        break
      }
    }
    return self[place]
  }

  /// A number of a range of places that is likely to be about as large as the one that is looked for: so most of the
  /// others are on one side of it, and few are left to be moved.
  private func pivot(_ range: ClosedRange<Int>, for place: Int) -> Float {
    guard range.count > Self.enoughForSample else {
      return self[range.lowerBound + range.count / 2]
    }
    let step = range.count / Self.sampled
    var sample = (0..<Self.sampled).map { self[range.lowerBound + $0 * step] }
    sample.sort()
    return sample[(place - range.lowerBound) * Self.sampled / range.count]
  }

  private static var sampled: Int { 15 }
  /// So many that the sample costs little beside the moves.
  private static var enoughForSample: Int { 200 }
}

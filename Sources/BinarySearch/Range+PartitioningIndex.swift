extension Range where Bound == Int {
  /// The first number of the range for which a condition holds, where the condition then holds for all
  /// numbers behind it too; the end of the range where it holds for none.
  ///
  /// Found by halving the range, so the condition is asked about as often as the range has binary digits.
  @inlinable
  @inline(__always)
  package func partitioningIndex(where holds: (Int) -> Bool) -> Int {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

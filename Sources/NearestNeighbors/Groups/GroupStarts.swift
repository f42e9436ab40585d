import BinarySearch

extension [Int] {
  /// The groups, given by the first row of each and then the number of rows, that have rows in a range
  /// that is not empty.
  func groups(of rows: Range<Int>) -> Range<Int> {
    count(upTo: rows.lowerBound) - 1..<count(upTo: rows.upperBound - 1)
  }
}

extension Array where Element: BinaryInteger {
  /// How many of these rising numbers are not above another one.
  func count(upTo number: Int) -> Int {
    indices.partitioningIndex { Int(self[$0]) > number }
  }
}

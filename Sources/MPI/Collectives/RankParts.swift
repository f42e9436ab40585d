/// Elements that belong to the ranks of a communicator, a part of any length for each, in one array.
///
/// ```swift
/// let parts = try world.allGather(varying: mine)
/// parts.elements    // all elements in rank order
/// parts[2]          // the part of rank 2
/// parts.map(\.count)
/// ```
public struct RankParts<Element: MPIElement>: RandomAccessCollection, Sendable {
  /// The parts one after the other.
  public let elements: [Element]
  /// The length of each rank's part.
  public let counts: [Int]
  /// Where each rank's part begins in ``elements``.
  public let offsets: [Int]

  /// Parts lying one after the other in an array. The counts must add up to its length.
  public init(_ elements: [Element], counts: [Int]) {
    let offsets = exclusiveSums(of: counts)
    precondition(
      counts.allSatisfy { $0 >= 0 } && offsets.total == elements.count,
      "the counts of the parts add up to \(offsets.total), the elements are \(elements.count)")
    self.elements = elements
    self.counts = counts
    self.offsets = offsets.sums
  }

  /// A part for each rank, in rank order.
  public init(_ parts: [[Element]]) {
    self.init(Array(parts.joined()), counts: parts.map(\.count))
  }

  /// The first rank, 0.
  public var startIndex: Int { 0 }
  /// The number of ranks.
  public var endIndex: Int { counts.count }

  /// The part of one rank.
  public subscript(rank: Int) -> ArraySlice<Element> {
    elements[offsets[rank]..<offsets[rank] + counts[rank]]
  }
}

extension RankParts: Equatable where Element: Equatable {}

/// For each count the sum of those before it, and the sum of all.
func exclusiveSums(of counts: [Int]) -> (sums: [Int], total: Int) {
  var total = 0
  let sums = counts.map { count in
    defer { total += count }
    return total
  }
  return (sums, total)
}

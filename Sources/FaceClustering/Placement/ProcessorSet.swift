/// Some of the processors of a node, by the numbers that Linux gives them; a core with hyper-threads has several.
package struct ProcessorSet: Codable, Equatable, Hashable, Sendable {
  /// Rising.
  package let numbers: [Int]

  package var count: Int { numbers.count }

  package init(_ numbers: some Sequence<Int>) { self.numbers = Set(numbers).sorted() }

  /// Reads a list as Linux writes it, for example `0-3,8`.
  ///
  /// - Returns: nil if it is none.
  package init?(_ list: String) {
    var numbers: [Int] = []
    for part in list.split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
        Int($0.trimmingPrefix { $0 == " " })
      }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        first >= 0, last >= first, last < Self.most
      else { return nil }
      numbers += first...last
    }
    guard !numbers.isEmpty else { return nil }
    self.init(numbers)
  }

  /// More than any machine has: a larger number is a mistake.
  private static let most = 1 << 20

  /// Those that are in several ones.
  func union(_ other: Self) -> Self { Self(numbers + other.numbers) }

  /// Whether any is in another set, too.
  func overlaps(_ other: Self) -> Bool { !Set(numbers).isDisjoint(with: other.numbers) }
}

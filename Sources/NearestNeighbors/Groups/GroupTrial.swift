/// Whether pairs can be compared faster by groups than by a screening kernel alone.
///
/// A pair then costs a part of two scores with a center, and much more where it is not ruled out;
/// how many are not is counted on a sample. A screening kernel compares most columns of all pairs.
struct GroupTrial {
  /// The cost of a pair that groups rule out, in columns that a kernel compares in the same time.
  private let scores: Double
  /// The greatest cost of a pair at which groups pay, in columns.
  private let most: Double
  /// Measured: how many columns of a pair a kernel compares while one similarity is computed.
  private static let hitColumns = 10_000.0

  init(faces: Int, groups: Int, dimension: Int) {
    most = 0.7 * Double(dimension)
    scores = 2 * Double(groups) / Double(max(1, faces)) * Double(dimension)
  }

  /// Whether there are so few groups that it can pay.
  var mayPay: Bool { scores < most }

  /// Whether it pays if so many pairs of a sample are not ruled out.
  func pays(hits: Int, pairs: Int) -> Bool {
    pairs > 0 && scores + Self.hitColumns * Double(hits) / Double(pairs) < most
  }
}

/// What it costs to compare pairs of faces by groups, beside a screening kernel alone.
///
/// By groups a pair costs a part of two scores with a center, and much more where it is not ruled out;
/// how many are not is counted on a sample. A screening kernel compares most coordinates of all pairs.
/// The unit of cost is the time in which a kernel compares one coordinate of a pair.
struct GroupCostModel {
  /// The cost of a pair that groups rule out.
  private let costOfScores: Double
  /// The cost of a pair with a screening kernel alone, which groups must stay below to pay.
  private let costOfScreening: Double
  /// The cost of a pair that groups do not rule out, whose similarity is computed. By
  /// `scripts/measure/search-costs` on a Zen 5: 9,300 with AVX-512 VNNI at 256 dimensions, 5,200 with AVX VNNI.
  private static let costOfHit = 10_000.0
  /// The share of the coordinates that a screening kernel compares, as a rule: a little less than the 0.75 to
  /// 0.88 that `Quantization` chose for 30,000 and 60,000 generated faces of 128 to 512 dimensions, so that
  /// groups are taken only where they clearly pay.
  private static let screenedShare = 0.7

  init(faces: Int, groups: Int, dimension: Int) {
    costOfScreening = Self.screenedShare * Double(dimension)
    costOfScores = 2 * Double(groups) / Double(max(1, faces)) * Double(dimension)
  }

  /// Whether there are so few groups that comparing by groups can pay.
  var mayPay: Bool { costOfScores < costOfScreening }

  /// Whether comparing by groups pays where groups leave `hits` of the `pairs` of a sample.
  func pays(hits: Int, pairs: Int) -> Bool {
    pairs > 0
      && costOfScores + Self.costOfHit * Double(hits) / Double(pairs) < costOfScreening
  }
}

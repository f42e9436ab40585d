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
  /// The cost of a pair that groups do not rule out: its similarity, and the offer to two lists. By
  /// `scripts/measure/search-costs` on a Zen 5 at 256 dimensions 8,800 with AVX VNNI and 18,000 with AVX-512 VNNI
  /// where lists refuse the pair; pairs that they take cost the same with a screening kernel.
  private static let costOfHit = 10_000.0
  /// The share of the coordinates that a screening kernel compares, about. `scripts/measure/search-costs` prints
  /// what `Quantization` chooses: for 30,000 generated faces with a `--min-sim` of 0.5, 0.58 and 0.65 it is 0.81,
  /// 0.75 and 0.62 at 128 dimensions, 0.59, 0.53 and 0.44 at 256, and 0.66, 0.56 and 0.48 at 512; for the digits
  /// of the tests at 0.9 it is 0.88. So for many dimensions groups are taken a little too readily.
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

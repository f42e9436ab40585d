/// Precision, recall and their harmonic mean, each in 0…1.
public struct PrecisionRecall: Sendable, Equatable, Codable {
  /// The share of what was put together that belongs together.
  public let precision: Double
  /// The share of what belongs together that was put together.
  public let recall: Double
  /// The harmonic mean of precision and recall; 0 where both are 0.
  public let fScore: Double

  /// A pair of scores, each from 0 to 1.
  public init(precision: Double, recall: Double) {
    self.precision = precision
    self.recall = recall
    fScore = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
  }
}

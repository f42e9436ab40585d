/// Precision, recall and their harmonic mean, each in 0…1.
public struct PrecisionRecall: Sendable, Equatable, Codable {
  public let precision: Double
  public let recall: Double
  /// The harmonic mean of precision and recall; 0 where both are 0.
  public let fScore: Double

  public init(precision: Double, recall: Double) {
    self.precision = precision
    self.recall = recall
    fScore = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
  }
}

import Evaluation

/// What several methods found on one graph: the contents of the tables of the command `compare`.
package struct MethodComparison: Encodable, Sendable {
  /// A method as it was told to work, once or, where something is random, with several seeds.
  package struct Entry: Encodable, Sendable {
    package let method: String
    /// Neighbors of a face that it was given, the face itself counted.
    package let k: Int
    /// The smallest cosine of the edges that it was given.
    package let minSimilarity: Float
    /// What else it was told, by the names of its parameters.
    package let parameters: [String: Double]
    /// In the order of the seeds.
    package internal(set) var runs: [Run]
  }

  /// What a method found with one seed.
  package struct Run: Encodable, Sendable {
    /// Nil where nothing is random.
    package let seed: UInt64?
    package let clusters: Int
    /// The faces of the largest cluster.
    package let largest: Int
    /// Nil where the true labels are not known.
    package let scores: ClusteringScores?
    /// From the edges to the labels, of the slowest rank.
    package let seconds: Double
    /// The most memory that a rank had meanwhile, in bytes, with what it had before.
    package let peakMemory: Int
  }

  /// What a method found with several values of what trades precision for recall.
  package struct Curve: Encodable, Sendable {
    package struct Point: Encodable, Sendable {
      /// The value of the parameter.
      package let value: Double
      package let clusters: Int
      package let pairwise: PrecisionRecall
      package let bCubed: PrecisionRecall
    }

    package let method: String
    /// The name of the parameter.
    package let parameter: String
    package internal(set) var points: [Point] = []
  }

  /// The curves of the methods, in the same order; nil where none were asked for.
  package internal(set) var curves: [Curve]?
  /// In the order in which the methods were named.
  package internal(set) var entries: [Entry] = []

  /// Whether there are scores.
  var hasScores: Bool { entries.contains { $0.runs.contains { $0.scores != nil } } }
}

extension MethodComparison.Entry {
  /// What it was told, in words.
  package var settings: String {
    let similarity = ClusteringMethods.shown(minSimilarity, of: method, parameters)
    return
      ((ClusteringMethods.needsGraph(method) ? ["k \(k)", "min-sim \(similarity)"] : [])
      + parameters.sorted { $0.key < $1.key }.map { "\($0.key) \(Self.text($0.value))" })
      .joined(separator: ", ")
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
  }

  /// A number of all runs: its mean and, of several, its standard deviation.
  func summary(_ number: (MethodComparison.Run) -> Double?) -> (mean: Double, deviation: Double?)? {
    let values = runs.compactMap(number)
    guard !values.isEmpty else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    guard values.count > 1 else { return (mean, nil) }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(values.count - 1)).squareRoot())
  }
}

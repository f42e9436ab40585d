import Evaluation
import Foundation

/// What a sweep over thresholds found.
package struct SweepReport: Codable, Sendable {
  /// What was found with one threshold and number of neighbors.
  package struct Row: Codable, Sendable {
    /// The neighbors searched for a face, itself counted.
    package let k: Int
    package let minSimilarity: Float
    package let edges: Int
    /// Faces without an edge that carries flow.
    package let isolatedFaces: Int
    package let clusters: Int
    /// The faces of the largest cluster.
    package let largest: Int
    /// In bits a step; absent where the method has none.
    package let codelength: Double?
    /// How far the clusters are those of the next lower threshold with the same `k`; absent for the lowest.
    package internal(set) var stability: Stability?
    /// Against the truth, where it is known.
    package internal(set) var scores: AgreementScores?

    init(k: Int, minSimilarity: Float, _ numbers: [Double]) {
      self.k = k
      self.minSimilarity = minSimilarity
      edges = Int(numbers[0])
      isolatedFaces = Int(numbers[1])
      clusters = Int(numbers[2])
      largest = Int(numbers[3])
      codelength = numbers[4].isNaN ? nil : numbers[4]
    }
  }

  /// How far two clusterings agree.
  package struct Stability: Codable, Sendable {
    /// The adjusted Rand index.
    package let ari: Double
    /// The normalized mutual information.
    package let nmi: Double
  }

  /// The name of the input.
  package let name: String
  package let faces: Int
  package let dimension: Int
  /// The checksum of the faces.
  package let checksum: String
  /// The name of the method of clustering.
  package let method: String
  /// The threshold that the faces are calibrated to, whether it is among the rows or not.
  package let calibration: CalibrationRecord
  /// By `k`, then by threshold, both rising.
  package let rows: [Row]

  /// The report as JSON text.
  package var json: String { JSONText.of(self) }

  /// The names of the columns of a table, and the cells of its rows; an empty one where there is no value.
  package var table: (columns: [String], rows: [[String]]) {
    let isScored = rows.contains { $0.scores != nil }
    let columns =
      [
        "k", "min_sim", "edges", "isolated", "clusters", "largest", "codelength", "ari_before",
        "nmi_before",
      ]
      + (isScored ? ["precision", "recall", "f", "bcubed_p", "bcubed_r", "bcubed_f", "nmi"] : [])
    func text(_ number: Double?, digits: Int = 6) -> String {
      number.map { String(format: "%.\(digits)f", $0) } ?? ""
    }
    return (
      columns,
      rows.map { row in
        var cells = [
          "\(row.k)", "\(row.minSimilarity)", "\(row.edges)", "\(row.isolatedFaces)",
          "\(row.clusters)", "\(row.largest)", text(row.codelength, digits: 9),
          text(row.stability?.ari), text(row.stability?.nmi),
        ]
        if isScored {
          let scores = row.scores
          cells += [
            scores?.pairwise.precision, scores?.pairwise.recall, scores?.pairwise.fScore,
            scores?.bCubed.precision, scores?.bCubed.recall, scores?.bCubed.fScore, scores?.nmi,
          ].map { text($0) }
        }
        return cells
      }
    )
  }

  /// The table as comma-separated values, with a line of names.
  package var csv: String {
    let (columns, rows) = table
    return ([columns] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}

import FaceClustering
import Foundation
import Storage

/// What a calibration found, in lines of text.
enum CalibrationText {
  /// All of it, with the histogram.
  static func of(_ report: CalibrationRun.Report) -> String {
    let found = report.calibration
    var lines = [
      "faces       \(report.faces) x \(report.dimension) (\(report.name.printable()))",
      "cohort      \(found.cohort) faces, compared with all",
      "min-sim     \(threshold(found))",
    ]
    if let evenOdds = found.evenOdds, let tau = found.tau, let others = found.otherFaces {
      lines += [
        format(
          "even odds   %.4f: from this cosine on two faces are rather of one identity", evenOdds),
        format("tau         %.4f, half the deviation of angles of one identity", tau),
        format("identities  %.1f other faces of a face's identity, on average", others),
      ]
    }
    lines += found.findings.map { "note        \($0)" }
    return (lines + histogram(found)).joined(separator: "\n")
  }

  /// The threshold and its interval.
  static func threshold(_ found: CalibrationRecord) -> String {
    guard let threshold = found.minSimilarity else { return "none found" }
    let interval = found.interval.map { ", \($0[0]) to \($0[1]) of 90 % of resampled faces" } ?? ""
    return "\(threshold)\(interval)"
  }

  /// The threshold that a run took, and why.
  static func chosen(_ found: CalibrationRecord, instead options: ClusteringOptions) -> String {
    guard found.minSimilarity != nil, let others = found.otherFaces else {
      return "\(options.minSimilarity), as calibration found none"
    }
    if let lowered = found.lowered {
      return "\(lowered.minSimilarity), as clusters contradict \(threshold(found))"
    }
    let begins =
      options.weights == .cosine
      ? threshold(found)
      : threshold(found) + format("; weights begin at %.4f", Double(options.searchedSimilarity))
        + format(", with even odds at %.4f", found.evenOdds ?? .nan)
    return
      "\(begins); about \(String(format: "%.1f", others)) other faces of a face's identity"
  }

  /// The pairs by their angle, one line for two degrees, the length of bars by the logarithm.
  private static func histogram(_ found: CalibrationRecord) -> [String] {
    guard let counts = found.histogram else { return [] }
    let groups = stride(from: 0, to: counts.count, by: binsOfLine).map { start in
      (start: start, pairs: counts[start..<start + binsOfLine].reduce(0, +))
    }
    guard let first = groups.firstIndex(where: { $0.pairs > 0 }),
      let last = groups.lastIndex(where: { $0.pairs > 0 })
    else { return [] }
    let most = Foundation.log(1 + Double(groups.map(\.pairs).max()!))
    return ["  degrees    cosine         pairs"]
      + groups[first...last].map { group in
        let low = Double(group.start - counts.count / 2) / 2
        let cosine = Foundation.sin(low * .pi / 180)
        let next = Foundation.sin((low + Double(binsOfLine) / 2) * .pi / 180)
        let length = Int((longestBar * Foundation.log(1 + Double(group.pairs)) / most).rounded())
        var marks = ""
        if let evenOdds = found.evenOdds, evenOdds >= cosine, evenOdds < next {
          marks += " even odds"
        }
        if let threshold = found.minSimilarity, Double(threshold) >= cosine,
          Double(threshold) < next
        {
          marks += " min-sim"
        }
        return format("%9.0f %9.4f", low, cosine) + pad("\(group.pairs)", 14) + "  "
          + String(repeating: "#", count: length) + (marks.isEmpty ? "" : " <" + marks)
      }
  }

  private static let binsOfLine = 4
  private static let longestBar = 40.0

  private static func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  private static func format(_ format: String, _ values: Double...) -> String {
    String(format: format, arguments: values)
  }
}

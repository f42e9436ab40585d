import Evaluation
import Foundation

extension MethodComparison {
  /// The forms in which the table can be written, by the endings of their files.
  package enum Form: String, CaseIterable, Sendable {
    case text = "txt"
    case markdown = "md"
    case csv
    case latex = "tex"
    case json
  }

  /// The table in a form, with a line feed at its end.
  package func table(_ form: Form) -> String {
    switch form {
    case .text: TextTable(header: header, rows: rows(plusMinus: " ±")).aligned
    case .markdown: TextTable(header: header, rows: rows(plusMinus: " ± ")).markdown
    case .csv: TextTable(header: numericHeader, rows: numericRows).csv
    case .latex: TextTable(header: header, rows: rows(plusMinus: " $\\pm$ ")).latex
    case .json: JSONText.of(self) + "\n"
    }
  }

  private struct Column {
    let title: String
    /// Digits behind the point for people.
    let digits: Int
    let number: @Sendable (Run) -> Double?
  }

  private var columns: [Column] {
    let scores: [Column] = [
      Column(title: "P", digits: 4) { $0.scores?.pairwise.precision },
      Column(title: "R", digits: 4) { $0.scores?.pairwise.recall },
      Column(title: "F", digits: 4) { $0.scores?.pairwise.fScore },
      Column(title: "BCubed P", digits: 4) { $0.scores?.bCubed.precision },
      Column(title: "BCubed R", digits: 4) { $0.scores?.bCubed.recall },
      Column(title: "BCubed F", digits: 4) { $0.scores?.bCubed.fScore },
      Column(title: "NMI", digits: 4) { $0.scores?.nmi },
      Column(title: "ARI", digits: 4) { $0.scores?.ari },
    ]
    let cost: [Column] = [
      Column(title: "seconds", digits: 2) { $0.seconds },
      Column(title: "MiB", digits: 0) { Double($0.peakMemory) / Double(1 << 20) },
    ]
    return [Column(title: "clusters", digits: 0) { Double($0.clusters) }]
      + (hasScores ? scores : []) + cost
  }

  private var header: [String] { ["method", "parameters"] + columns.map(\.title) }

  /// For people: the mean over the seeds and its standard deviation.
  private func rows(plusMinus: String) -> [[String]] {
    entries.map { entry in
      [entry.method, entry.settings]
        + columns.map { column in
          func text(_ value: Double) -> String { String(format: "%.\(column.digits)f", value) }
          guard let (mean, deviation) = entry.summary(column.number) else { return "" }
          return text(mean) + (deviation.map { plusMinus + text($0) } ?? "")
        }
    }
  }

  private var numericHeader: [String] {
    ["method", "parameters", "seeds"] + columns.flatMap { [$0.title, "\($0.title) deviation"] }
  }

  /// For programs: all digits, and the deviations in columns of their own.
  private var numericRows: [[String]] {
    entries.map { entry in
      [entry.method, entry.settings, "\(entry.runs.count)"]
        + columns.flatMap { column in
          let summary = entry.summary(column.number)
          return ["\(summary?.mean ?? .nan)", summary?.deviation.map { "\($0)" } ?? ""]
        }
    }
  }
}

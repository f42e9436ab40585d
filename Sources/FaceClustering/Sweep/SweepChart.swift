import Foundation

/// The curves of a sweep over its thresholds, as a picture.
package struct SweepChart {
  private let report: SweepReport
  /// The threshold of a run that is marked besides the automatic one.
  private let threshold: Float?

  package init(_ report: SweepReport, markingRunAt threshold: Float? = nil) {
    (self.report, self.threshold) = (report, threshold)
  }

  private struct Curve {
    let name: String
    let color: String
    let value: (SweepReport.Row) -> Double?
  }

  private var curves: [Curve] {
    let faces = Double(report.faces)
    return [
      Curve(name: "pairwise F", color: "#c0392b") { $0.scores?.pairwise.fScore },
      Curve(name: "BCubed F", color: "#2471a3") { $0.scores?.bCubed.fScore },
      Curve(name: "NMI", color: "#1e8449") { $0.scores?.nmi },
      Curve(name: "ARI with the threshold before", color: "#7d3c98") { $0.stability?.ari },
      Curve(name: "clusters / faces", color: "#b9770e") { Double($0.clusters) / faces },
      Curve(name: "isolated / faces", color: "#707b7c") { Double($0.isolatedFaces) / faces },
    ].filter { curve in report.rows.contains { curve.value($0) != nil } }
  }

  /// The picture as a file of SVG.
  package var svg: String { svg(attributes: #" xmlns="http://www.w3.org/2000/svg""#) }

  /// The picture as an element of a page.
  var inline: String { svg(attributes: #" role="img" aria-label="curves over the thresholds""#) }

  /// A panel for each `k`, with the automatic threshold as a dashed line.
  private func svg(attributes: String) -> String {
    let panels = Array(Set(report.rows.map(\.k))).sorted()
    let height = Self.top + panels.count * Self.panelHeight + curves.count * Self.lineHeight
    var parts = [
      #"<svg\#(attributes) width="\#(Self.width)" height="\#(height)" "#
        + #"viewBox="0 0 \#(Self.width) \#(height)" font-family="sans-serif" font-size="12">"#,
      #"<rect width="\#(Self.width)" height="\#(height)" fill="white"/>"#,
    ]
    for (place, k) in panels.enumerated() {
      parts += panel(report.rows.filter { $0.k == k }, k, y: Self.top + place * Self.panelHeight)
    }
    for (line, curve) in curves.enumerated() {
      let y = Self.top + panels.count * Self.panelHeight + line * Self.lineHeight
      parts.append(
        #"<path d="M\#(Self.left) \#(y) h24" stroke="\#(curve.color)" stroke-width="2"/>"#
          + #"<text x="\#(Self.left + 32)" y="\#(y + 4)">\#(curve.name)</text>"#)
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private static let width = 640
  private static let left = 48
  private static let top = 24
  private static let panelHeight = 280
  private static let plotHeight = 220
  private static let plotWidth = 560
  private static let lineHeight = 18

  /// The curves of one `k`.
  private func panel(_ rows: [SweepReport.Row], _ k: Int, y: Int) -> [String] {
    let thresholds = rows.map { Double($0.minSimilarity) }
    let (low, high) = (thresholds.min()!, max(thresholds.max()!, thresholds.min()! + 1e-6))
    func place(_ threshold: Double) -> Double {
      Double(Self.left) + (threshold - low) / (high - low) * Double(Self.plotWidth)
    }
    func height(_ value: Double) -> Double {
      Double(y) + (1 - min(max(value, 0), 1)) * Double(Self.plotHeight)
    }
    var parts = [
      #"<text x="\#(Self.left)" y="\#(y - 8)">k \#(k), "#
        + "\(HTMLText.escaped(report.method))</text>"
    ]
    for tick in 0...4 {
      let (value, share) = (Double(tick) / 4, Double(tick) / 4)
      let threshold = low + share * (high - low)
      parts.append(
        Self.format(
          ##"<path d="M%.1f %.1f h%.1f" stroke="#dddddd"/>"##, Double(Self.left), height(value),
          Double(Self.plotWidth))
          + Self.format(
            #"<text x="%.1f" y="%.1f" text-anchor="end">%.2f</text>"#, Double(Self.left - 6),
            height(value) + 4, value)
          + Self.format(
            #"<text x="%.1f" y="%.1f" text-anchor="middle">%.3f</text>"#, place(threshold),
            Double(y + Self.plotHeight + 18), threshold))
    }
    // The words of the one stand below those of the other.
    let marks = [
      (report.calibration.minSimilarity, "auto", #"stroke-dasharray="4 3""#),
      (threshold, "this run", #"stroke-width="1.5""#),
    ]
    for (line, (marked, word, stroke)) in marks.enumerated() {
      guard let marked = marked.map(Double.init), (low...high).contains(marked) else { continue }
      parts.append(
        Self.format(
          #"<path d="M%.1f %.1f v%.1f" stroke="black" \#(stroke)/>"#, place(marked), Double(y),
          Double(Self.plotHeight))
          + Self.format(
            #"<text x="%.1f" y="%.1f">\#(word) %.4f</text>"#, place(marked) + 4,
            Double(y + 12 + line * 14), marked))
    }
    for curve in curves {
      let points = rows.compactMap { row in
        curve.value(row).map {
          Self.format("%.1f,%.1f", place(Double(row.minSimilarity)), height($0))
        }
      }
      parts.append(
        #"<polyline points="\#(points.joined(separator: " "))" fill="none" stroke="\#(curve.color)" "#
          + #"stroke-width="2"/>"#)
    }
    return parts
  }

  private static func format(_ format: String, _ values: Double...) -> String {
    String(format: format, arguments: values)
  }
}

import Evaluation
import Foundation

/// Precision against recall of the methods of a comparison, as a picture: a curve for each over what trades
/// the one for the other, and a larger mark where the settings are that were compared.
///
/// It is an SVG file by itself, without scripts, and follows the reader's choice of light or dark.
struct PrecisionRecallPlot {
  private let comparison: MethodComparison

  init(_ comparison: MethodComparison) { self.comparison = comparison }

  /// Of pairs, and by BCubed.
  private struct Panel: Sendable {
    let title: String
    let ofPoint: @Sendable (MethodComparison.Curve.Point) -> PrecisionRecall
    let ofRun: @Sendable (ClusteringScores) -> PrecisionRecall
  }

  private static let panels = [
    Panel(title: "pairs", ofPoint: { $0.pairwise }, ofRun: { $0.pairwise }),
    Panel(title: "BCubed", ofPoint: { $0.bCubed }, ofRun: { $0.bCubed }),
  ]

  /// Colors that stand out from white and from black; beyond them dashes tell methods apart.
  private static let colors = [
    "#3b83d1", "#d9741a", "#2f9a63", "#d84b4b", "#9168d8", "#1597ab", "#c8549b", "#a3722f",
    "#7f8790", "#8d9417",
  ]

  private static let side = 360.0
  private static let (left, top, gap) = (52.0, 34.0, 70.0)
  private static let lineHeight = 18.0
  private static let columns = 3

  var svg: String {
    let curves = comparison.curves ?? []
    let lines = (curves.count + Self.columns - 1) / Self.columns
    let width = 2 * Self.left + 2 * Self.side + Self.gap
    let height = Self.top + Self.side + 56 + Double(lines) * Self.lineHeight
    var parts = [
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(Self.text(width)) \#(Self.text(height))" "#
        + #"width="\#(Self.text(width))" height="\#(Self.text(height))" role="img">"#,
      "<title>Precision and recall of methods of clustering</title>", Self.style,
      #"<rect class="ground" width="\#(Self.text(width))" height="\#(Self.text(height))"/>"#,
    ]
    for (place, panel) in Self.panels.enumerated() {
      parts += axes(panel.title, x: x(of: place))
      for (number, curve) in curves.enumerated() {
        parts += self.curve(curve, number, of: panel, x: x(of: place))
      }
    }
    for (number, curve) in curves.enumerated() {
      let x = Self.left + Double(number % Self.columns) * (2 * Self.side + Self.gap) / 3
      let y = Self.top + Self.side + 52 + Double(number / Self.columns) * Self.lineHeight
      parts.append(
        Self.format(#"<path d="M%.1f %.1f h24" %@/>"#, x, y - 4, Self.stroke(number))
          + Self.format(#"<text x="%.1f" y="%.1f">%@</text>"#, x + 30, y, name(of: curve)))
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private func name(of curve: MethodComparison.Curve) -> String {
    HTMLText.escaped("\(curve.method) over \(curve.parameter)")
  }

  private func x(of panel: Int) -> Double {
    Self.left + Double(panel) * (Self.side + Self.gap)
  }

  /// The square of a panel with its grid and numbers.
  private func axes(_ title: String, x: Double) -> [String] {
    var parts = [
      Self.format(#"<text x="%.1f" y="%.1f" class="name">%@</text>"#, x, Self.top - 14, title)
    ]
    for tick in 0...5 {
      let value = Double(tick) / 5
      let along = value * Self.side
      parts.append(
        Self.format(
          #"<path class="grid" d="M%.1f %.1f h%.1f M%.1f %.1f v%.1f"/>"#, x,
          Self.top + Self.side - along, Self.side, x + along, Self.top, Self.side)
          + Self.format(
            #"<text x="%.1f" y="%.1f" text-anchor="end">%.1f</text>"#, x - 6,
            Self.top + Self.side - along + 4, value)
          + Self.format(
            #"<text x="%.1f" y="%.1f" text-anchor="middle">%.1f</text>"#, x + along,
            Self.top + Self.side + 16, value))
    }
    parts.append(
      Self.format(
        #"<text x="%.1f" y="%.1f" text-anchor="middle">recall</text>"#, x + Self.side / 2,
        Self.top + Self.side + 32)
        + Self.format(
          #"<text x="%.1f" y="%.1f" transform="rotate(-90 %.1f %.1f)" text-anchor="middle">"#
            + "precision</text>", x - 34, Self.top + Self.side / 2, x - 34,
          Self.top + Self.side / 2))
    return parts
  }

  private func curve(
    _ curve: MethodComparison.Curve, _ number: Int, of panel: Panel, x: Double
  ) -> [String] {
    func place(_ scores: PrecisionRecall) -> (x: Double, y: Double) {
      (x + scores.recall * Self.side, Self.top + (1 - scores.precision) * Self.side)
    }
    let places = curve.points.map { place(panel.ofPoint($0)) }
    var parts = [
      #"<polyline points=""#
        + places.map { Self.format("%.1f,%.1f", $0.x, $0.y) }.joined(separator: " ")
        + #"" fill="none" \#(Self.stroke(number))/>"#
    ]
    for (point, place) in zip(curve.points, places) {
      parts.append(
        Self.format(
          #"<circle cx="%.1f" cy="%.1f" r="2.5" fill="%@"><title>%@</title></circle>"#, place.x,
          place.y, Self.color(number),
          HTMLText.escaped("\(curve.method): \(curve.parameter) \(Float(point.value))")))
    }
    for run in comparison.entries[number].runs {
      guard let scores = run.scores else { continue }
      let place = place(panel.ofRun(scores))
      parts.append(
        Self.format(
          #"<circle cx="%.1f" cy="%.1f" r="6" fill="none" stroke-width="2" stroke="%@"><title>%@</title>"#
            + "</circle>", place.x, place.y, Self.color(number),
          HTMLText.escaped("\(curve.method): \(comparison.entries[number].settings)")))
    }
    return parts
  }

  private static let style = """
    <style>
      text { font: 12px sans-serif; fill: #333; } .name { font-weight: bold; }
      .ground { fill: #fff; } .grid { stroke: #ddd; fill: none; }
      @media (prefers-color-scheme: dark) {
        text { fill: #ddd; } .ground { fill: #161618; } .grid { stroke: #3a3a3f; }
      }
    </style>
    """

  private static func color(_ number: Int) -> String { colors[number % colors.count] }

  private static func stroke(_ number: Int) -> String {
    let dashes = ["", #" stroke-dasharray="6 3""#, #" stroke-dasharray="2 3""#]
    return #"stroke="\#(color(number))" stroke-width="1.6""#
      + dashes[number / colors.count % dashes.count]
  }

  private static func text(_ value: Double) -> String { format("%.0f", value) }

  private static func format(_ format: String, _ values: any CVarArg...) -> String {
    String(format: format, arguments: values)
  }
}

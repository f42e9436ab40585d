import Foundation

/// A chart of bars as SVG, colored by the style of the page.
struct BarChart {
  /// Counts of the same bins.
  struct Series {
    let title: String
    let counts: [Int]
  }

  /// What is said of each chart, also to those who do not see it.
  let title: String
  let series: [Series]
  /// What stands below the left edge of each bin; empty: nothing.
  let labels: [String]
  /// What each bin is, in full.
  let bins: [String]
  /// Whether heights grow with the logarithm of counts.
  let isLogarithmic: Bool
  /// A place to mark, in bins from the left, and what it is.
  var mark: (place: Double, text: String)?

  private static let (width, height) = (640.0, 220.0)
  private static let (left, top, bottom) = (8.0, 28.0, 24.0)

  var svg: String {
    let count = max(1, bins.count)
    let step = (Self.width - 2 * Self.left) / Double(count)
    let most = max(1, series.flatMap(\.counts).max() ?? 1)
    let base = Self.height - Self.bottom
    var text =
      "<svg viewBox=\"0 0 \(Self.format(Self.width)) \(Self.format(Self.height))\" role=\"img\" "
      + "aria-label=\"\(HTMLText.escaped(title))\">\n"
    for (number, one) in series.enumerated() {
      for (bin, value) in one.counts.enumerated() where value > 0 {
        let tall = share(value, of: most) * (base - Self.top)
        let x = Self.left + Double(bin) * step
        text +=
          "<rect class=\"s\(number)\" x=\"\(Self.format(x + step * 0.06))\" y=\"\(Self.format(base - tall))\" "
          + "width=\"\(Self.format(step * 0.88))\" height=\"\(Self.format(tall))\"><title>"
          + HTMLText.escaped("\(bins[bin]): \(value)\(series.count > 1 ? " (\(one.title))" : "")")
          + "</title></rect>\n"
        if isLogarithmic, series.count == 1 {
          text += Self.label(x + step / 2, base - tall - 4, "\(value)", "middle")
        }
      }
    }
    text +=
      "<line class=\"axis\" x1=\"0\" x2=\"\(Self.format(Self.width))\" y1=\"\(Self.format(base))\" "
      + "y2=\"\(Self.format(base))\"/>\n"
    for (bin, label) in labels.enumerated() where !label.isEmpty {
      text += Self.label(
        Self.left + Double(bin) * step, base + 16, label, bin == 0 ? "start" : "middle")
    }
    if let mark {
      let x = Self.left + mark.place * step
      text +=
        "<line class=\"mark\" x1=\"\(Self.format(x))\" x2=\"\(Self.format(x))\" y1=\"16\" "
        + "y2=\"\(Self.format(base))\"/>\n"
      let isRight = x > Self.width / 2
      text += Self.label(x + (isRight ? -4 : 4), 14, mark.text, isRight ? "end" : "start")
    }
    return text + "</svg>\n"
  }

  /// The legend, where there are several series.
  var legend: String {
    guard series.count > 1 else { return "" }
    return "<p>"
      + series.enumerated().map {
        "<span class=\"key s\($0)\"></span> \(HTMLText.escaped($1.title))"
      }.joined(separator: " &#160; ") + "</p>\n"
  }

  private func share(_ value: Int, of most: Int) -> Double {
    isLogarithmic
      ? (1 + log10(Double(value))) / (1 + log10(Double(most))) : Double(value) / Double(most)
  }

  private static func label(_ x: Double, _ y: Double, _ text: String, _ anchor: String) -> String {
    "<text x=\"\(format(x))\" y=\"\(format(y))\" text-anchor=\"\(anchor)\">\(HTMLText.escaped(text))</text>\n"
  }

  private static func format(_ value: Double) -> String { String(format: "%.1f", value) }
}

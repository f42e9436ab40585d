import Foundation

/// How many cosines fall into each fiftieth.
struct CosineHistogram: Equatable {
  /// From -1 on.
  private(set) var counts = [Int](repeating: 0, count: bins)

  static let binsOfOne = 50
  private static let bins = 2 * binsOfOne

  mutating func add(_ cosine: Float) {
    let bin = Int(((Double(cosine) + 1) * Double(Self.binsOfOne)).rounded(.down))
    counts[min(max(bin, 0), Self.bins - 1)] += 1
  }

  /// A chart of histograms, from the first bin to the last that some of them use or the threshold is in.
  static func chart(
    _ title: String, _ histograms: [(title: String, histogram: CosineHistogram)], threshold: Float
  ) -> BarChart {
    let used = (0..<bins).filter { bin in histograms.contains { $0.histogram.counts[bin] > 0 } }
    let place = (Double(threshold) + 1) * Double(binsOfOne)
    let marked = min(max(0, Int(place)), bins - 1)
    let shown = min(used.first ?? marked, marked)..<max(used.last ?? marked, marked) + 1
    func text(_ edge: Int) -> String {
      String(format: "%.2f", Double(edge) / Double(binsOfOne) - 1)
    }
    return BarChart(
      title: title,
      series: histograms.map { .init(title: $0.title, counts: Array($0.histogram.counts[shown])) },
      labels: shown.map { $0 % 5 == 0 ? text($0) : "" },
      bins: shown.map { "\(text($0)) to \(text($0 + 1))" }, isLogarithmic: false,
      mark: (place - Double(shown.lowerBound), "--min-sim \(threshold)"))
  }
}

import Clock

/// Schedules the work on a rectangle of pairs in bands of rows that take about a second each, by the
/// speed seen so far.
struct RowBandScheduler {
  /// Long enough that starting and ending a band costs nothing; how long a search takes to notice
  /// that it should stop.
  static let secondsPerBand = 1.0
  /// A shorter band is too noisy to measure: it gives only a lower bound of the speed.
  private static let leastSeconds = 0.01
  /// Bands have a multiple of this many rows, to suit the tiles of the kernels.
  let rowMultiple: Int

  /// The speed of the band before; at first one so low that the first band is short.
  private var pairsPerSecond = 1e5

  init(rowMultiple: Int) { self.rowMultiple = rowMultiple }

  /// How many pairs make a band.
  var pairsPerBand: Int { Int(Self.secondsPerBand * pairsPerSecond) }

  /// The first band of what is left of a rectangle.
  func firstBand(of rows: Range<Int>, columns: Int) -> Range<Int> {
    let wanted = Self.secondsPerBand * pairsPerSecond / Double(max(columns, 1))
    let multiples = (wanted / Double(rowMultiple)).rounded()
    let count = max(1, multiples) * Double(rowMultiple)
    return rows.lowerBound..<rows.lowerBound + Int(min(count, Double(rows.count)))
  }

  /// Takes into account how long a band took.
  mutating func compared(pairs: Int, since start: Moment) {
    compared(pairs: pairs, seconds: start.secondsAgo)
  }

  mutating func compared(pairs: Int, seconds: Double) {
    if seconds > Self.leastSeconds && pairs > 0 {
      pairsPerSecond = Double(pairs) / seconds
    } else {
      pairsPerSecond = max(pairsPerSecond, Double(pairs) / Self.leastSeconds)
    }
  }
}

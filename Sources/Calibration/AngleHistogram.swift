/// How many pairs of faces there are in each of the `AngleBins`.
package struct AngleHistogram: Sendable, Equatable, Codable {
  /// `AngleBins.count` numbers.
  package let counts: [Int]

  package init(_ counts: [Int]) {
    precondition(counts.count == AngleBins.count)
    self.counts = counts
  }

  /// All pairs.
  package var total: Int { counts.reduce(0, +) }

  /// The similarity that so many pairs of each face reach, on the average of the faces whose pairs these are; of
  /// four decimals, so that it can be given again.
  package func similarity(reachedByPairs pairs: Double, ofEachOf faces: Int) -> Float {
    let wanted = pairs * Double(faces)
    var above = 0.0
    for bin in counts.indices.reversed() {
      let count = Double(counts[bin])
      if above + count >= wanted, count > 0 {
        // Pairs are taken to be evenly spread within the bin.
        let angle =
          AngleBins.center(bin) + (0.5 - (wanted - above) / count) * AngleBins.width
        return ThresholdCalibration.similarity(ofAngle: angle)
      }
      above += count
    }
    return -1
  }

  /// The first bin up to which a share of the pairs lies.
  package func bin(ofShare share: Double) -> Int {
    let total = Double(total)
    var sum = 0
    for (bin, count) in counts.enumerated() {
      sum += count
      if Double(sum) / total >= share { return bin }
    }
    return counts.count - 1
  }
}

/// The upper end of a histogram, in which pairs of the same identity are looked for.
struct AngleWindow {
  /// The most likely pairs of a face that may be of its identity.
  private static let facesLookedAt = 2000.0

  /// The share of all pairs that a window has of which pairs of the same identity are a small part.
  static func usualShare(faces: Int) -> Double { min(0.25, facesLookedAt / Double(faces)) }

  /// That of a window for a few identities, of which many pairs of the usual one would be, with little left of
  /// those of different identities.
  static let shareOfFewIdentities = 0.75
  /// Angles beyond are those of copies of a face rather than of other pictures of a person.
  static let largestAngle = 86 * Double.pi / 180

  /// The angles in the middle of its bins, in radians.
  let angles: [Double]
  /// The share of the window's pairs in each bin.
  let shares: [Double]
  /// The pairs in the window.
  let total: Double

  /// The window that has a share of the pairs of a histogram, the most similar ones; nil if there is nothing in
  /// it.
  init?(_ histogram: AngleHistogram, share: Double) {
    let first = histogram.bin(ofShare: 1 - share)
    let bins = (first..<AngleBins.count).prefix { AngleBins.center($0) <= Self.largestAngle }
    total = bins.reduce(0) { $0 + Double(histogram.counts[$1]) }
    guard total > 0, bins.count > 2 else { return nil }
    angles = bins.map(AngleBins.center)
    shares = [Double](bins.map { Double(histogram.counts[$0]) }).map { [total] in $0 / total }
  }

  /// The largest angle at which there is a pair.
  var largest: Double { angles[shares.lastIndex { $0 > 0 }!] }
}

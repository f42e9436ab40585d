/// How a link between two faces weighs by the angle of their similarity: a logistic curve from 0, where pairs of
/// different identities prevail, to 1.
///
/// A face has a link of weight 1 to itself besides, so that the walker that follows doubtful links only can stay
/// where it is: weights of a face's links count by what they are, not by their shares alone.
package struct LinkWeightCurve: Sendable, Equatable {
  /// The angle from which on a pair is more likely of the same identity than not, in radians.
  package let evenOddsAngle: Double
  /// How fast the weight rises: the odds grow by the factor e over so many radians.
  package let tau: Double

  package init(evenOddsAngle: Double, tau: Double) {
    precondition(tau > 0)
    self.evenOddsAngle = evenOddsAngle
    self.tau = tau
  }

  /// The curve of a fitted histogram.
  package init(_ fit: ThresholdCalibration.Fit) {
    self.init(evenOddsAngle: fit.evenOddsAngle, tau: fit.tau)
  }

  /// The weight of a face's link to itself.
  package static let weightOfSelf = 1.0

  /// Links of less weight are left out.
  package static let leastWeight = 0.01

  /// The weight of a link of an angle.
  ///
  /// - Parameter shift: how many tau above even odds the weight is 1/2.
  package func weight(ofAngle angle: Double, shift: Double) -> Double {
    1 / (1 + ElementaryFunctions.exp(shift - (angle - evenOddsAngle) / tau))
  }

  /// The least similarity of a link that is not left out.
  package func leastSimilarity(shift: Double) -> Float {
    let odds = Self.leastWeight / (1 - Self.leastWeight)
    let angle = evenOddsAngle + (shift + ElementaryFunctions.log(odds)) * tau
    return Float(ElementaryFunctions.sin(min(max(angle, -.pi / 2), .pi / 2)))
  }

  /// The similarity of even odds.
  package var evenOdds: Double { ElementaryFunctions.sin(evenOddsAngle) }

  /// The shift at which a pair of faces that see only each other, of even odds, neither shortens nor lengthens
  /// the code by being one module.
  ///
  /// - Parameter crossing: the weight of all links between different modules.
  package static func shift(crossing: Double) -> Double {
    let weight = breakEvenWeight(crossing: crossing)
    return ElementaryFunctions.log((1 - weight) / weight)
  }

  /// The weight of both links of such a pair at which the codelength is the same with and without it. With
  /// less the pair is better apart.
  package static func breakEvenWeight(crossing: Double) -> Double {
    // The codelength in units of a self-link's flow, times log 2, but for terms that stay the same.
    func gain(_ w: Double) -> Double {
      plogp(crossing + 2 * w) - plogp(crossing) - 2 * plogp(w)
        + 2 * (plogp(1 + 2 * w) - plogp(w) - plogp(1 + w)) - (plogp(2 + 2 * w) - 2 * plogp(1 + w))
    }
    var (low, high) = (1e-6, 2.0)
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if gain(middle) < 0 { low = middle } else { high = middle }
    }
    return low
  }

  private static func plogp(_ p: Double) -> Double {
    p > 0 ? p * ElementaryFunctions.log(p) : 0
  }

  /// The shift of so many faces where the weight between modules is not known, and the lowest one that it may lead to: it
  /// is seldom less than a certain share of that of the self-links.
  package static func shifts(faces: Int) -> (first: Double, lowest: Double) {
    let likely = shift(crossing: Double(faces) * leastCrossingShare)
    return (max(usualShift, likely), likely)
  }

  /// The shift that suits some thousand faces.
  private static let usualShift = 3.0

  private static let leastCrossingShare = 1.0 / 64
}

/// The weights of a curve by the similarity, read off a table.
package struct LinkWeightTable: Sendable {
  @usableFromInline let weights: [Float]
  @usableFromInline let least: Float
  @usableFromInline let scale: Float

  @usableFromInline static var cells: Int { 1 << 16 }

  /// The weights of all links that are not left out.
  ///
  /// - Parameter shift: see ``LinkWeightCurve``.
  package init(_ curve: LinkWeightCurve, shift: Double) {
    self.init(curve, shift: shift, least: curve.leastSimilarity(shift: shift))
  }

  /// - Parameters:
  ///   - shift: see ``LinkWeightCurve``.
  ///   - least: the least similarity that is asked for.
  package init(_ curve: LinkWeightCurve, shift: Double, least: Float) {
    let least = min(least, 0.99)
    self.least = least
    let scale = Float(Self.cells) / (1 - least)
    self.scale = scale
    weights = (0...Self.cells).map { cell in
      let similarity = Double(least) + Double(cell) / Double(scale)
      return Float(curve.weight(ofAngle: ElementaryFunctions.arcsin(similarity), shift: shift))
    }
  }

  /// The weight of a link, linear between the places of the table.
  @inlinable @inline(__always)
  package subscript(similarity: Float) -> Float {
    let place = min(max((similarity - least) * scale, 0), Float(Self.cells))
    let cell = min(Int(place), Self.cells - 1)
    return weights[cell] + (place - Float(cell)) * (weights[cell + 1] - weights[cell])
  }
}

/// A threshold of similarity found without labels: from how the angles of pairs of faces are spread, where
/// pairs of the same identity begin to prevail.
package struct ThresholdCalibration: Sendable, Equatable, Codable {
  /// All faces.
  package let faces: Int
  /// Those of the cohort, which were compared with all.
  package let cohort: Int
  /// What the histogram of the cohort says; nil if it says nothing.
  package private(set) var fit: Fit?
  /// 90 % of thresholds calibrated to resampled faces are within it; nil without a threshold.
  package private(set) var interval: ClosedRange<Float>?
  /// What is to be said of it.
  package private(set) var findings: [CalibrationFinding] = []
  /// Of the pairs of the cohort with all other faces.
  package let histogram: AngleHistogram

  /// What is read off the model of the angles of similar pairs. Angles are arc sines of cosines, in radians.
  package struct Fit: Sendable, Equatable, Codable {
    /// The angle from which on a pair is more likely of the same identity than not.
    package let evenOddsAngle: Double
    /// Half the standard deviation of the angles of pairs of the same identity, where they have two modes of the lower one.
    package let tau: Double
    /// The mean angle of pairs of the same identity, where they have two modes of the lower one.
    package let meanAngle: Double
    /// The other faces of a face's identity, on the average of faces.
    package let otherFaces: Double
    /// The other faces that are similar to a face by even odds or more, on the average of faces.
    package let similarFaces: Double

    /// The cosine of even odds.
    package var evenOdds: Double { ElementaryFunctions.sin(evenOddsAngle) }

    /// The angle of the threshold: where wrong pairs are few.
    var thresholdAngle: Double { min(evenOddsAngle + margin, .pi / 2) }

    /// How far the threshold is above even odds.
    var margin: Double { ThresholdCalibration.marginInTau * tau }

    /// The threshold for the graph, of four decimals, so that it can be given again.
    package var minSimilarity: Float { ThresholdCalibration.similarity(ofAngle: thresholdAngle) }

    /// A threshold by how many margins it is above even odds; that of 1 is ``minSimilarity``.
    package func similarity(margins: Double) -> Float {
      ThresholdCalibration.similarity(ofAngle: evenOddsAngle + margins * margin)
    }

    /// Whether pairs of the same identity have a mode of their own, most of which is above even odds; else they
    /// are a shoulder of the histogram, as where identities are made of groups.
    package var hasOwnMode: Bool { meanAngle >= evenOddsAngle }

    /// Whether values that were read from a file are possible.
    package var isPossible: Bool {
      evenOddsAngle.magnitude <= .pi / 2 && tau > 0 && tau.isFinite && otherFaces >= 0
        && similarFaces >= 0
    }

    /// How many times as many other faces as are similar to it clusters may have of a face, on the average of
    /// faces, unless they contradict the calibration.
    ///
    /// Of identities as they were calibrated most pairs are beyond even odds: on LFW, on halves of its identities and
    /// on generated faces the clusters have .52 to 1.37 times as many, by calibrated weights up to 1.25 times. Where
    /// identities are made of groups, and the pairs within these were taken for all, groups hang together in chains of
    /// pairs that are less similar: on handwritten and on spoken digits they have 1.76 to 3.7 times as many.
    package static let mostOtherFaces = 1.5
    /// How many times as many leave it in doubt, by calibrated weights: the most that was seen where it was right.
    package static let mostOtherFacesWithoutDoubt = 1.25

    /// Whether clusters of these sizes contradict the calibration.
    package func isContradicted(byOtherFaces found: Double) -> Bool {
      Self.isContradicted(expecting: similarFaces, byOtherFaces: found)
    }

    /// Whether clusters of these sizes leave it in doubt at least whether the calibration is right.
    package func isInDoubt(byOtherFaces found: Double) -> Bool {
      found > Self.mostOtherFacesWithoutDoubt * max(similarFaces, 1)
    }

    /// The same of another threshold, for which so many other faces were expected.
    package static func isContradicted(
      expecting similarFaces: Double, byOtherFaces found: Double
    ) -> Bool {
      found > mostOtherFaces * max(similarFaces, 1)
    }

    init?(_ mixture: AngleMixture, _ window: AngleWindow, members: Int) {
      guard let crossing = mixture.crossing(window) else { return nil }
      evenOddsAngle = crossing
      tau = mixture.deviation(0) / 2
      meanAngle = mixture.mean(0)
      otherFaces =
        window.total * mixture.shares.dropFirst().reduce(0, +) / Double(members)
      let similar = window.shares.indices.filter { window.angles[$0] >= crossing }
      similarFaces =
        window.total * similar.reduce(0) { $0 + window.shares[$1] } / Double(members)
    }
  }

  /// The fewest faces: with fewer, pairs of the same identity are a handful.
  package static let fewestFaces = 30
  static let marginInTau = 0.8

  /// Calibrates to what a cohort's comparison with all faces has counted.
  package init(_ counts: CohortCounts, faces: Int) {
    self.faces = faces
    cohort = counts.members
    histogram = counts.histogram
    guard faces >= Self.fewestFaces else {
      findings = [.tooFewFaces(needed: Self.fewestFaces)]
      return
    }
    guard let found = WindowFit.best(of: counts, faces: faces) else {
      findings = [.noCrossing]
      return
    }
    let (mixture, fit) = (found.mixture, found.fit)
    self.fit = fit
    findings += [mixture.hiddenMode(crossing: fit.evenOddsAngle), mixture.twoModes]
      .compactMap { $0 }
    let resampling = ThresholdResampling(
      counts, faces: faces, from: mixture, fit, share: found.share)
    interval = resampling.interval
    if resampling.isUncertain { findings.append(.uncertain) }
  }

  /// Whether similarities that are off by some standard deviation are too coarse for what was found, or for
  /// finding anything.
  package func isBlurred(byDeviation deviation: Double) -> Bool {
    guard deviation > 0, let fit else { return deviation > 0 && faces >= Self.fewestFaces }
    // In angles, of which those of the same identity deviate by 2 tau.
    let ofAngles = deviation / (1 - fit.evenOdds * fit.evenOdds).squareRoot()
    return ofAngles > Self.mostBlur * 2 * fit.tau
  }

  /// A deviation of a quarter adds a thirty-second to the deviation of all.
  private static let mostBlur = 0.25

  /// The threshold for the graph; nil if none was found.
  package var minSimilarity: Float? { fit?.minSimilarity }

  /// Thresholds above one up to a similarity, in even steps of the angle; none where that is not above.
  package static func similarities(above start: Float, upTo end: Double, steps: Int) -> [Float] {
    let low = ElementaryFunctions.arcsin(Double(start))
    let high = ElementaryFunctions.arcsin(end)
    guard high > low else { return [] }
    return (1...steps).map { similarity(ofAngle: low + (high - low) * Double($0) / Double(steps)) }
  }

  static func similarity(ofAngle angle: Double) -> Float {
    let decimals = 1e4
    let sine = ElementaryFunctions.sin(min(max(angle, -.pi / 2), .pi / 2))
    return Float((sine * decimals).rounded() / decimals)
  }
}

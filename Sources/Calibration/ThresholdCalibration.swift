/// A threshold of similarity found without labels: from how the angles of pairs of faces are spread, where
/// pairs of the same identity begin to prevail.
public struct ThresholdCalibration: Sendable, Equatable {
  /// All faces.
  public let faces: Int
  /// Those of the cohort, which were compared with all.
  public let cohort: Int
  /// What the histogram of the cohort says; nil if it says nothing.
  public private(set) var fit: Fit?
  /// 90 % of thresholds calibrated to resampled faces are within it; nil without a threshold.
  public private(set) var interval: ClosedRange<Float>?
  /// What is to be said of it.
  public private(set) var findings: [CalibrationFinding] = []
  /// Of the pairs of the cohort with all other faces.
  package let histogram: AngleHistogram

  /// What is read off the model of the angles of similar pairs. Angles are arc sines of cosines, in radians.
  public struct Fit: Sendable, Equatable {
    /// The angle from which on a pair is more likely of the same identity than not.
    public let evenOddsAngle: Double
    /// Half the standard deviation of the angles of pairs of the same identity.
    public let tau: Double
    /// The mean angle of pairs of the same identity.
    public let meanAngle: Double
    /// The other faces of a face's identity, on the average of faces.
    public let otherFaces: Double

    /// The cosine of even odds.
    public var evenOdds: Double { ElementaryFunctions.sin(evenOddsAngle) }

    /// The angle of the threshold: where wrong pairs are few.
    var thresholdAngle: Double { min(evenOddsAngle + margin, .pi / 2) }

    /// How far the threshold is above even odds.
    var margin: Double { ThresholdCalibration.marginInTau * tau }

    /// The threshold for the graph, of four decimals, so that it can be given again.
    public var minSimilarity: Float { ThresholdCalibration.similarity(ofAngle: thresholdAngle) }

    /// A threshold by how many margins it is above even odds; that of 1 is ``minSimilarity``.
    package func similarity(margins: Double) -> Float {
      ThresholdCalibration.similarity(ofAngle: evenOddsAngle + margins * margin)
    }

    init?(_ mixture: AngleMixture, _ window: AngleWindow, members: Int) {
      guard let crossing = mixture.crossing(window) else { return nil }
      evenOddsAngle = crossing
      tau = mixture.deviation(0) / 2
      meanAngle = mixture.mean(0)
      otherFaces = window.total * mixture.shares[1] / Double(members)
    }
  }

  /// The fewest faces: with fewer, pairs of the same identity are a handful.
  public static let fewestFaces = 100
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
    guard let window = AngleWindow(histogram, faces: faces) else {
      findings = [.noCrossing]
      return
    }
    let mixture = AngleMixture.fit(window)
    guard let fit = Fit(mixture, window, members: cohort) else {
      findings = [.noCrossing]
      return
    }
    self.fit = fit
    if let finding = mixture.hiddenMode(crossing: fit.evenOddsAngle) { findings.append(finding) }
    let resampling = ThresholdResampling(counts, faces: faces, from: mixture, fit)
    interval = resampling.interval
    if resampling.isUncertain { findings.append(.uncertain) }
  }

  /// The threshold for the graph; nil if none was found.
  public var minSimilarity: Float? { fit?.minSimilarity }

  static func similarity(ofAngle angle: Double) -> Float {
    let decimals = 1e4
    let sine = ElementaryFunctions.sin(min(max(angle, -.pi / 2), .pi / 2))
    return Float((sine * decimals).rounded() / decimals)
  }
}

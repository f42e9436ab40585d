/// What a model of a window of a histogram says.
struct WindowFit {
  let window: AngleWindow
  let mixture: AngleMixture
  let fit: ThresholdCalibration.Fit
  /// Of pairs in the window.
  let share: Double

  /// - Returns: nil without even odds, or if these rest on a handful of pairs, as of a few copies.
  init?(_ mixture: AngleMixture, _ window: AngleWindow, share: Double, members: Int) {
    guard let fit = ThresholdCalibration.Fit(mixture, window, members: members),
      fit.otherFaces * Double(members) >= Self.fewestOthers
    else { return nil }
    (self.window, self.mixture, self.fit, self.share) = (window, mixture, fit, share)
  }

  /// Of one mode of the same identity, to the window that has a share of the pairs.
  private init?(_ counts: CohortCounts, share: Double) {
    guard let window = AngleWindow(counts.histogram, share: share) else { return nil }
    self.init(AngleMixture.fit(window), window, share: share, members: counts.members)
  }

  /// The model of the window that suits the faces, of two modes of the same identity where one does not do; nil without
  /// even odds.
  static func best(of counts: CohortCounts, faces: Int) -> WindowFit? {
    let share = AngleWindow.usualShare(faces: faces)
    let one = ofOneMode(counts, faces: faces, usualShare: share)
    guard let window = one?.window ?? AngleWindow(counts.histogram, share: share) else {
      return nil
    }
    let two = (one?.mixture ?? AngleMixture.fit(window)).withSecondMode(window).flatMap {
      WindowFit($0, window, share: one?.share ?? share, members: counts.members)
    }
    return two ?? one
  }

  /// The usual window is to have pairs of different identities, too. Where there are a few identities only, it
  /// has hardly any, and what is fitted is a part of a mode. A wide window then shows more pairs of the same
  /// identity than half of the usual window has room for, in a mode that is far above even odds.
  ///
  /// It may show pairs of one source, too, or those of faces among things that are none: more than a few identities
  /// would have. If narrow windows agree on a mode above it, that is the one.
  private static func ofOneMode(
    _ counts: CohortCounts, faces: Int, usualShare share: Double
  ) -> WindowFit? {
    let usual = WindowFit(counts, share: share)
    let room = share / 2 * Double(faces)
    let wide = WindowFit(counts, share: AngleWindow.shareOfFewIdentities).flatMap {
      $0.fit.otherFaces > room
        && $0.fit.otherFaces > mostExcess * (usual?.fit.otherFaces ?? 0)
        && $0.fit.meanAngle - $0.fit.evenOddsAngle > leastDistance * 2 * $0.fit.tau ? $0 : nil
    }
    if let wide, wide.fit.otherFaces <= mostOfIdentities * Double(faces) { return wide }
    let hasMode = usual?.fit.hasOwnMode ?? false
    if wide == nil, hasMode || isUsable(usual, counts, share: share, room: room) { return usual }
    let half = WindowFit(counts, share: share / 2)
    let quarter = WindowFit(counts, share: share / 4)
    let narrow = hasMode ? usual : half
    guard let narrow, narrow.isConfirmed(by: hasMode ? [half, quarter] : [quarter]) else {
      return wide ?? usual
    }
    if let wide, narrow.fit.evenOddsAngle < wide.fit.meanAngle { return wide }
    return narrow
  }

  /// Whether the usual window says enough, though pairs of the same identity have no mode of their own in it: as a shoulder
  /// of which narrower windows have only a part, or by a second mode. Where pairs of different identities are of several
  /// kinds, as of faces among random directions, the shoulder is of one of these, and fills narrower windows.
  private static func isUsable(
    _ usual: WindowFit?, _ counts: CohortCounts, share: Double, room: Double
  ) -> Bool {
    if let usual, usual.fit.similarFaces <= room / 2 { return true }
    guard let window = usual?.window ?? AngleWindow(counts.histogram, share: share) else {
      return false
    }
    return (usual?.mixture ?? AngleMixture.fit(window)).withSecondMode(window) != nil
  }

  /// Whether there is a mode of more than copies of faces, and narrower windows have the same threshold within its margin.
  private func isConfirmed(by narrower: [WindowFit?]) -> Bool {
    fit.hasOwnMode && fit.otherFaces >= 1
      && narrower.allSatisfy { other in
        guard let other, other.fit.hasOwnMode else { return false }
        return (other.fit.evenOddsAngle - fit.evenOddsAngle).magnitude <= fit.margin
      }
  }

  /// The fewest other faces of all members together: ten pairs, each counted for both of its faces.
  private static let fewestOthers = 20.0
  /// By how much a wide window may show more pairs of the same identity than the usual one that is right.
  private static let mostExcess = 1.15
  /// How many standard deviations a mode is above even odds that nearly all its pairs are beyond.
  private static let leastDistance = 2.0
  /// The share of all pairs that are of the same identity where there are four of them, more than which are doubted.
  private static let mostOfIdentities = 0.25
}

import Calibration
import Foundation
import Testing

@Suite struct ThresholdCalibrationTests {
  @Test(arguments: ExampleHistogram.all)
  func evenOddsAreThoseOfThePrototype(example: ExampleHistogram) throws {
    let fit = try #require(ThresholdCalibration(example.asCounts, faces: example.faces).fit)
    #expect(abs(fit.evenOdds - example.evenOdds) < 0.002)
    #expect(abs(fit.tau - example.tau) < 0.01 * example.tau)
    #expect(abs(fit.otherFaces - example.otherFaces) < 0.02 * example.otherFaces)
  }

  @Test func theThresholdIsTheSineOfTheAngleOfEvenOddsAndAMargin() throws {
    let example = ExampleHistogram.lfwFacenet512
    let found = ThresholdCalibration(example.asCounts, faces: example.faces)
    let fit = try #require(found.fit)
    let expected = Foundation.sin(fit.evenOddsAngle + 0.8 * fit.tau)
    #expect(abs(Double(fit.minSimilarity) - expected) < 1e-4)
    #expect("\(fit.minSimilarity)".count <= 6, "four decimals, to be given again")
  }

  @Test func fewFacesAreNotCalibratedTo() {
    let counts = CohortCounts.ofModes([(24, 0, 0.08), (4, 0.8, 0.1)], members: 29)
    let found = ThresholdCalibration(counts, faces: 29)
    #expect(found.minSimilarity == nil && found.findings == [.tooFewFaces(needed: 30)])
  }

  @Test(arguments: [30, 40, 99])
  func aHandfulOfFacesIsCalibratedTo(faces: Int) throws {
    let counts = CohortCounts.ofModes(
      [(Double(faces) - 6, 0, 0.08), (5, 0.8, 0.1)], members: faces)
    let found = ThresholdCalibration(counts, faces: faces)
    let fit = try #require(found.fit)
    #expect(fit.evenOddsAngle > 0.2 && fit.evenOddsAngle < 0.6)
    #expect(abs(fit.otherFaces - 5) < 1.2)
    #expect(try #require(found.interval).contains(try #require(found.minSimilarity)))
  }

  /// A single pair of copies among a few faces, far above two hills, is not what identities are like.
  @Test func aHandfulOfPairsIsNoMode() {
    var counts = CohortCounts.ofModes([(45, 0.1, 0.22), (22, 0.75, 0.13)], members: 69)
    counts.addCopies(at: 1.33)
    // The hills may be too near to each other for a crossing.
    let found = ThresholdCalibration(counts, faces: 69)
    #expect(found.fit.map { $0.evenOddsAngle < 1 } ?? (found.findings == [.noCrossing]))
  }

  /// With clear hills it changes nothing.
  @Test func aHandfulOfPairsDoesNotHideTheModeOfTheSameIdentity() throws {
    var counts = CohortCounts.ofModes([(60, 0, 0.08), (8, 0.75, 0.1)], members: 69)
    let without = try #require(ThresholdCalibration(counts, faces: 69).fit)
    counts.addCopies(at: 1.33)
    let fit = try #require(ThresholdCalibration(counts, faces: 69).fit)
    #expect((0.2...0.55).contains(without.evenOddsAngle))
    #expect(abs(fit.evenOddsAngle - without.evenOddsAngle) < 0.05)
    #expect(abs(fit.otherFaces - 8) < 2)
  }

  /// Angles of random directions: normal, of one mode.
  @Test func whereAllPairsAreOfOneModeThereIsNoCrossing() {
    let found = ThresholdCalibration(
      CohortCounts.ofModes([(1000, 0, 0.06)], members: 300), faces: 1000)
    #expect(found.fit == nil && found.interval == nil && found.findings == [.noCrossing])
  }

  @Test func copiesOfOneFaceHaveNoCrossing() {
    var counts = CohortCounts(members: 200)
    for member in 0..<200 { counts.counts[member * AngleBins.count + 359] = 199 }
    #expect(ThresholdCalibration(counts, faces: 200).findings == [.noCrossing])
  }

  @Test func aModeOfTheSameIdentityIsFoundWithItsSize() throws {
    let counts = CohortCounts.ofModes([(5000, 0, 0.08), (20, 0.8, 0.12)], members: 500)
    let found = ThresholdCalibration(counts, faces: 5021)
    let fit = try #require(found.fit)
    #expect(found.findings.isEmpty)
    #expect(abs(fit.otherFaces - 20) < 1 && abs(fit.meanAngle - 0.8) < 0.02)
    #expect(abs(fit.tau - 0.06) < 0.004)
    #expect(fit.evenOddsAngle > 0.3 && fit.evenOddsAngle < 0.5)
  }

  /// Five identities: a fifth of all pairs is of the same one, and a quarter of all would be in the window.
  @Test func ofAFewIdentitiesTheWholeModeIsFound() throws {
    let counts = CohortCounts.ofModes([(1600, 0, 0.08), (400, 0.7, 0.05)], members: 400)
    let found = ThresholdCalibration(counts, faces: 2001)
    let fit = try #require(found.fit)
    #expect(abs(fit.otherFaces - 400) < 10 && abs(fit.meanAngle - 0.7) < 0.02)
    #expect(fit.evenOddsAngle > 0.2 && fit.evenOddsAngle < 0.55 && found.findings.isEmpty)
  }

  /// Identities of different closeness: two modes of the same identity fill the usual window.
  @Test func ofAFewIdentitiesThatDifferInClosenessNoneIsTakenForOthers() throws {
    let counts = CohortCounts.ofModes(
      [(500, 0, 0.08), (250, 0.6, 0.04), (250, 0.85, 0.04)], members: 400)
    let fit = try #require(ThresholdCalibration(counts, faces: 1001).fit)
    #expect(abs(fit.otherFaces - 500) < 20 && fit.evenOddsAngle < 0.55)
  }

  /// Faces of one source among others, as of a network whose faces are all similar to each other: two in five of all pairs
  /// are of that source, far above the rest.
  @Test(arguments: [(0.6, 0.95), (1.0, 1.3)])
  func pairsOfOneSourceAmongOthersAreNotTakenForPersons(source: Double, person: Double) throws {
    let counts = CohortCounts.ofModes(
      [(2500, 0, 0.08), (1500, source, 0.07), (10, person, 0.05)], members: 400)
    let fit = try #require(ThresholdCalibration(counts, faces: 4011).fit)
    #expect(abs(fit.otherFaces - 10) < 1 && abs(fit.meanAngle - person) < 0.02)
    #expect(fit.evenOddsAngle > source)
  }

  /// A third of the faces are random directions, so that pairs of different identities are no half of a normal
  /// distribution; narrower windows have none of those.
  @Test func aModeThatTheUsualWindowHidesIsFoundInNarrowerOnes() throws {
    let counts = CohortCounts.ofModes(
      [(1400, 0, 0.044), (600, 0.1, 0.18), (5, 0.85, 0.12)], members: 400)
    let found = ThresholdCalibration(counts, faces: 2005)
    let fit = try #require(found.fit)
    #expect(fit.hasOwnMode && abs(fit.otherFaces - 5) < 1 && abs(fit.meanAngle - 0.85) < 0.03)
    #expect(found.findings.isEmpty)
  }

  /// Three in ten faces have a copy, which every window shows: that is no mode of persons.
  @Test func copiesAreNoModeThatNarrowWindowsAreAskedFor() throws {
    let counts = CohortCounts.ofModes(
      [(700, 0, 0.08), (300, 0.55, 0.1), (0.3, 1.42, 0.02)], members: 400)
    let fit = try #require(ThresholdCalibration(counts, faces: 1001).fit)
    #expect(abs(fit.otherFaces - 300) < 20 && fit.evenOddsAngle < 0.4)
  }

  @Test(arguments: ExampleHistogram.all)
  func allRanksGetTheSameBitsThatRankZeroFinds(example: ExampleHistogram) throws {
    let found = ThresholdCalibration(example.asCounts, faces: example.faces)
    let sent = try JSONEncoder().encode(found)
    #expect(try JSONDecoder().decode(ThresholdCalibration.self, from: sent) == found)
  }

  @Test func theIntervalHoldsTheThresholdAndIsWiderForFewerFaces() throws {
    func interval(_ faces: Int) throws -> ClosedRange<Float> {
      let counts = CohortCounts.ofModes(
        [(Double(faces), 0, 0.08), (4, 0.7, 0.15)], members: min(faces, 2048), varying: true)
      let found = ThresholdCalibration(counts, faces: faces)
      let interval = try #require(found.interval)
      #expect(interval.contains(found.minSimilarity!))
      return interval
    }
    let (few, many) = (try interval(300), try interval(2048))
    #expect(few.upperBound - few.lowerBound > 1.5 * (many.upperBound - many.lowerBound))
  }

  @Test func spokenDigitsHaveNoModeOfTheSameSpeaker() {
    let example = ExampleHistogram.fsddSpeaker
    let found = ThresholdCalibration(example.asCounts, faces: example.faces)
    #expect(
      found.findings.contains {
        if case .hiddenMode(let share) = $0 { share > 0.2 && share < 0.35 } else { false }
      })
  }

  /// Identities of bursts, whose pairs are more similar than others of the identity.
  @Test func pairsOfTwoKindsAreWarnedOfAndTheThresholdIsForBoth() throws {
    let counts = CohortCounts.ofModes(
      [(3000, 0, 0.09), (12, 0.52, 0.1), (25, 1.1, 0.06)], members: 500)
    let found = ThresholdCalibration(counts, faces: 3000)
    let kinds = try #require(
      found.findings.lazy.compactMap { finding -> (Double, Double)? in
        if case .twoModes(let lower, let upper) = finding { (lower, upper) } else { nil }
      }.first)
    #expect(abs(kinds.0 - sin(0.52)) < 0.03 && abs(kinds.1 - sin(1.1)) < 0.03)
    let fit = try #require(found.fit)
    #expect(fit.evenOddsAngle < 0.5 && abs(fit.meanAngle - 0.52) < 0.03)
    #expect(abs(fit.otherFaces - 37) < 2)
  }

  @Test(arguments: ExampleHistogram.ofOneMode)
  func setsWhoseIdentitiesAreOfOneModeAreNotWarnedOf(example: ExampleHistogram) {
    let found = ThresholdCalibration(example.asCounts, faces: example.faces)
    #expect(
      !found.findings.contains {
        switch $0 {
        case .hiddenMode, .twoModes: true
        default: false
        }
      })
  }
}

extension CohortCounts {
  /// Adds two faces' pair of copies, at an angle.
  fileprivate mutating func addCopies(at angle: Double) {
    let bin = (0..<AngleBins.count).first { AngleBins.center($0) >= angle }!
    for member in 0..<2 { counts[member * AngleBins.count + bin] += 1 }
  }

  /// Counts of members whose pairs are of normal modes: as many a member, their means and deviations.
  ///
  /// - Parameter varying: whether a mode's pairs are of a few members, in turn, rather than of all alike.
  static func ofModes(
    _ modes: [(pairs: Double, mean: Double, deviation: Double)], members: Int, varying: Bool = false
  ) -> CohortCounts {
    var all = CohortCounts(members: members)
    for member in 0..<members {
      for (pairs, mean, deviation) in modes {
        let share = varying ? Double(member % 5) / 2 : 1
        for bin in 0..<AngleBins.count {
          let z = (AngleBins.center(bin) - mean) / deviation
          let expected =
            share * pairs * AngleBins.width / (deviation * (2 * Double.pi).squareRoot())
            * Foundation.exp(-z * z / 2)
          // What a bin has too little of is made up for by other members.
          let sum = expected * Double(member + 1)
          all.counts[member * AngleBins.count + bin] +=
            UInt32(sum) - UInt32(expected * Double(member))
        }
      }
    }
    return all
  }
}

@Suite struct BlurredCalibrationTests {
  @Test func similaritiesOffByLittleOfTheModesWidthAreSharpEnough() {
    let example = ExampleHistogram.lfw158Dlib
    let found = ThresholdCalibration(example.asCounts, faces: example.faces)
    // tau is 0.0228, and an angle at even odds is off by 2.65 times the cosine.
    #expect(!found.isBlurred(byDeviation: 0) && !found.isBlurred(byDeviation: 0.004))
    #expect(found.isBlurred(byDeviation: 0.0045))
  }

  @Test func whereNothingIsFoundAnyDeviationMayBeWhy() {
    let found = ThresholdCalibration(
      CohortCounts.ofModes([(1000, 0, 0.06)], members: 300), faces: 1000)
    #expect(found.isBlurred(byDeviation: 0.001) && !found.isBlurred(byDeviation: 0))
  }

  /// Of real faces 3.9 others are similar by even odds, of digits 43.9.
  @Test(arguments: [
    (ExampleHistogram.lfwFacenet512, 5.7, 6), (ExampleHistogram.digitsPixels, 65, 67),
  ])
  func clustersOfHalfAsManyFacesAgainAsAreSimilarContradictTheCalibration(
    example: ExampleHistogram, possible: Double, tooMany: Double
  ) throws {
    let fit = try #require(ThresholdCalibration(example.asCounts, faces: example.faces).fit)
    #expect(fit.similarFaces < fit.otherFaces)
    #expect(!fit.isContradicted(byOtherFaces: possible))
    #expect(fit.isContradicted(byOtherFaces: tooMany))
  }
}

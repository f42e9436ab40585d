import Calibration
import Foundation
import Testing

@Suite struct LinkWeightCurveTests {
  private let curve = LinkWeightCurve(evenOddsAngle: 0.66, tau: 0.09)

  @Test func aLinkAtTheShiftedAngleWeighsAHalf() {
    #expect(abs(curve.weight(ofAngle: 0.66 + 3 * 0.09, shift: 3) - 0.5) < 1e-12)
    #expect(abs(curve.weight(ofAngle: 0.66 + 4 * 0.09, shift: 3) - 1 / (1 + exp(-1))) < 1e-12)
  }

  @Test func theLeastSimilarityIsThatOfTheLeastWeight() {
    let angle = asin(Double(curve.leastSimilarity(shift: 2.8)))
    #expect(abs(curve.weight(ofAngle: angle, shift: 2.8) - LinkWeightCurve.leastWeight) < 1e-6)
  }

  /// Of the prototype, for more and more weight between modules.
  @Test(arguments: [
    (1.0, 0.119), (100, 0.060), (1000, 0.048), (1e4, 0.041), (1e6, 0.031),
  ])
  func aPairBreaksEvenAtTheWeightOfThePrototype(crossing: Double, weight: Double) {
    #expect(abs(LinkWeightCurve.breakEvenWeight(crossing: crossing) - weight) < 0.0006)
    let shift = LinkWeightCurve.shift(crossing: crossing)
    #expect(abs(1 / (1 + exp(shift)) - weight) < 0.0006)
  }

  @Test func theSearchOfFewFacesGoesLowerAndBeginsAtThree() {
    let shifts = [100, 1435, 20_000, 1_000_000].map(LinkWeightCurve.shifts)
    #expect(shifts.map(\.lowest) == shifts.map(\.lowest).sorted())
    #expect(shifts[0].lowest > 2 && shifts[1].lowest < 2.8)
    #expect(shifts[1].first == 3 && shifts[3].first > 3 && shifts[3].first == shifts[3].lowest)
  }

  @Test func aTableHasTheWeightsOfItsCurve() {
    let least = curve.leastSimilarity(shift: 2.6)
    let table = LinkWeightTable(curve, shift: 2.6, least: least)
    for place in 0...1000 {
      let similarity = least + (0.9999 - least) * Float(place) / 1000
      let exact = curve.weight(ofAngle: asin(Double(similarity)), shift: 2.6)
      #expect(abs(Double(table[similarity]) - exact) < 2e-6, "of \(similarity)")
    }
    #expect(table[1.0000001] == table[1] && table[least - 0.1] == table[least])
  }
}

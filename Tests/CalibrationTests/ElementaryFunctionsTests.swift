import Calibration
import Foundation
import Testing

@Suite struct ElementaryFunctionsTests {
  private func places(_ range: ClosedRange<Double>) -> [Double] {
    (0...20_000).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / 20_000
    }
  }

  @Test func exponentialsAreThoseOfTheCLibraryButForRounding() {
    for x in places(-708...709) + places(-2...2) {
      #expect(abs(ElementaryFunctions.exp(x) / Foundation.exp(x) - 1) < 1e-15, "of \(x)")
    }
    #expect(ElementaryFunctions.exp(0) == 1)
  }

  @Test func exponentialsBeyondTheRangeAreZeroAndInfinity() {
    #expect(ElementaryFunctions.exp(-709) == 0 && ElementaryFunctions.exp(-.infinity) == 0)
    #expect(ElementaryFunctions.exp(710) == .infinity && ElementaryFunctions.exp(.nan).isNaN)
  }

  @Test func logarithmsAreThoseOfTheCLibraryButForRounding() {
    for x in places(1e-3...3) + [1e-300, 1e-17, 0x1p-1022, 1e17, 1e300] {
      let expected = Foundation.log(x)
      #expect(abs(ElementaryFunctions.log(x) - expected) <= 1e-14 * abs(expected), "of \(x)")
    }
    #expect(ElementaryFunctions.log(1) == 0)
  }

  @Test func sinesAreThoseOfTheCLibraryButForRounding() {
    for x in places(-Double.pi / 2...Double.pi / 2) {
      #expect(abs(ElementaryFunctions.sin(x) - Foundation.sin(x)) < 1e-15, "of \(x)")
    }
  }

  @Test func arcSinesAreThoseOfTheCLibraryButForRounding() {
    for x in places(-1...1) + [(0.5).nextDown, 0.5, (0.5).nextUp, (1.0).nextDown, 1e-9] {
      #expect(abs(ElementaryFunctions.arcsin(x) - Foundation.asin(x)) < 1e-15, "of \(x)")
    }
  }

  @Test func arcSinesOfCosinesRoundedBeyondOneAreRightAngles() {
    #expect(ElementaryFunctions.arcsin(1.000_000_1) == .pi / 2)
    #expect(ElementaryFunctions.arcsin(-1.000_000_1) == -.pi / 2)
  }
}

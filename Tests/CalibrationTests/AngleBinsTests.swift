import Calibration
import Foundation
import Testing

@Suite struct AngleBinsTests {
  @Test func aSimilarityAtAnEdgeIsInTheBinAboveAndTheNextOneBelowIsNot() {
    for (place, edge) in AngleBins.edges.enumerated() {
      #expect(AngleBins.bin(of: edge) == place + 1)
      #expect(AngleBins.bin(of: edge.nextDown) == place)
    }
  }

  @Test func edgesAreTheSinesOfHalfDegrees() {
    for (place, edge) in AngleBins.edges.enumerated() {
      let sine = Foundation.sin(Double(place + 1 - 180) * Double.pi / 360)
      #expect(abs(Double(edge) - sine) <= sine.magnitude * 0x1p-23)
    }
  }

  @Test func similaritiesBeyondOneAreInTheOutermostBins() {
    #expect(AngleBins.bin(of: 1.000_000_2) == 359 && AngleBins.bin(of: 1) == 359)
    #expect(AngleBins.bin(of: -1.000_000_2) == 0 && AngleBins.bin(of: -1) == 0)
  }

  @Test func theCentersOfBinsAreBetweenTheirEdges() {
    #expect(AngleBins.center(180) == 0.5 * Double.pi / 360)
    for bin in 0..<AngleBins.count {
      #expect(AngleBins.bin(of: Float(Foundation.sin(AngleBins.center(bin)))) == bin)
    }
  }
}

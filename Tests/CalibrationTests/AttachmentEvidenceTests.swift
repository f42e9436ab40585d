import Testing

@testable import Calibration

@Suite struct AttachmentEvidenceTests {
  /// By hand: one decoy, which is always added, for the two with the most evidence, and four for the last. There are
  /// four decoys for three faces.
  @Test func probabilitiesAreThoseOfTheFalseDiscoveryRate() {
    let found = AttachmentEvidence.probabilities(ofSingles: [8, 1, 9], decoys: [5, 3, 4, 2])
    #expect(zip(found, [0.625, 0, 0.625]).allSatisfy { abs($0 - $1) < 1e-12 }, "\(found)")
  }

  @Test func whatDecoysHaveAsWellIsChance() {
    let alike = AttachmentEvidence.probabilities(
      ofSingles: [Double](repeating: 1, count: 50), decoys: [Double](repeating: 1, count: 50))
    #expect(alike.allSatisfy { $0 == 0 })
    #expect(AttachmentEvidence.probabilities(ofSingles: [1, 2], decoys: []) == [0, 0])
    #expect(AttachmentEvidence.probabilities(ofSingles: [], decoys: [1, 2]) == [])
  }

  @Test func probabilitiesRiseWithTheEvidence() {
    var state: UInt64 = 3
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) * 0x1p-24
    }
    let decoys = (0..<4000).map { _ in draw() }
    // A third belongs.
    let singles = (0..<900).map { $0 % 3 == 0 ? 0.5 + draw() : draw() }
    let found = AttachmentEvidence.probabilities(ofSingles: singles, decoys: decoys)
    let order = singles.indices.sorted { singles[$0] < singles[$1] }
    #expect(zip(order, order.dropFirst()).allSatisfy { found[$0] <= found[$1] })
    let likely = found.indices.filter { found[$0] >= 0.9 }
    #expect(likely.count > 100 && likely.count { $0 % 3 == 0 } * 10 >= likely.count * 9)
  }

  @Test func evidenceIsTheAngleAndTheLead() {
    let evidence = AttachmentEvidence.of(nearest: 0.5, next: 0)
    #expect(abs(evidence - .pi / 3) < 1e-6)
    #expect(AttachmentEvidence.of(nearest: 0.5, next: 0.5) < evidence)
  }
}

import Evaluation
import Foundation
import Testing

@Suite struct ClusteringScoresTests {
  @Test func identicalLabellingsScoreOneWhateverTheLabelsAre() {
    let scores = ClusteringScores(predicted: [7, 7, -1, -1, 3], truth: [0, 0, 1, 1, 2])
    #expect(scores.pairwise.fScore == 1)
    #expect(scores.bCubed.fScore == 1)
    #expect(abs(scores.nmi - 1) < 1e-15)
  }

  /// Classes {0,1,2} {3,4}, clusters {0,1} {2,3,4}, worked out by hand.
  @Test func aSmallExampleMatchesTheFormulas() {
    let scores = ClusteringScores(predicted: [0, 0, 1, 1, 1], truth: [0, 0, 0, 1, 1])
    #expect(abs(scores.pairwise.precision - 2.0 / 4) < 1e-15)
    #expect(abs(scores.pairwise.recall - 2.0 / 4) < 1e-15)
    #expect(abs(scores.bCubed.precision - (4.0 / 2 + 1.0 / 3 + 4.0 / 3) / 5) < 1e-15)
    #expect(abs(scores.bCubed.recall - (4.0 / 3 + 1.0 / 3 + 4.0 / 2) / 5) < 1e-15)
    let information =
      0.4 * log(0.4 / (0.6 * 0.4)) + 0.2 * log(0.2 / (0.6 * 0.6)) + 0.4 * log(0.4 / (0.4 * 0.6))
    let entropy = -(0.6 * log(0.6) + 0.4 * log(0.4))
    #expect(abs(scores.nmi - information / entropy) < 1e-15)
  }

  @Test func zeroDenominatorsAreDefinedAsInScikitLearn() {
    let apart = ClusteringScores(predicted: [0, 1, 2], truth: [5, 5, 5])
    #expect(apart.pairwise == PrecisionRecall(precision: 0, recall: 0))
    #expect(apart.nmi == 0)
    let oneGroup = ClusteringScores(predicted: [0, 0], truth: [1, 1])
    #expect(oneGroup.nmi == 1)
    let nobody = ClusteringScores(predicted: [], truth: [])
    #expect(nobody.nmi == 1)
    #expect(nobody.bCubed.fScore == 0)
  }

  /// Against counting all pairs, all faces and all cells one by one.
  @Test(arguments: 1...20) func randomLabellingsMatchTheDefinitions(seed: UInt64) {
    var state = seed
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let count = 2 + draw(60)
    let predicted = (0..<count).map { _ in draw(8) - 4 }
    let truth = (0..<count).map { _ in draw(6) * 1000 }
    let scores = ClusteringScores(predicted: predicted, truth: truth)

    var both = 0
    var samePredicted = 0
    var sameTruth = 0
    var bPrecision = 0.0
    var bRecall = 0.0
    for i in 0..<count {
      let inCluster = (0..<count).filter { predicted[$0] == predicted[i] }
      let inClass = (0..<count).filter { truth[$0] == truth[i] }
      let inBoth = inCluster.filter { truth[$0] == truth[i] }
      both += inBoth.count - 1
      samePredicted += inCluster.count - 1
      sameTruth += inClass.count - 1
      bPrecision += Double(inBoth.count) / Double(inCluster.count)
      bRecall += Double(inBoth.count) / Double(inClass.count)
    }
    let precision = samePredicted == 0 ? 0 : Double(both) / Double(samePredicted)
    let recall = sameTruth == 0 ? 0 : Double(both) / Double(sameTruth)
    #expect(abs(scores.pairwise.precision - precision) < 1e-14)
    #expect(abs(scores.pairwise.recall - recall) < 1e-14)
    #expect(abs(scores.bCubed.precision - bPrecision / Double(count)) < 1e-13)
    #expect(abs(scores.bCubed.recall - bRecall / Double(count)) < 1e-13)
    #expect(scores.nmi >= 0 && scores.nmi <= 1 + 1e-12)
  }
}

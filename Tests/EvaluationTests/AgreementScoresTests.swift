import Testing

@testable import Evaluation

/// A case with the scores of scikit-learn 1.9.1: `adjusted_rand_score`,
/// `homogeneity_completeness_v_measure`, `fowlkes_mallows_score` and `normalized_mutual_info_score`.
struct GoldenScores: Sendable {
  let truth: [Int]
  let predicted: [Int]
  let ari, homogeneity, completeness, vMeasure, fowlkesMallows, nmi: Double

  init(_ truth: [Int], _ predicted: [Int], _ scores: [Double]) {
    self.truth = truth
    self.predicted = predicted
    ari = scores[0]
    homogeneity = scores[1]
    completeness = scores[2]
    vMeasure = scores[3]
    fowlkesMallows = scores[4]
    nmi = scores[5]
  }

  static let ordinary = [
    GoldenScores(
      [0, 0, 0, 1, 1], [0, 0, 1, 1, 1],
      [
        0.16666666666666666, 0.43253806776631243, 0.43253806776631243, 0.43253806776631243, 0.5,
        0.43253806776631243,
      ]),
    GoldenScores(
      [0, 0, 1, 2], [0, 0, 1, 1],
      [0.5714285714285714, 0.6666666666666666, 1, 0.8, 0.7071067811865476, 0.8]),
    GoldenScores(
      [0, 0, 1, 1, 2, 2, 2, 3, 3, 4], [5, 5, 5, 1, 1, 2, 2, 3, 9, 9],
      [
        0.23076923076923078, 0.6993069268401413, 0.6993069268401412, 0.6993069268401412,
        0.3333333333333333, 0.6993069268401413,
      ]),
    GoldenScores([0, 0, 1, 1], [0, 1, 0, 1], [-0.5, 0, 0, 0, 0, 0]),
  ]

  static let edges = [
    GoldenScores([0, 0, 0, 0], [0, 1, 2, 3], [0, 1, 0, 0, 0, 0]),
    GoldenScores([0, 1, 2, 3], [0, 0, 0, 0], [0, 0, 1, 0, 0, 0]),
    GoldenScores([0, 1, 2], [2, 1, 0], [1, 1, 1, 1, 0, 1]),
    GoldenScores([3, 3, 3], [0, 0, 0], [1, 1, 1, 1, 1, 1]),
    GoldenScores([1], [1], [1, 1, 1, 1, 0, 1]),
    GoldenScores([], [], [1, 1, 1, 1, 0, 1]),
  ]
}

@Suite struct AgreementScoresTests {
  @Test(arguments: GoldenScores.ordinary + GoldenScores.edges)
  func scoresAreThoseOfScikitLearn(golden: GoldenScores) {
    let scores = ClusteringScores(predicted: golden.predicted, truth: golden.truth)
    #expect(abs(scores.ari - golden.ari) < 1e-14)
    #expect(abs(scores.homogeneity - golden.homogeneity) < 1e-14)
    #expect(abs(scores.completeness - golden.completeness) < 1e-14)
    #expect(abs(scores.vMeasure - golden.vMeasure) < 1e-14)
    #expect(abs(scores.fowlkesMallows - golden.fowlkesMallows) < 1e-14)
    #expect(abs(scores.nmi - golden.nmi) < 1e-14)
  }

  /// Against Python's exact fractions. Products in floating point give -1.0000000203e-8.
  @Test func theAdjustedRandIndexOfManyItemsKeepsItsDigits() {
    let sizes = [50_000_001, 49_999_999]
    let counts = [25_000_001, 25_000_000, 25_000_000, 24_999_999]
    let cells = counts.enumerated().map {
      ContingencyTable.Cell(classIndex: $0 / 2, clusterIndex: $0 % 2, count: $1)
    }
    let table = ContingencyTable(
      itemCount: 100_000_000, cells: cells, classSizes: sizes, clusterSizes: sizes)
    let exact = -1.0000000199999995e-08
    #expect(abs(AgreementScores(table).ari / exact - 1) < 1e-14)
  }

  /// Against Python's exact fractions.
  @Test func asManyItemsAsThereMayBeAreScored() {
    let sizes = [2_147_483_648, 2_147_483_647]
    let counts = [1_073_741_825, 1_073_741_823, 1_073_741_823, 1_073_741_824]
    let cells = counts.enumerated().map {
      ContingencyTable.Cell(classIndex: $0 / 2, clusterIndex: $0 % 2, count: $1)
    }
    let items = Int(UInt32.max)
    let table = ContingencyTable(
      itemCount: items, cells: cells, classSizes: sizes, clusterSizes: sizes)
    let scores = AgreementScores(table)
    #expect(abs(scores.ari / -2.3283064332860898e-10 - 1) < 1e-14)
    #expect(abs(scores.pairwise.precision / 0.49999999976716936 - 1) < 1e-14)
    let whole = AgreementScores(
      ContingencyTable(
        itemCount: items, cells: [.init(classIndex: 0, clusterIndex: 0, count: items)],
        classSizes: [items], clusterSizes: [items]))
    #expect(whole.pairwise.recall == 1 && whole.ari == 1 && whole.bCubed.precision == 1)
    let mixed = AgreementScores(
      ContingencyTable(
        itemCount: items,
        cells: [
          .init(classIndex: 0, clusterIndex: 0, count: sizes[0]),
          .init(classIndex: 1, clusterIndex: 0, count: sizes[1]),
        ], classSizes: sizes, clusterSizes: [items]))
    #expect(mixed.ari == 0 && mixed.pairwise.recall == 1 && mixed.completeness == 1)
  }

  @Test(arguments: 1...20) func pairScoresMatchCountingAllPairs(seed: UInt64) {
    let (predicted, truth) = Self.random(seed)
    var (both, clusters, classes, all) = (0.0, 0.0, 0.0, 0.0)
    for i in predicted.indices {
      for j in 0..<i {
        let (inCluster, inClass) = (predicted[i] == predicted[j], truth[i] == truth[j])
        both += inCluster && inClass ? 1 : 0
        clusters += inCluster ? 1 : 0
        classes += inClass ? 1 : 0
        all += 1
      }
    }
    let chance = clusters * classes / all
    let scores = ClusteringScores(predicted: predicted, truth: truth)
    #expect(abs(scores.ari - (both - chance) / ((clusters + classes) / 2 - chance)) < 1e-12)
    #expect(abs(scores.fowlkesMallows - both / (clusters * classes).squareRoot()) < 1e-12)
  }

  /// Rounding takes no score beyond what it can be: of some of these the information that a labelling shares with itself
  /// comes out above its entropy.
  @Test(arguments: 2..<40) func noScoreIsAboveOne(groups: Int) {
    let labels = (0..<groups).flatMap { [Int](repeating: $0, count: $0 * 7919 % 11 + 1) }
    let scores = ClusteringScores(predicted: labels, truth: labels)
    #expect((1 - 1e-14...1).contains(scores.nmi))
    #expect((1 - 1e-14...1).contains(scores.homogeneity))
    #expect((1 - 1e-14...1).contains(scores.completeness))
  }

  @Test(arguments: 1...20) func exchangingTheLabellingsExchangesWhatIsNotSymmetric(seed: UInt64) {
    let (predicted, truth) = Self.random(seed)
    let scores = ClusteringScores(predicted: predicted, truth: truth)
    let exchanged = ClusteringScores(predicted: truth, truth: predicted)
    #expect(scores.ari == exchanged.ari)
    #expect(abs(scores.homogeneity - exchanged.completeness) < 1e-12)
    #expect(abs(scores.vMeasure - exchanged.vMeasure) < 1e-12)
    #expect(abs(scores.fowlkesMallows - exchanged.fowlkesMallows) < 1e-12)
  }

  @Test(arguments: 1...20) func namesOfLabelsDoNotMatter(seed: UInt64) {
    let (predicted, truth) = Self.random(seed)
    let scores = ClusteringScores(predicted: predicted, truth: truth)
    let renamed = ClusteringScores(
      predicted: predicted.map { 5 - 3 * $0 }, truth: truth.map { -$0 })
    #expect(scores.ari == renamed.ari)
    #expect(scores.fowlkesMallows == renamed.fowlkesMallows)
    #expect(abs(scores.vMeasure - renamed.vMeasure) < 1e-12)
  }

  /// Labellings of at most 60 items, of which some share both their class and their cluster.
  static func random(_ seed: UInt64) -> (predicted: [Int], truth: [Int]) {
    var state = seed
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let count = 20 + draw(40)
    let predicted = (0..<count).map { _ in draw(8) - 4 }
    return (predicted, predicted.map { draw(3) == 0 ? draw(6) : $0 + 4 })
  }
}

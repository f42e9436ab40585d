import Evaluation
import Foundation
import Storage
import Testing

/// What the established pipeline finds (`scripts/measure/compare-reference`), on handwritten digits and on faces.
@Suite(.serialized) struct ReferenceTests {
  struct Row: Sendable {
    let minSimilarity: String
    let edges: Int
    let isolated: Int
    /// The reference's best and worst codelength over its seeds 1-6, rounded to six digits.
    let codelengths: ClosedRange<Double>
    /// The pairwise F that its seeds give.
    let pairwiseF: ClosedRange<Double>
    /// The scores of its best partition, where that is the one listed: pairwise and BCubed precision,
    /// recall and F, and NMI, rounded to four digits.
    var scores: [Double]?
  }

  static let digits = [
    Row(
      minSimilarity: "0.85", edges: 82550, isolated: 0, codelengths: 7.479837...7.484897,
      pairwiseF: 0.830...0.859),
    Row(
      minSimilarity: "0.90", edges: 58089, isolated: 7, codelengths: 7.206557...7.208791,
      pairwiseF: 0.827...0.836),
    Row(
      minSimilarity: "0.95", edges: 12899, isolated: 291, codelengths: 6.195108...6.208155,
      pairwiseF: 0.344...0.364),
  ]

  static let faces = [
    Row(
      minSimilarity: "0.60", edges: 6374, isolated: 365, codelengths: 4.598362...4.606422,
      pairwiseF: 0.603...0.615),
    Row(
      minSimilarity: "0.65", edges: 4298, isolated: 579, codelengths: 4.038457...4.041617,
      pairwiseF: 0.744...0.747,
      scores: [0.6854, 0.8213, 0.7472, 0.8320, 0.8679, 0.8496, 0.9561]),
    Row(
      minSimilarity: "0.70", edges: 2814, isolated: 759, codelengths: 3.682532...3.682811,
      pairwiseF: 0.754...0.757,
      scores: [0.8955, 0.6513, 0.7541, 0.9454, 0.7935, 0.8628, 0.9638]),
    Row(
      minSimilarity: "0.75", edges: 1624, isolated: 942, codelengths: 3.383981...3.388117,
      pairwiseF: 0.622...0.630),
  ]

  private static let rounding = 1e-6
  /// Half a unit of the fourth digit, and a little for the sum itself.
  private static let roundingOfScores = 5.001e-5

  @Test(arguments: digits)
  func digitsGiveTheGraphAndAtLeastTheQualityOfTheReference(row: Row) throws {
    try expectTheReference(row, of: [Digits.features, "--truth", Digits.truth])
  }

  @Test(
    .needsSharedData("real/lfw-facenet512.bin", "real/lfw-facenet512.meta"), arguments: faces)
  func realFacesGiveTheGraphAndAtLeastTheQualityOfTheReference(row: Row) throws {
    let prefix = SharedData.path("real/lfw-facenet512")
    try expectTheReference(row, of: [prefix + ".bin", "--dim", "512", "--truth", prefix + ".meta"])
  }

  private func expectTheReference(_ row: Row, of input: [String]) throws {
    let scratch = try Scratch()
    for (trials, limit) in [(1, row.codelengths.upperBound), (10, row.codelengths.lowerBound)] {
      let run = try scratch.run(
        input + [
          "--min-sim", row.minSimilarity, "--json", "--quiet", "--trials", "\(trials)",
        ], ranks: 2)
      #expect(run.exitCode == 0, "\(run.errors)")
      let record = try JSONDecoder().decode(Record.self, from: Data(run.output.utf8))
      #expect(record.graph.edges == row.edges)
      #expect(record.graph.isolatedFaces == row.isolated)
      #expect(record.clusters.codelength <= limit + Self.rounding)
      // Where F leaves the reference's range, the codelength must be the better one.
      #expect(
        row.pairwiseF.contains((record.scores.pairwise.fScore * 1000).rounded() / 1000)
          || record.clusters.codelength < row.codelengths.lowerBound + Self.rounding)
      if trials == 10, let expected = row.scores {
        let found = [record.scores.pairwise, record.scores.bCubed].flatMap {
          [$0.precision, $0.recall, $0.fScore]
        }
        for (score, value) in zip(found + [record.scores.nmi], expected) {
          #expect(abs(score - value) <= Self.roundingOfScores)
        }
      }
    }
  }

  private struct Record: Decodable {
    struct Graph: Decodable { let edges, isolatedFaces: Int }
    struct Clusters: Decodable { let codelength: Double }
    let graph: Graph
    let clusters: Clusters
    let scores: ClusteringScores
  }
}

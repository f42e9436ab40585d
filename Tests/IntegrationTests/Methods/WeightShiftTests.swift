import Evaluation
import Foundation
import Testing

/// What calibrated weights make of generated faces.
@Suite struct WeightShiftTests {
  private struct Record: Decodable {
    struct Clusters: Decodable { let weightShift: Double }
    let clusters: Clusters
    let scores: ClusteringScores
  }

  /// Golden values: the shift by which weights break even, and the scores that it leads to. The labels of weights that
  /// are cosines score 0.80 in both.
  @Test func theShiftAndTheScoresOfHardFacesAreAsMeasured() throws {
    let scratch = try Scratch()
    let made = try scratch.run([
      "generate", "faces.npy", "--faces", "2500", "--dim", "32", "--cosine", "0.45:0.7", "--sizes",
      "8", "--seed", "11", "--quiet",
    ])
    #expect(made.exitCode == 0, "\(made.errors)")
    let run = try scratch.run(["faces.npy", "--truth", "faces.meta", "--json", "--quiet"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let record = try JSONDecoder().decode(Record.self, from: Data(run.output.utf8))
    #expect(abs(record.clusters.weightShift - 2.9256) < 0.005)
    #expect(abs(record.scores.pairwise.fScore - 0.8047) < 0.008)
    #expect(abs(record.scores.bCubed.fScore - 0.8238) < 0.008)
  }
}

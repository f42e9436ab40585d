import Foundation
import Testing

/// Faces of so many groups, of identities of four, that an approximate search finds those that are similar in rounds.
@Suite struct SmallIdentitiesTests {
  @Test func roundsFindTheSameOnAnyNumberOfRanks() throws {
    let scratch = try Scratch()
    let faces = ["--faces", "60000", "--dim", "128", "--cosine", "0.54:0.74", "--sizes", "4"]
    #expect(try scratch.run(["generate", "faces.npy", "--quiet"] + faces).exitCode == 0)
    func found(_ more: String..., ranks: Int?) throws -> (labels: Data, recall: Double) {
      let line = ["faces.npy", "--search", "approximate", "--min-sim", "0.58", "--threads", "1"]
      let run = try scratch.run(line + ["--quiet"] + more, ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      let record = String(decoding: try scratch.contents("labels.run.json"), as: UTF8.self)
      let recall = try #require(record.firstMatch(of: #/"faceRecall" : ([0-9.]+)/#))
      return (try scratch.contents("labels.txt"), try #require(Double(recall.1)))
    }
    let alone = try found(ranks: nil)
    #expect(alone.recall >= 0.99)
    #expect(try found(ranks: 3).labels == alone.labels)
    // Rows keep their order then.
    #expect(try found("--checkpoint", "progress", ranks: 2).labels == alone.labels)
  }
}

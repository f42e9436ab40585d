import Foundation
import Testing

/// The command `compare`.
@Suite(.serialized) struct CompareTests {
  private struct Table: Decodable {
    struct Entry: Decodable, Equatable {
      struct Run: Decodable, Equatable {
        struct Scores: Decodable, Equatable {
          struct Pair: Decodable, Equatable { let fScore: Double }
          let pairwise: Pair
          let ari: Double
        }
        let seed: Int?
        let clusters: Int
        let scores: Scores?
      }
      let method: String
      let runs: [Run]
    }
    let entries: [Entry]
  }

  private static let methods = "infomap:min-sim=0.9,whispers,dbscan:eps=0.1:k=10,cdp:max-size=50"

  @Test func aTableHasWhatEachMethodFindsAloneForAnyRanks() throws {
    let scratch = try Scratch()
    let common = [Digits.features, "--truth", Digits.truth, "--min-sim", "0.92", "--quiet"]
    for (ranks, name) in [(1, "one"), (3, "three")] {
      let run = try scratch.run(
        ["compare"] + common
          + ["--methods", Self.methods, "--seeds", "2", "--threads", "1", "--out", name],
        ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(run.output.contains("whispers") && run.output.contains("table in    \(name).tex"))
    }
    let table = try table(scratch, "one.json")
    #expect(try table == self.table(scratch, "three.json"))
    #expect(table.map(\.method) == ["infomap", "whispers", "dbscan", "cdp"])
    #expect(table.map { $0.runs.map(\.seed) } == [[1, 2], [1, 2], [nil], [nil]])

    struct Record: Decodable {
      struct Clusters: Decodable { let count: Int }
      let clusters: Clusters
      let scores: Table.Entry.Run.Scores
    }
    let alone = [
      ["--method", "infomap", "--min-sim", "0.9"],
      ["--method", "dbscan", "--eps", "0.1", "--k", "10"],
    ]
    for (options, entry) in zip(alone, [table[0], table[2]]) {
      let run = try scratch.run(
        [Digits.features, "--truth", Digits.truth, "--json", "--quiet"] + options)
      let record = try JSONDecoder().decode(Record.self, from: Data(run.output.utf8))
      #expect(record.clusters.count == entry.runs[0].clusters)
      #expect(record.scores == entry.runs[0].scores)
    }
  }

  /// Published numbers of clusters are of large data sets. Methods that nobody has named are left out where there are
  /// fewer faces, and one that was named is refused by name.
  @Test(.needsRanks(2)) func methodsThatCannotClusterTheFacesAreLeftOut() throws {
    let scratch = try Scratch()
    let options = ["compare", Digits.features, "--preset", "ms-celeb-1m"]
    let run = try scratch.run(options + ["--seeds", "1", "--out", "table"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let methods = try table(scratch, "table.json").map(\.method)
    #expect(methods.contains("dbscan") && methods.contains("whispers"))
    #expect(!methods.contains("minibatch-kmeans") && !methods.contains("nystrom"))
    #expect(
      run.errors.contains(
        "warning: minibatch-kmeans is left out: --clusters 5000 is more than there are faces, 1797 (a setting of "
          + "--preset ms-celeb-1m)"), "\(run.errors)")
    let named = try scratch.run(options + ["--methods", "dbscan,minibatch-kmeans", "--out", "t"])
    #expect(named.exitCode == 2)
    #expect(
      named.errors.contains(
        "minibatch-kmeans cannot cluster these faces: --clusters 5000 is more than there are faces, 1797 (a "
          + "setting of --preset ms-celeb-1m); give fewer, as in minibatch-kmeans:clusters=N, or leave it out"
      ),
      "\(named.errors)")
    let alone = try scratch.run(
      [Digits.features, "--preset", "ms-celeb-1m", "--method", "minibatch-kmeans"])
    #expect(alone.exitCode == 2 && alone.errors.contains("(a setting of --preset ms-celeb-1m)"))
  }

  private func table(_ scratch: Scratch, _ name: String) throws -> [Table.Entry] {
    try JSONDecoder().decode(Table.self, from: scratch.contents(name)).entries
  }
}

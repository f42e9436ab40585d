import Foundation
import Testing

/// Whole partitions of the digits against those of others.
@Suite(.serialized) struct PartitionReferenceTests {
  /// The sets of faces with equal labels; a face with a negative label is alone.
  private static func clusters(_ labels: [Int]) -> Set<Set<Int>> {
    let members = Dictionary(grouping: labels.indices) { labels[$0] < 0 ? -1 - $0 : labels[$0] }
    return Set(members.values.map(Set.init))
  }

  private static func found(_ options: [String]) throws -> Set<Set<Int>> {
    let scratch = try Scratch()
    let run = try scratch.run(
      [Digits.features, "--min-sim", "-1", "--quiet", "--out", "labels.txt"] + options)
    #expect(run.exitCode == 0, "\(run.errors)")
    return clusters(try scratch.integers("labels.txt"))
  }

  /// The labels of scikit-learn, by `Tests/Data/digits/make-digits`; with so few samples no merges are equally far.
  @Test(arguments: [("2", "2"), ("5", "1")])
  func hdbscanFindsTheClustersOfTheReference(size: String, samples: String) throws {
    let path = SharedData.package
      .appendingPathComponent("Tests/Data/digits/digits.hdbscan-\(size)-\(samples)").path
    let expected = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n").compactMap { Int($0) }
    #expect(expected.count == 1797)
    let found = try Self.found([
      "--method", "hdbscan", "--k", "1797", "--min-cluster-size", size, "--min-samples", samples,
    ])
    #expect(found == Self.clusters(expected))
  }

  /// Sets of rows that are connected by the links from each to the one whose mean is nearest.
  private static func connected(_ sets: [[Int]], _ rows: [[Double]]) -> [[Int]] {
    let means = sets.map { set in
      let sums = rows[0].indices.map { column in set.reduce(0) { $0 + rows[$1][column] } }
      let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return sums.map { $0 / length }
    }
    var numbers = Array(sets.indices)
    for a in sets.indices {
      var best = (place: a, cosine: -Double.infinity)
      for b in sets.indices where b != a {
        var cosine = 0.0
        for column in means[a].indices { cosine += means[a][column] * means[b][column] }
        if cosine > best.cosine { best = (b, cosine) }
      }
      let (kept, gone) = (numbers[a], numbers[best.place])
      for set in numbers.indices where numbers[set] == gone { numbers[set] = kept }
    }
    return Dictionary(grouping: sets.indices) { numbers[$0] }.values
      .map { $0.flatMap { sets[$0] } }
  }

  /// Against plain loops over all pairs.
  @Test func finchConnectsFirstNeighborsAndThenMeans() throws {
    let rows = try Digits.normalizedRows()
    var sets = rows.indices.map { [$0] }
    for level in 1...3 {
      sets = Self.connected(sets, rows)
      #expect(sets.count > 10)
      let found = try Self.found(["--method", "finch", "--k", "2", "--level", "\(level)"])
      #expect(found == Set(sets.map(Set.init)), "level \(level)")
    }
  }
}

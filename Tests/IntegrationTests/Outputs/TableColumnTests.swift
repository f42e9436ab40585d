import Foundation
import TestFiles
import Testing

/// What the columns of tables and the fields of arrays hold, against slow, obviously right computations.
@Suite(.serialized) struct TableColumnTests {
  /// The rows of a table, by the names of its columns.
  private struct Table {
    let headings: [String]
    let rows: [[String: String]]

    init(_ scratch: Scratch, _ name: String) throws {
      let lines = String(decoding: try scratch.contents(name), as: UTF8.self)
        .split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      headings = try #require(lines.first)
      rows = lines.dropFirst().map { [headings] in
        Dictionary(uniqueKeysWithValues: zip(headings, $0))
      }
    }
  }

  /// A number of a table, which has six decimals there.
  private static func isNear(_ text: String?, _ value: Double) -> Bool {
    text.flatMap { Double($0) }.map { abs($0 - value) < 2e-6 } ?? false
  }

  private static func run(_ arguments: [String]) throws -> Scratch {
    let scratch = try Scratch()
    let run = try scratch.run(
      arguments + ["--threads", "1", "--quiet", "--tables", "t", "--arrays", "a"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    return scratch
  }

  /// The cosines of the digits.
  private struct Faces {
    let rows: [[Double]]

    init() throws { rows = try Digits.normalizedRows() }

    func cosine(_ a: Int, _ b: Int) -> Double {
      zip(rows[a], rows[b]).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// No cluster has more members than are all compared with each other.
  @Test func clustersHaveTheNumbersOfAllTheirPairs() throws {
    let scratch = try Self.run([Digits.features, "--min-sim", "0.9"])
    let (faces, labels) = (try Faces(), try scratch.integers("labels.txt"))
    let members = Dictionary(grouping: labels.indices) { labels[$0] }
    let rows = try Table(scratch, "t.clusters.csv").rows
    let medoids = try Dictionary(
      uniqueKeysWithValues: rows.map {
        (try #require(Int($0["cluster"] ?? "")), try #require(Int($0["medoid"] ?? "")))
      })
    #expect(members.values.contains { $0.count >= 100 })
    #expect(members.values.allSatisfy { $0.count <= 256 } && rows.count > 10)
    for row in rows {
      let cluster = try #require(Int(row["cluster"]!))
      let own = try #require(members[cluster])
      let pairs = own.indices.flatMap { a in own[..<a].map { faces.cosine(own[a], $0) } }.sorted()
      #expect(Self.isNear(row["mean_cosine"], pairs.reduce(0, +) / Double(pairs.count)))
      #expect(Self.isNear(row["least_cosine"], pairs[0]))
      #expect(Self.isNear(row["tenth_cosine"], pairs[(pairs.count - 1) / 10]))
      // Similarities are rounded, so that pairs next to the threshold may be on either side.
      let most = pairs.count { $0 >= 0.9 - 1e-6 }
      let least = pairs.count { $0 >= 0.9 + 1e-6 }
      let above = try #require(Double(row["share_above"]!)) * Double(pairs.count)
      #expect(Double(least) - 0.01 <= above && above <= Double(most) + 0.01, "\(cluster)")
      let medoid = medoids[cluster]!
      let sums = own.map { face in own.reduce(0) { $0 + faces.cosine(face, $1) } }
      #expect(sums[own.firstIndex(of: medoid)!] > sums.max()! - 1e-5)
      let others = medoids.filter { $0.key != cluster }.mapValues { faces.cosine(medoid, $0) }
      let nearest = others.values.max()!
      #expect(Self.isNear(row["nearest_cosine"], nearest))
      #expect(abs(others[Int(row["nearest_cluster"]!)!]! - nearest) < 2e-6)
    }
    #expect(rows.contains { $0["share_above"] != "1.000000" && $0["share_above"] != "0.000000" })
  }

  @Test func theMarginOfAFaceIsHowMuchNearerItsOwnMedoidIs() throws {
    let scratch = try Self.run([Digits.features, "--min-sim", "0.9"])
    var negative = 0
    for row in try Table(scratch, "t.labels.csv").rows where row["similarity"] != "" {
      let own = try #require(Double(row["similarity"]!))
      let other = try #require(Double(row["other_similarity"]!))
      #expect(Self.isNear(row["margin"], own - other))
      negative += own < other ? 1 : 0
    }
    #expect(negative > 0)
  }

  /// With clusters of few faces left out, so that there are faces in none.
  @Test(arguments: [[], ["--min-size", "5"], ["--attach"]])
  func arraysHoldWhatTablesHold(more: [String]) throws {
    let scratch = try Self.run([Digits.features, "--min-sim", "0.92"] + more)
    for (name, key) in [("labels", "name"), ("clusters", "cluster")] {
      let table = try Table(scratch, "t.\(name).csv")
      let array = try NumpyColumns(scratch.contents("a.\(name).npy"))
      let shared = table.headings.filter { $0 != "name" && $0 != "medoid_name" }
      #expect(array.fields.map(\.name) == shared)
      #expect(array.count == table.rows.count && array.count > 10)
      let clusters = array["cluster"]
      // Records of faces are in their order, those of clusters in the order of their numbers.
      if key == "cluster" { #expect(clusters == clusters.sorted()) }
      for (place, row) in table.rows.enumerated() {
        let number = try #require(Double(row[key] ?? ""))
        let record =
          key == "name" ? Int(number) : try #require(clusters.firstIndex(of: number))
        #expect(key == "cluster" || record == place)
        for heading in shared {
          let value = array[heading][record]
          if let text = row[heading], !text.isEmpty {
            #expect(Self.isNear(text, value), "\(heading) of \(number)")
          } else {
            #expect(value.isNaN || value == -1, "\(heading) of \(number)")
          }
        }
      }
    }
    let cluster = try NumpyColumns(scratch.contents("a.labels.npy"))["cluster"]
    #expect(try cluster == scratch.integers("labels.txt").map { Double($0) })
    let attached = try NumpyColumns(scratch.contents("a.labels.npy"))["attached"]
    #expect(attached.contains(1) == more.contains("--attach"))
  }

  /// Of generated faces that a method lumps together here and there: the share of pairs of a mixture and
  /// of a cluster of one person in which the mixture is the more suspicious one.
  @Test func mixturesAreMoreSuspiciousThanClustersOfOnePerson() throws {
    let scratch = try Scratch()
    let made = try scratch.run([
      "generate", "faces.npy", "--faces", "3000", "--dim", "64", "--cosine", "0.45:0.7", "--quiet",
    ])
    #expect(made.exitCode == 0, "\(made.errors)")
    let run = try scratch.run([
      "faces.npy", "--method", "cdp", "--min-sim", "0.45", "--threads", "1", "--quiet", "--tables",
      "t",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let truth = String(decoding: try scratch.contents("faces.meta"), as: UTF8.self)
      .split(separator: "\n")
    let labels = try scratch.integers("labels.txt")
    let members = Dictionary(grouping: labels.indices) { labels[$0] }
    var (mixed, pure): ([Double], [Double]) = ([], [])
    for row in try Table(scratch, "t.clusters.csv").rows {
      let own = try #require(members[Int(row["cluster"]!)!])
      let persons = Dictionary(grouping: own) { truth[$0] }.values.map(\.count)
      let score = try #require(Double(row["suspicion"]!))
      if Double(persons.max()!) < 0.9 * Double(own.count) {
        mixed.append(score)
      } else {
        pure.append(score)
      }
    }
    #expect(mixed.count >= 5 && pure.count >= 40)
    let before = mixed.reduce(0) { sum, score in sum + pure.count { $0 < score } }
    #expect(Double(before) > 0.97 * Double(mixed.count * pure.count))
  }
}

import Embeddings
import Foundation
import Testing

/// Tables and arrays of clusters, by the command line.
@Suite(.serialized) struct TableTests {
  private static let files = [
    "t.labels.csv", "t.clusters.csv", "a.labels.npy", "a.clusters.npy", "labels.txt",
  ]

  private static func run(
    _ scratch: Scratch, ranks: Int = 1, _ more: [String] = []
  ) throws -> ProgramRun {
    try scratch.run(
      [
        Digits.features, "--min-sim", "0.9", "--threads", "1", "--quiet", "--tables", "t",
        "--arrays", "a",
      ] + more, ranks: ranks)
  }

  private static func rows(_ scratch: Scratch, _ name: String) throws -> [[String]] {
    String(decoding: try scratch.contents(name), as: UTF8.self)
      .split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
  }

  private static func faces() throws -> [[Double]] {
    let file = try EmbeddingFile(Digits.features, dimension: nil)
    let matrix = EmbeddingMatrix(rows: file.faces, dimension: file.dimension)
    try file.read(rows: 0..<file.faces, into: matrix)
    try matrix.normalize(path: Digits.features, firstRow: 0)
    return (0..<file.faces).map { row in (0..<file.dimension).map { Double(matrix[row][$0]) } }
  }

  @Test func tablesDoNotDependOnRanks() throws {
    let scratch = try Scratch()
    var first: [Data]?
    for ranks in [1, 2, 3] {
      let run = try Self.run(scratch, ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      let files = try Self.files.map { try scratch.contents($0) }
      if let first { #expect(files == first, "\(ranks) ranks") } else { first = files }
    }
  }

  /// Against a slow, obviously right computation of all pairs.
  @Test func tablesSayWhatAllPairsSay() throws {
    let scratch = try Scratch()
    #expect(try Self.run(scratch, ranks: 2).exitCode == 0)
    let faces = try Self.faces()
    func cosine(_ a: Int, _ b: Int) -> Double {
      zip(faces[a], faces[b]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let labels = try Self.rows(scratch, "labels.txt").map { Int($0[0])! }
    let clusters = try Self.rows(scratch, "t.clusters.csv").dropFirst()
    let members = Dictionary(grouping: labels.indices) { labels[$0] }
    #expect(clusters.count == members.values.count { $0.count > 1 } && clusters.count > 10)
    var medoids: [Int: Int] = [:]
    for row in clusters {
      let own = try #require(members[Int(row[0])!])
      let medoid = Int(row[2])!
      medoids[Int(row[0])!] = medoid
      #expect(Int(row[1]) == own.count && own.contains(medoid))
      guard own.count < 60 else { continue }
      let pairs = own.indices.flatMap { a in own[..<a].map { cosine(own[a], $0) } }.sorted()
      func isNear(_ text: String, _ value: Double) -> Bool { abs(Double(text)! - value) < 2e-6 }
      #expect(isNear(row[4], pairs.reduce(0, +) / Double(pairs.count)))
      #expect(isNear(row[5], pairs[0]) && isNear(row[6], pairs[(pairs.count - 1) / 10]))
      let sums = own.map { face in own.reduce(0) { $0 + cosine(face, $1) } }
      #expect(sums[own.firstIndex(of: medoid)!] > sums.max()! - 1e-5)
    }
    for (face, row) in try Self.rows(scratch, "t.labels.csv").dropFirst().enumerated()
    where face % 7 == 0 {
      #expect(row[0] == "\(face)" && Int(row[1]) == labels[face])
      let others = medoids.filter { $0.key != labels[face] }.mapValues { cosine(face, $0) }
      #expect(abs(Double(row[4])! - others.values.max()!) < 2e-6)
      #expect(abs(others[Int(row[3])!]! - others.values.max()!) < 2e-6)
      if let medoid = medoids[labels[face]] {
        #expect(abs(Double(row[2])! - cosine(face, medoid)) < 2e-6)
      } else {
        #expect(row[2].isEmpty && row[5].isEmpty)
      }
    }
  }

  @Test func mixturesComeFirst() throws {
    let scratch = try Scratch()
    #expect(try Self.run(scratch).exitCode == 0)
    let scores = try Self.rows(scratch, "t.clusters.csv").dropFirst().map { Double($0[10])! }
    #expect(scores == scores.sorted(by: >))
  }

  @Test func namesStandInTheTables() throws {
    let scratch = try Scratch()
    let names = (0..<1797).map { "\"photo, \($0).png\"" }
    _ = try scratch.write(
      "names.csv", Array(("id,file\r\n" + names.map { "1,\($0)\r\n" }.joined()).utf8))
    let run = try Self.run(scratch, ["--names", "names.csv", "--name-column", "file"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let text = String(decoding: try scratch.contents("t.labels.csv"), as: UTF8.self)
    #expect(text.contains("\n\"photo, 0.png\",") && text.contains("\n\"photo, 1796.png\","))
  }

  @Test func facesOfSmallClustersAreInNone() throws {
    let scratch = try Scratch()
    #expect(try Self.run(scratch).exitCode == 0)
    let before = try Self.rows(scratch, "labels.txt").map { Int($0[0])! }
    #expect(try Self.run(scratch, ["--min-size", "5"]).exitCode == 0)
    let after = try Self.rows(scratch, "labels.txt").map { Int($0[0])! }
    let sizes = Dictionary(grouping: before) { $0 }.mapValues(\.count)
    #expect(after == before.map { sizes[$0]! < 5 ? -1 : $0 } && after.contains(-1))
    let clusters = try Self.rows(scratch, "t.clusters.csv").dropFirst()
    #expect(clusters.count == sizes.values.count { $0 >= 5 })
  }

  @Test func namesOfAnotherLengthAreRefusedAndNothingIsWritten() throws {
    let scratch = try Scratch()
    _ = try scratch.write("names.txt", Array("a\nb\n".utf8))
    let run = try Self.run(scratch, ranks: 2, ["--names", "names.txt"])
    #expect(run.exitCode == 3 && run.errors.contains("has 2 names for 1797 faces"))
    #expect(Self.files.allSatisfy { !scratch.exists($0) })
  }

  @Test func tablesOverAnInputAreRefused() throws {
    let scratch = try Scratch()
    _ = try scratch.write("t.labels.csv", Array("a\n".utf8))
    let run = try Self.run(scratch, ["--names", "t.labels.csv", "--name-column", "a"])
    #expect(run.exitCode == 2 && run.errors.contains("same file"))
  }

  @Test func oneClusterOfAllFacesHasNoOther() throws {
    let scratch = try Scratch()
    _ = try scratch.write("same.bin", floats: [1, 0, 1, 0.1, 1, -0.1])
    for ranks in [1, 4] {
      let run = try scratch.run(
        ["same.bin", "--dim", "2", "--quiet", "--tables", "t", "--threads", "1"], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      let rows = try Self.rows(scratch, "t.clusters.csv")
      #expect(rows.count == 2 && rows[1][1] == "3" && rows[1][8].isEmpty && rows[1][9].isEmpty)
    }
  }

  @Test func facesThatAreAllAloneHaveATableWithoutClusters() throws {
    let scratch = try Scratch()
    _ = try scratch.write("apart.bin", floats: [1, 0, 0, 1, -1, 0])
    let run = try scratch.run(
      ["apart.bin", "--dim", "2", "--quiet", "--tables", "t", "--threads", "1"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try Self.rows(scratch, "t.clusters.csv").count == 1)
    #expect(try Self.rows(scratch, "t.labels.csv").count == 4)
  }
}

import Foundation
import Testing

/// Constraints of faces, by the command line.
@Suite(.serialized) struct ConstraintTests {
  /// Constraints of the digits that their own clusters contradict: a set over three clusters, and pairs within the
  /// largest one.
  private static func constrain(_ scratch: Scratch) throws -> (same: [Int], different: [Int]) {
    let run = try scratch.run([
      Digits.features, "--min-sim", "0.9", "--threads", "1", "--quiet", "--out", "plain.txt",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let plain = try scratch.integers("plain.txt")
    let same = [0, 1, 2].map { plain.firstIndex(of: $0)! }
    let largest = plain.indices.filter { plain[$0] == 0 && $0 != same[0] }
    let different = [largest[0], largest[5], largest[9]]
    func line(_ faces: [Int]) -> [UInt8] {
      Array((faces.map(String.init).joined(separator: ",") + "\n").utf8)
    }
    _ = try scratch.write("same.txt", line(same))
    _ = try scratch.write("different.txt", line(different))
    return (same, different)
  }

  @Test(
    .needsRanks(3),
    arguments: [
      ["--infomap", "root"], ["--infomap", "distributed"], ["--method", "whispers"],
      ["--method", "single"], ["--undirected", "--trials", "3"],
    ])
  func constraintsHoldForAllMethodsAndRanks(method: [String]) throws {
    let scratch = try Scratch()
    let (same, different) = try Self.constrain(scratch)
    var first: Data?
    for ranks in [1, 3] {
      let run = try scratch.run(
        [
          Digits.features, "--min-sim", "0.9", "--threads", "1", "--quiet", "--same", "same.txt",
          "--different", "different.txt",
        ] + method, ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      let labels = try scratch.integers("labels.txt")
      #expect(Set(same.map { labels[$0] }).count == 1)
      #expect(Set(different.map { labels[$0] }).count == different.count)
      let contents = try scratch.contents("labels.txt")
      if let first { #expect(contents == first, "\(ranks) ranks") } else { first = contents }
    }
  }

  @Test func knownLabelsAreHeldAndNameTheClusters() throws {
    let scratch = try Scratch()
    let truth = try String(contentsOfFile: Digits.truth, encoding: .utf8).split(separator: "\n")
    let known = truth.enumerated().map { $0 % 20 == 0 ? "digit \($1)" : "-1" }
    _ = try scratch.write("known.txt", Array((known.joined(separator: "\n") + "\n").utf8))
    let run = try scratch.run(
      [
        Digits.features, "--min-sim", "0.9", "--weights", "cosine", "--threads", "1", "--quiet",
        "--known", "known.txt", "--tables", "t", "--arrays", "a",
      ], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    for array in ["a.labels.npy", "a.clusters.npy"] {
      let header = String(decoding: try scratch.contents(array).prefix(512), as: UTF8.self)
      #expect(header.contains("('known_label', '<U7')"), "\(array)")
    }
    let labels = try scratch.integers("labels.txt")
    var clusterOf: [String: Set<Int>] = [:]
    for (face, label) in known.enumerated() where label != "-1" {
      clusterOf[label, default: []].insert(labels[face])
    }
    #expect(clusterOf.count == 10 && clusterOf.values.allSatisfy { $0.count == 1 })
    #expect(Set(clusterOf.values.map { $0.first! }).count == 10)
    let zero = try #require(clusterOf["digit 0"]?.first)
    #expect(run.output.contains("\(zero) -> digit 0"), "\(run.output)")
    let rows = String(decoding: try scratch.contents("t.labels.csv"), as: UTF8.self)
      .split(separator: "\n")
    #expect(rows[0].hasSuffix(",attached,known_label"))
    let face = try #require(labels.firstIndex(of: zero))
    #expect(rows[face + 1].hasSuffix(",digit 0"))
    // The label is the last field of a record: seven characters of four bytes.
    let recordBytes = 29 + 28
    let last = try scratch.contents("a.labels.npy").suffix((1797 - face) * recordBytes)
      .prefix(recordBytes).suffix(28)
    #expect(Array(last) == "digit 0".unicodeScalars.flatMap { [UInt8($0.value), 0, 0, 0] })
  }

  @Test func calibratedWeightsHoldConstraintsToo() throws {
    let scratch = try Scratch()
    let (same, different) = try Self.constrain(scratch)
    let run = try scratch.run(
      [
        Digits.features, "--weights", "calibrated", "--threads", "1", "--quiet", "--same",
        "same.txt", "--different", "different.txt",
      ], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let labels = try scratch.integers("labels.txt")
    #expect(Set(same.map { labels[$0] }).count == 1)
    #expect(Set(different.map { labels[$0] }).count == different.count)
  }

  /// Two digits in a row are in one photo. Without the option the table says how many photos have two faces of a cluster.
  @Test func facesOfAPhotoAreInDifferentClusters() throws {
    let scratch = try Scratch()
    let names = (0..<1797).map { "photo \($0 / 2)\n" }.joined()
    _ = try scratch.write("names.txt", Array(names.utf8))
    var sharing: [Int] = []
    for (option, ranks) in [([], 1), (["--different-photo"], 1), (["--different-photo"], 3)] {
      let run = try scratch.run(
        [
          Digits.features, "--min-sim", "0.9", "--threads", "1", "--quiet", "--names", "names.txt",
          "--tables", "t",
        ] + option, ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      let labels = try scratch.integers("labels.txt")
      var shared: [Int: Int] = [:]
      for face in stride(from: 0, to: 1796, by: 2) where labels[face] == labels[face + 1] {
        shared[labels[face], default: 0] += 1
      }
      sharing.append(shared.values.reduce(0, +))
      let rows = String(decoding: try scratch.contents("t.clusters.csv"), as: UTF8.self)
        .split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false)
        }
      let column = try #require(rows[0].firstIndex(of: "shared_photos"))
      for row in rows.dropFirst() {
        #expect(Int(row[column]) == shared[Int(row[0])!, default: 0], "cluster \(row[0])")
      }
    }
    #expect(sharing[0] > 20 && sharing[1] == 0 && sharing[2] == 0)
  }

  @Test func aContradictionEndsTheRunBeforeTheSearch() throws {
    let scratch = try Scratch()
    _ = try scratch.write("same.txt", Array("0,1\n1,2\n".utf8))
    _ = try scratch.write("different.txt", Array("5,6\n0,2\n".utf8))
    let run = try scratch.run(
      [Digits.features, "--same", "same.txt", "--different", "different.txt"], ranks: 2)
    #expect(run.exitCode == 3)
    #expect(
      run.errors.contains(
        "faces 0 and 2 are of different persons by --different different.txt line 2, but of one by --same "
          + "same.txt line 1 (faces 0 and 1), --same same.txt line 2 (faces 1 and 2)"),
      "\(run.errors)")
    #expect(!scratch.exists("labels.txt") && !run.errors.contains("neighbors"))
  }
}

import Embeddings
import Foundation
import Testing

/// New faces among clusters that are there, by the command line.
@Suite(.serialized) struct AssignTests {
  /// A folder with the digits in two files, a tenth of them new, and the clusters of the others.
  private static func prepared() throws -> (scratch: Scratch, new: [[Float]], old: [[Float]]) {
    let file = try EmbeddingFile(Digits.features, dimension: nil)
    let matrix = EmbeddingMatrix(rows: file.faces, dimension: file.dimension)
    try file.read(rows: 0..<file.faces, into: matrix)
    try matrix.normalize(path: Digits.features, firstRow: 0)
    let rows = (0..<file.faces).map { row in (0..<file.dimension).map { matrix[row][$0] } }
    let new = rows.indices.filter { $0 % 10 == 3 }.map { rows[$0] }
    let old = rows.indices.filter { $0 % 10 != 3 }.map { rows[$0] }
    let scratch = try Scratch()
    _ = try scratch.write("new.bin", floats: new.flatMap { $0 })
    _ = try scratch.write("old.bin", floats: old.flatMap { $0 })
    let run = try scratch.run(
      ["old.bin", "--dim", "64", "--min-sim", "0.9", "--threads", "1", "--quiet"])
    #expect(run.exitCode == 0, "\(run.errors)")
    return (scratch, new, old)
  }

  private static let arguments = [
    "assign", "new.bin", "--to", "old.bin", "--labels", "labels.txt", "--dim", "64", "--min-sim",
    "0.9", "--threads", "1", "--quiet", "--out", "new.txt", "--tables", "new",
  ]

  /// Against all pairs.
  @Test func newFacesJoinTheClusterOfTheMostSimilarFace() throws {
    let (scratch, new, old) = try Self.prepared()
    let before = try scratch.contents("labels.txt")
    var files: [Data] = []
    for ranks in [1, 3] {
      let run = try scratch.run(Self.arguments, ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      files += try [scratch.contents("new.txt"), scratch.contents("new.labels.csv")]
    }
    #expect(files[0] == files[2] && files[1] == files[3])
    #expect(try scratch.contents("labels.txt") == before)
    let (known, found) = (
      try scratch.integers("labels.txt"), try scratch.integers("new.txt")
    )
    var joined = 0
    for (face, row) in new.enumerated() {
      let cosines = old.map { zip(row, $0).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } }
      let nearest = cosines.indices.max { cosines[$0] < cosines[$1] }!
      let sorted = cosines.indices.sorted { cosines[$0] > cosines[$1] }.prefix(50)
      let other = sorted.first { known[$0] != known[nearest] }.map { cosines[$0] } ?? -1
      let margin = cosines[nearest] - other
      guard abs(margin - 0.02) > 1e-6, abs(cosines[nearest] - 0.9) > 1e-6 else { continue }
      let expected = cosines[nearest] >= 0.9 && margin >= 0.02 ? known[nearest] : -1
      #expect(found[face] == expected, "face \(face)")
      joined += expected >= 0 ? 1 : 0
    }
    #expect(joined > 100 && joined < new.count)
  }

  @Test func facesThatJoinNoneAreClusteredAmongThemselves() throws {
    let (scratch, new, _) = try Self.prepared()
    var files: [Data] = []
    for ranks in [1, 2] {
      // So near are no others, and a graph of the rest has edges still.
      let run = try scratch.run(
        Self.arguments.map { $0 == "0.9" ? "0.8" : $0 } + ["--margin", "0.2", "--new-clusters"],
        ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      files.append(try scratch.contents("new.txt"))
    }
    #expect(files[0] == files[1])
    let (known, found) = (
      try scratch.integers("labels.txt"), try scratch.integers("new.txt")
    )
    let highest = known.max()!
    let newClusters = Dictionary(grouping: new.indices.filter { found[$0] > highest }) { found[$0] }
    #expect(!newClusters.isEmpty && newClusters.values.allSatisfy { $0.count > 1 })
    #expect(newClusters.keys.sorted() == Array(highest + 1...highest + newClusters.count))
    // Faces of one cluster hang together by edges.
    for faces in newClusters.values {
      for face in faces {
        let cosines = faces.filter { $0 != face }.map {
          zip(new[face], new[$0]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        }
        #expect(cosines.max()! > 0.8 - 1e-6)
      }
    }
  }

  /// Names stay what clusters are called, and new clusters get names too.
  @Test func clustersKeepTheirNames() throws {
    let (scratch, _, _) = try Self.prepared()
    let known = try scratch.integers("labels.txt")
    let arguments =
      Self.arguments.map { ["0.9": "0.8", "labels.txt": "named.txt"][$0] ?? $0 }
      + ["--margin", "0.2", "--new-clusters"]
    func lines(_ labels: String) throws -> [String] {
      _ = try scratch.write("named.txt", Array(labels.utf8))
      let run = try scratch.run(arguments, ranks: 2)
      #expect(run.exitCode == 0, "\(run.errors)")
      return String(decoding: try scratch.contents("new.txt"), as: UTF8.self)
        .split(separator: "\n").map(String.init)
    }
    let numbers = try lines(known.map { "\($0)\n" }.joined()).map { Int($0)! }
    let names = try lines(known.map { "person \($0), x\n" }.joined())
    let highest = known.max()!
    #expect(numbers.contains { $0 > highest } && numbers.contains { $0 >= 0 && $0 <= highest })
    for (number, name) in zip(numbers, names) {
      let expected =
        number < 0
        ? "-1" : number > highest ? "new-\(number - highest)" : "person \(number), x"
      #expect(name == expected)
    }
    let table = String(decoding: try scratch.contents("new.labels.csv"), as: UTF8.self)
    #expect(table.contains("\"person 0, x\"") && table.contains(",new-1,"))
  }

  /// No number would be left for another cluster.
  @Test(arguments: ["9223372036854775807", "-2"])
  func numbersThatNoClusterCanHaveAreRefused(number: String) throws {
    let (scratch, _, old) = try Self.prepared()
    _ = try scratch.write("far.txt", Array(old.map { _ in "\(number)\n" }.joined().utf8))
    let assigned = try scratch.run(
      Self.arguments.map { $0 == "labels.txt" ? "far.txt" : $0 } + ["--new-clusters"], ranks: 2)
    let kept = try scratch.run(
      ["old.bin", "--dim", "64", "--min-sim", "0.9", "--keep-labels", "far.txt", "--out", "o"])
    for run in [assigned, kept] {
      #expect(run.exitCode == 3 && run.errors.contains("far.txt: has the label \(number)"))
    }
    #expect(!scratch.exists("o") && !scratch.exists("new.txt"))
  }

  @Test func labelsOfOtherFacesAreRefused() throws {
    let (scratch, _, old) = try Self.prepared()
    _ = try scratch.write("old.bin", floats: old.reversed().flatMap { $0 })
    let run = try scratch.run(Self.arguments, ranks: 2)
    #expect(run.exitCode == 3 && run.errors.contains("is not of the faces of old.bin"))
    #expect(!scratch.exists("new.txt"))
  }

  @Test func whatDoesNotFitTogetherIsRefused() throws {
    let scratch = try Scratch()
    _ = try scratch.write("new.npy", [])
    _ = try scratch.write("new.bin", floats: [1, 0])
    _ = try scratch.write("old.bin", floats: [1, 0, 0, 1])
    _ = try scratch.write("labels.txt", Array("0\n".utf8))
    let run = try scratch.run(Self.arguments.map { $0 == "64" ? "2" : $0 })
    #expect(run.exitCode == 3 && run.errors.contains("has 1 labels for 2 faces"))
    let over = try scratch.run(
      Self.arguments.map { $0 == "64" ? "2" : $0 == "new.txt" ? "labels.txt" : $0 })
    #expect(over.exitCode == 2 && over.errors.contains("same file"))
    let without = try scratch.run(["assign", "new.bin", "--to", "old.bin", "--out", "x"])
    #expect(without.exitCode == 2 && without.errors.contains("assign needs --labels"))
    let open = try scratch.run(
      ["assign", "new.bin", "--to", "old.bin", "--labels", "labels.txt", "--out", "x"])
    #expect(open.exitCode == 2 && open.errors.contains("assign needs --min-sim"))
    #expect(open.errors.contains("no record of a run beside the labels"))
  }
}

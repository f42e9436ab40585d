import FaceClustering
import Foundation
import MPILauncher
import Storage
import Testing

/// Edges between faces that are less alike than chance carry no flow.
@Suite(.serialized) struct NegativeSimilarityTests {
  /// Writes rows of dimension 4: the axes both ways, and a few rows near each of the first two.
  private func folder() throws -> Scratch {
    let scratch = try Scratch()
    var rows: [Float] = []
    for axis in 0..<4 {
      for sign: Float in [1, -1] { rows += (0..<4).map { $0 == axis ? sign : 0 } }
    }
    for near in 0..<6 {
      rows += (0..<4).map { $0 == near % 2 ? 1 : $0 == 3 ? 0.1 * Float(near + 1) : 0 }
    }
    try rows.withUnsafeBytes {
      try Data($0).write(to: scratch.folder.appendingPathComponent("f.bin"))
    }
    return scratch
  }

  @Test(arguments: [("-1", "--directed"), ("-1", "--undirected"), ("0", "--directed")])
  func theLabelsAreThoseOfTheGraphClusteredAgain(minSimilarity: String, model: String) throws {
    let scratch = try folder()
    let options = ["f.bin", "--dim", "4", "--min-sim", minSimilarity, model, "--threads", "1"]
    for (ranks, more) in [(1, [] as [String]), (2, []), (2, ["--infomap", "distributed"])] {
      let run = try scratch.run(
        options + ["--out", "\(ranks)\(more.count).txt", "--edges", "graph"] + more, ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    let labels = try LabelFile(scratch.path("10.txt")).labels
    #expect(try LabelFile(scratch.path("20.txt")).labels == labels)
    let weights = try NumpyArray.read(scratch.path("graph.w.npy"), Float.self, type: "<f4")
    #expect(weights.contains { $0 <= 0 })

    let again = try scratch.run(["infomap", "graph", model, "--two-level", "--out", "again.clu"])
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(again.errors.contains("carries no flow"))
    var modules: [Int: Int] = [:]
    let lines = String(decoding: try scratch.contents("again.clu"), as: UTF8.self)
    for line in lines.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ")
      modules[Int(words[0])!] = Int(words[1])!
    }
    #expect(modules.count == labels.count)
    for (a, b) in labels.indices.flatMap({ a in labels.indices.map { (a, $0) } }) {
      #expect((labels[a] == labels[b]) == (modules[a] == modules[b]))
    }
  }

  @Test func facesWithoutAnyPositiveSimilarityAreAlone() throws {
    let scratch = try Scratch()
    let rows: [Float] = (0..<64).map { $0 % 9 == 0 ? 1 : 0 }
    try rows.withUnsafeBytes {
      try Data($0).write(to: scratch.folder.appendingPathComponent("f.bin"))
    }
    let run = try scratch.run(
      ["f.bin", "--dim", "8", "--min-sim", "0", "--out", "l.txt", "--threads", "1"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try LabelFile(scratch.path("l.txt")).labels == Array(0..<8))
    #expect(run.output.contains("isolated    8"))
  }
}

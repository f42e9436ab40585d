import Embeddings
import Foundation
import Infomap
import TestFiles
import Testing

/// Where the search of an update starts.
@Suite(.serialized) struct WarmStartTests {
  private static let faces = (old: 1600, all: 1797)

  /// The digits in two files, and old labels that have nothing to do with what the digits look like: a search that
  /// starts from them ends at other clusters than one from single faces.
  private static func prepared() throws -> (scratch: Scratch, labels: [Int]) {
    let file = try EmbeddingFile(Digits.features, dimension: nil)
    let rows = try file.read(rows: 0..<file.faces)
    let scratch = try Scratch()
    for (name, range) in [("old.bin", 0..<faces.old), ("new.bin", faces.old..<faces.all)] {
      _ = try scratch.write(
        name, floats: range.flatMap { row in (0..<file.dimension).map { rows[row][$0] } })
    }
    let labels = (0..<faces.old).map { $0 / 16 }
    _ = try scratch.write(
      "old.txt", Array(labels.map { "\($0)\n" }.joined().utf8))
    return (scratch, labels)
  }

  /// What the library makes of the labels on a graph that was saved; new faces and those without edges are alone.
  private static func improved(_ labels: [Int], _ scratch: Scratch) throws -> Set<Set<Int>> {
    func column(_ name: String) throws -> [Double] {
      try NumpyColumns(scratch.contents("graph.\(name).npy"))[]
    }
    let network = try Network(
      sources: column("src").map { UInt32($0) }, targets: column("dst").map { UInt32($0) },
      weights: column("w").map { Float($0) }, directed: true)
    let start = Partition(of: network.nodeIDs) { $0 < labels.count ? labels[Int($0)] : -1 }
    var options = SearchOptions()
    options.seed = 1
    let found = FlowNetwork(network).improve(start, options).partition
    var clusters = found.members(of: network).map { Set($0.map { Int($0) }) }
    let linked = Set(network.nodeIDs.map { Int($0) })
    clusters += (0..<faces.all).filter { !linked.contains($0) }.map { [$0] }
    return Set(clusters)
  }

  @Test func anUpdateImprovesTheLabelsThatItGoesOnFrom() throws {
    let (scratch, old) = try Self.prepared()
    let settings = [
      "--dim", "64", "--min-sim", "0.9", "--weights", "cosine", "--threads", "1", "--quiet",
    ]
    func labels(_ arguments: [String], ranks: Int? = nil) throws -> [Int] {
      let run = try scratch.run(arguments + settings + ["--out", "found.txt"], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try scratch.integers("found.txt")
    }
    let update = ["update", "new.bin", "--to", "old.bin", "--labels", "old.txt"]
    let warm = try labels(update + ["--edges", "graph"])
    #expect(warm.count == Self.faces.all)
    let cold = try labels(["old.bin", "new.bin", "--keep-labels", "old.txt"])
    #expect(warm != cold)
    let clusters = Dictionary(grouping: warm.indices) { warm[$0] }.values.map(Set.init)
    #expect(try Set(clusters) == Self.improved(old, scratch))
    #expect(try labels(update, ranks: 2) == warm)
  }
}

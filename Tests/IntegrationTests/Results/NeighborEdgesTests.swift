import Embeddings
import Foundation
import NearestNeighbors
import Storage
import Testing

/// The edges that the search for neighbors gives, exact and approximate.
@Suite(.serialized) struct NeighborEdgesTests {
  @Test(.needsRanks(3)) func edgesDoNotDependOnTheKernelOfTheSearch() throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "faces.bin", "--faces", "4000", "--dim", "100"])
    var graphs: Set<[Data]> = []
    for kernel in SearchKernel.all where kernel.isSupported {
      for (ranks, threads) in [(1, 2), (3, 1)] {
        for options in [["--min-sim", "0.5"], ["--min-sim", "-1", "--k", "9"]] {
          let run = try scratch.run(
            ["knn", "faces.bin", "--dim", "100", "--kernel", kernel.name, "--edges", "graph"]
              + options + ["--threads", "\(threads)"], ranks: ranks)
          #expect(run.exitCode == 0, "\(run.errors)")
          graphs.insert(
            try ["src", "dst", "w"].map { try scratch.contents("graph.\($0).npy") })
        }
      }
    }
    #expect(graphs.count == 2)
  }

  /// So many faces are brought into an order first, with a low threshold since lists fill up. At 0.4 and less groups do
  /// not rule out the pairs of faces whose lists do not.
  @Test(.needsRanks(3), arguments: [0.6, 0.4, 0.1] as [Float])
  func facesInOrderHaveTheSameNeighbors(minSimilarity: Float) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "faces.bin", "--faces", "20001", "--dim", "128"])
    struct Edge: Hashable {
      let source, target: UInt32
      let weight: Float
    }
    func edges(_ options: [String], ranks: Int) throws -> Set<Edge> {
      let run = try scratch.run(
        [
          "knn", "faces.bin", "--dim", "128", "--k", "30", "--edges", "graph", "--record",
          "run.json",
        ]
          + options, ranks: ranks
      )
      #expect(run.exitCode == 0, "\(run.errors)")
      let sources = try NumpyArray.read(
        scratch.path("graph.src.npy"), UInt32.self, type: "<u4")
      let targets = try NumpyArray.read(
        scratch.path("graph.dst.npy"), UInt32.self, type: "<u4")
      let weights = try NumpyArray.read(
        scratch.path("graph.w.npy"), Float.self, type: "<f4")
      #expect(sources == sources.sorted())
      return Set(
        sources.indices.map {
          Edge(source: sources[$0], target: targets[$0], weight: weights[$0])
        })
    }
    let lists = LocalSearch(SearchSettings(k: 30, minSimilarity: minSimilarity, threads: 2))
      .neighbors(of: try normalizedRows(scratch.contents("faces.bin"), dimension: 128))
    let expected = Set(
      (0..<lists.count).flatMap { face in
        lists[face].map {
          Edge(source: UInt32(face), target: $0.index, weight: $0.similarity)
        }
      })
    #expect(expected.count > 100_000)
    for kernel in SearchKernel.all where kernel.isSupported && kernel.name != "portable" {
      for ranks in [1, 3] {
        #expect(
          try edges(["--min-sim", "\(minSimilarity)", "--kernel", kernel.name], ranks: ranks)
            == expected)
        let record = String(decoding: try scratch.contents("run.json"), as: UTF8.self)
        let inGroups = kernel == .blas ? 0 : ranks
        let byBLAS = kernel == .blas ? ranks : 0
        #expect(record.contains("\"ranksWithBLAS\" : \(byBLAS)"), "\(kernel.name) \(record)")
        #expect(record.contains("\"ranksWithGroups\" : \(inGroups)"), "\(kernel.name) \(record)")
        #expect(record.contains(Self.phaseOfOrder), "\(record)")
      }
    }
  }

  private func normalizedRows(_ file: Data, dimension: Int) throws -> EmbeddingMatrix {
    let values = file.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    let rows = stride(from: 0, to: values.count, by: dimension).map {
      Array(values[$0..<$0 + dimension])
    }
    let faces = EmbeddingMatrix(rows)
    try faces.normalize(path: "faces.bin", firstRow: 0)
    return faces
  }

  /// Where lists do not fill up, an order would not help.
  @Test func facesOfSmallIdentitiesAreInNoOrderAtLowThresholds() throws {
    let scratch = try Scratch()
    _ = try scratch.run([
      "generate", "faces.bin", "--faces", "20001", "--dim", "256", "--sizes", "5",
    ])
    let run = try scratch.run([
      "knn", "faces.bin", "--dim", "256", "--min-sim", "0.1", "--edges", "graph", "--record",
      "run.json",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let record = String(decoding: try scratch.contents("run.json"), as: UTF8.self)
    #expect(!record.contains(Self.phaseOfOrder), "\(record)")
  }

  @Test func fewFacesAreInNoOrder() {
    let settings = SearchSettings(k: 50, minSimilarity: 0.58, threads: 1)
    #expect(settings.mayBringInOrder(faces: 20_000) && !settings.mayBringInOrder(faces: 19_999))
  }

  /// In the record of a run whose search has brought the faces into an order.
  private static let phaseOfOrder = "\"name\" : \"order\""

  /// The edges of `knn`, their files and what the run has to say of the approximation.
  private func edges(
    _ scratch: Scratch, _ options: [String], ranks: Int
  ) throws -> (ends: Set<[UInt32]>, files: [Data], approximation: [String: Double]?) {
    let run = try scratch.run(
      ["knn", "faces.bin", "--edges", "graph", "--record", "run.json"] + options, ranks: ranks)
    #expect(run.exitCode == 0, "\(run.errors)")
    let files = try ["src", "dst", "w"].map { try scratch.contents("graph.\($0).npy") }
    let ends: [[UInt32]] = files[..<2].map { file in
      file.dropFirst(128).withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
    }
    let record = try JSONSerialization.jsonObject(with: scratch.contents("run.json"))
    let graph = (record as? [String: Any])?["graph"] as? [String: Any]
    return (
      Set(zip(ends[0], ends[1]).map { [$0, $1] }), files,
      graph?["approximation"] as? [String: Double]
    )
  }

  /// The recall that the program measures is about that of all edges, few pairs are compared, and the
  /// edges are the same for any number of ranks and threads and any kernel. Of small identities there are so many
  /// groups that their centers are compared by cells.
  @Test(.needsRanks(8), arguments: [("0.58", "70"), ("0.2", "70"), ("0.58", "5")])
  func approximateEdgesAreAsManyAsAskedFor(minSimilarity: String, size: String) throws {
    let scratch = try Scratch()
    _ = try scratch.run(
      ["generate", "faces.bin", "--faces", "21000", "--dim", "64", "--sizes", size])
    let options = ["--dim", "64", "--k", "20", "--min-sim", minSimilarity]
    let exact = try edges(scratch, options, ranks: 2)
    #expect(exact.approximation == nil)
    let wanted = options + ["--search", "approximate", "--recall", "0.9"]
    let found = try edges(scratch, wanted + ["--threads", "2"], ranks: 1)
    for ranks in [2, 3, 8] {
      let same = try edges(scratch, wanted + ["--threads", "1"], ranks: ranks)
      #expect(same.files == found.files)
      #expect(same.approximation == found.approximation)
    }
    let byBLAS = try edges(scratch, wanted + ["--kernel", "blas"], ranks: 3)
    #expect(byBLAS.files == found.files)
    // Rows keep their order then, while others are compared identity by identity.
    let saved = try edges(scratch, wanted + ["--checkpoint", "progress"], ranks: 2)
    #expect(saved.files == found.files)
    let recall = Double(found.ends.intersection(exact.ends).count) / Double(exact.ends.count)
    let approximation = try #require(found.approximation)
    #expect(recall >= 0.9 && recall < 1)
    if size == "5" { #expect(approximation["cellsPerGroup"] != nil) }
    let ofFaces = Dictionary(grouping: exact.ends, by: \.first).values.map { ends in
      Double(ends.count(where: found.ends.contains)) / Double(ends.count)
    }
    let faceRecall = ofFaces.reduce(0, +) / Double(ofFaces.count)
    #expect(faceRecall >= 0.9)
    let told = try #require(approximation["faceRecall"])
    let margin = try #require(approximation["faceRecallMargin"])
    #expect(abs(told - faceRecall) < 2 * margin)
    let none = try edges(scratch, options + ["--search", "approximate", "--recall", "0"], ranks: 2)
    #expect(none.ends.count < found.ends.count)
    #expect(abs(try #require(approximation["recall"]) - recall) < 0.02)
    #expect(try #require(approximation["comparedPairs"]) < 0.02 * 21_000 * 21_000 / 2)
  }

  /// Few faces, so much recall that only the exact search has it, and faces of which too many pairs
  /// have similar groups.
  @Test(
    .needsRanks(3),
    arguments: [
      (faces: "3000", recall: "0.5"), (faces: "21000", recall: "1"),
      (faces: "21000", recall: "0.999"),
    ])
  func theApproximateSearchIsExactWhereThatIsBetter(faces: String, recall: String) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "faces.bin", "--faces", faces, "--dim", "8"])
    let options = ["--dim", "8", "--k", "50", "--min-sim", "0.3"]
    let exact = try edges(scratch, options, ranks: 2)
    let found = try edges(
      scratch, options + ["--search", "approximate", "--recall", recall], ranks: 3)
    #expect(found.files == exact.files)
    #expect(found.approximation?["recall"] == 1)
    #expect(found.approximation?["sampledNeighbors"] == 49_000)
    #expect(found.approximation?["comparedPairs"] == nil)
  }
}

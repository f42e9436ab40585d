import Evaluation
import Foundation
import NearestNeighbors
import Storage
import Testing

@Suite(.serialized) struct ClusterTests {
  @Test func labelsAndEdgesDoNotDependOnRanksAndThreads() throws {
    let scratch = try Scratch()
    let generated = try scratch.run(["generate", "faces.bin", "--faces", "20000"], ranks: 3)
    #expect(generated.exitCode == 0)
    try expectSameLabels(scratch, ["faces.bin", "--truth", "faces.meta", "--quiet"])
  }

  @Test(.needsSharedData("real/lfw-facenet512.bin"))
  func labelsOfRealFacesDoNotDependOnRanksAndThreads() throws {
    let faces = SharedData.path("real/lfw-facenet512.bin")
    try expectSameLabels(
      try Scratch(), [faces, "--dim", "512", "--min-sim", "0.65", "--trials", "3"])
  }

  @Test func labelsOfDigitsDoNotDependOnRanksAndThreads() throws {
    try expectSameLabels(try Scratch(), [Digits.features, "--min-sim", "0.9", "--trials", "3"])
  }

  private func expectSameLabels(_ scratch: Scratch, _ arguments: [String]) throws {
    var first: [Data]?
    for (ranks, threads) in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (4, 1), (7, 1), (8, 1)] {
      let run = try scratch.run(
        arguments + ["--threads", "\(threads)", "--edges", "graph"], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      let files = try ["labels.txt", "graph.src.npy", "graph.dst.npy", "graph.w.npy"].map {
        try scratch.contents($0)
      }
      if let first {
        #expect(files == first, "with \(ranks) ranks and \(threads) threads")
      } else {
        first = files
      }
    }
  }

  /// Networks of many blocks of nodes, of one block, of fewer nodes than ranks, and without links.
  @Test(arguments: [
    "20000 --k 20", "20000 --k 20 --undirected", "3000 --undirected --trials 2", "6 --min-sim -1",
    "6 --min-sim 1",
  ])
  func aDistributedSearchGivesTheSameLabelsOnAnyNumberOfRanks(faces: String) throws {
    let scratch = try Scratch()
    let options = "--synthetic --faces \(faces) --dim 64 --infomap distributed".split(
      separator: " "
    ).map(
      String.init)
    var labels: Set<Data> = []
    var allLinks = 0
    for (ranks, threads) in [(1, 1), (1, 3), (2, 1), (2, 2), (3, 1), (4, 1), (7, 1), (8, 1)] {
      let run = try scratch.run(options + ["--threads", "\(threads)"], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      labels.insert(try scratch.contents("labels.txt"))
      let record = try JSONDecoder().decode(Stages.self, from: scratch.contents("labels.run.json"))
      let infomap = try #require(record.stages.first { $0.name == "infomap" })
      if ranks == 1 { allLinks = record.clusters.mostLinksOfARank }
      if faces.hasPrefix("20000") {
        // There are two blocks of nodes, and no rank of several has them both.
        #expect((record.clusters.mostLinksOfARank < allLinks) == (ranks > 1))
      }
      // Without links nothing is searched.
      #expect((infomap.bytes > 0) == (ranks > 1 && !faces.hasSuffix("--min-sim 1")))
    }
    #expect(labels.count == 1)
  }

  /// What the test above reads of a run record.
  private struct Stages: Decodable {
    struct Stage: Decodable {
      let name: String
      let bytes: Int
    }
    struct Clusters: Decodable { let mostLinksOfARank: Int }
    let stages: [Stage]
    let clusters: Clusters
  }

  @Test(arguments: [
    "--undirected --two-level", "--undirected", "--directed --trials 2",
    "--directed --two-level --to-nodes",
  ])
  func aNetworkIsSearchedAlikeByAnyNumberOfRanks(model: String) throws {
    let (files, messages) = try searchPlantedNetwork(model)
    #expect(files.count == 1)
    // There are three blocks of nodes.
    let most = try messages.map {
      let sizes = try #require($0.firstMatch(of: /no rank has more than (\d+) of (\d+) links/))
      return try (#require(Int(sizes.1)), #require(Int(sizes.2)))
    }
    #expect(most[0].0 == most[0].1)
    #expect(most.dropFirst().allSatisfy { $0.0 < $0.1 * 9 / 10 && $0.1 == most[0].1 })
  }

  @Test(arguments: ["--directed --recorded-teleportation", "--undirected --markov-time 1.5"])
  func aNetworkThatMakesNoPartsIsSearchedAlikeWithAWarning(model: String) throws {
    let (files, messages) = try searchPlantedNetwork(model)
    #expect(files.count == 1)
    #expect(messages.dropFirst().allSatisfy { $0.contains("every rank has the whole network") })
    #expect(!messages[0].contains("warning"))
  }

  /// Directed links in no order make no parts either; with self-links left out the same network remains.
  @Test(arguments: ["--directed", "--undirected"])
  func selfLinksAreLeftOutOfPartsAndWholeNetworks(model: String) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "planted", "--nodes", "40000", "--links", "300000"])
    let options = [model, "--two-level", "--threads", "1", "--infomap", "distributed"]
    func clustered(_ network: String, _ more: [String], ranks: Int) throws -> Data {
      let run = try scratch.run(
        ["infomap", network, "--out", "found.tree"] + options + more, ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try scratch.contents("found.tree")
    }
    let expected = try clustered("planted", [], ranks: 2)

    func numbers(_ name: String) throws -> [UInt32] {
      try NumpyArray.read(scratch.path("planted.\(name).npy"), UInt32.self, type: "<u4")
    }
    let (sources, targets) = try (numbers("src"), numbers("dst"))
    let weights = try NumpyArray.read(scratch.path("planted.w.npy"), Float.self, type: "<f4")
    var looped = (sources: [UInt32](), targets: [UInt32](), weights: [Float]())
    for link in sources.indices {
      looped.sources.append(sources[link])
      looped.targets.append(targets[link])
      looped.weights.append(weights[link])
      guard link % 3 == 0 else { continue }
      looped.sources.append(sources[link])
      looped.targets.append(sources[link])
      looped.weights.append(2)
    }
    func write(
      _ name: String, _ sources: [UInt32], _ targets: [UInt32], _ weights: [Float]
    ) throws {
      try NumpyArray.write(sources.span, type: "<u4", to: scratch.path(name + ".src.npy"))
      try NumpyArray.write(targets.span, type: "<u4", to: scratch.path(name + ".dst.npy"))
      try NumpyArray.write(weights.span, type: "<f4", to: scratch.path(name + ".w.npy"))
    }
    try write("looped", looped.sources, looped.targets, looped.weights)
    try write(
      "backwards", looped.sources.reversed(), looped.targets.reversed(), looped.weights.reversed())
    #expect(try clustered("looped", ["--no-self-links"], ranks: 3) == expected)
    #expect(try clustered("looped", [], ranks: 3) != expected)
    let whole = try clustered("backwards", ["--no-self-links"], ranks: 3)
    #expect(modules(whole) == modules(expected))
  }

  /// The ids in each top module of a .tree file, whatever the last digits of flows and codelengths.
  private func modules(_ file: Data) -> Set<Set<Substring>> {
    var members: [Substring: Set<Substring>] = [:]
    for line in String(decoding: file, as: UTF8.self).split(separator: "\n")
    where !line.hasPrefix("#") {
      members[line.prefix { $0 != ":" }, default: []].insert(line.split(separator: " ").last!)
    }
    return Set(members.values)
  }

  /// The files that different numbers of ranks, first one, make of a network, and what they say.
  private func searchPlantedNetwork(
    _ model: String
  ) throws -> (files: Set<Data>, messages: [String]) {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "planted", "--nodes", "40000", "--links", "300000"])
    let options =
      ["infomap", "planted", "--infomap", "distributed", "--verbose"]
      + model.split(separator: " ").map(String.init)
    var files: Set<Data> = []
    var messages: [String] = []
    for (ranks, threads) in [(1, 2), (2, 1), (3, 1), (8, 1)] {
      let run = try scratch.run(
        options + ["--threads", "\(threads)", "--out", "found.tree"], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      files.insert(try scratch.contents("found.tree"))
      messages.append(run.errors)
    }
    return (files, messages)
  }

  @Test func edgesDoNotDependOnTheKernelOfTheSearch() throws {
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

  /// So many faces are brought into an order first, with a lower threshold they are not: then each
  /// list has the same neighbors and less similar ones.
  @Test func facesInOrderHaveTheSameNeighbors() throws {
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
    let expected = try edges(["--min-sim", "0.29", "--kernel", "blas"], ranks: 1)
      .filter { $0.weight >= 0.6 }
    #expect(expected.count > 100_000)
    for kernel in SearchKernel.all where kernel.isSupported && kernel.name != "portable" {
      for ranks in [1, 3] {
        #expect(
          try edges(["--min-sim", "0.6", "--kernel", kernel.name], ranks: ranks) == expected)
        let record = String(decoding: try scratch.contents("run.json"), as: UTF8.self)
        let inGroups = kernel == .blas ? 0 : ranks
        #expect(record.contains("\"ranksWithGroups\" : \(inGroups)"), "\(kernel.name) \(record)")
      }
    }
  }

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
  /// edges are the same for any number of ranks and threads and any kernel.
  @Test(arguments: ["0.58", "0.2"])
  func approximateEdgesAreAsManyAsAskedFor(minSimilarity: String) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "faces.bin", "--faces", "21000", "--dim", "64"])
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
    let recall = Double(found.ends.intersection(exact.ends).count) / Double(exact.ends.count)
    let approximation = try #require(found.approximation)
    #expect(recall >= 0.9 && recall < 1)
    let none = try edges(scratch, options + ["--search", "approximate", "--recall", "0"], ranks: 2)
    #expect(none.ends.count < found.ends.count)
    #expect(abs(try #require(approximation["recall"]) - recall) < 0.02)
    #expect(try #require(approximation["comparedPairs"]) < 0.02 * 21_000 * 21_000 / 2)
  }

  /// Few faces, so much recall that only the exact search has it, and faces of which too many pairs
  /// have similar groups.
  @Test(
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

  @Test func labelsDoNotDependOnTheKernelsOfTheBLAS() throws {
    let scratch = try Scratch()
    let arguments = [
      "--synthetic", "--faces", "3000", "--dim", "100", "--min-sim", "0.5", "--edges", "graph",
      "--kernel", "blas",
    ]
    var cores: Set<String> = []
    var weights: Set<Data> = []
    for core in ["PRESCOTT", "NEHALEM", "fastest"] {
      let choice = core == "fastest" ? "-uOPENBLAS_CORETYPE" : "OPENBLAS_CORETYPE=\(core)"
      let run = try scratch.run(arguments, ranks: 2, wrapper: ["env", choice])
      #expect(run.exitCode == 0)
      let record = String(decoding: try scratch.contents("labels.run.json"), as: UTF8.self)
      let line = record.split(separator: "\n").first { $0.contains("\"blasCore\"") }
      cores.insert(String(try #require(line)))
      weights.insert(try scratch.contents("graph.w.npy") + scratch.contents("labels.txt"))
    }
    #expect(weights.count == 1)
    #if arch(x86_64)
      #expect(cores.count > 1)
    #endif
  }

  @Test func generatedFilesDoNotDependOnRanks() throws {
    let scratch = try Scratch()
    for ranks in [1, 3, 8] {
      let run = try scratch.run(
        ["generate", "f\(ranks).bin", "--faces", "1001", "--dim", "33", "--intrinsic-dim", "20"],
        ranks: ranks)
      #expect(run.exitCode == 0)
      #expect(try scratch.contents("f\(ranks).bin") == scratch.contents("f1.bin"))
      #expect(try scratch.contents("f\(ranks).meta") == scratch.contents("f1.meta"))
    }
    #expect(try scratch.contents("f1.bin").count == 1001 * 33 * 4)
  }

  @Test func fewerFacesThanRanksAndMoreNeighborsThanFacesWork() throws {
    let scratch = try Scratch()
    _ = try scratch.write("three.bin", floats: [1, 0, 1, 0, 0, 1])
    let run = try scratch.run(
      ["three.bin", "--dim", "2", "--k", "50", "--min-sim", "0.5"], ranks: 8)
    #expect(run.exitCode == 0)
    #expect(try scratch.contents("labels.txt") == Data("0\n0\n1\n".utf8))
  }

  @Test func everyLeastSimilarityOfMinusOneKeepsAllPairs() throws {
    let scratch = try Scratch()
    _ = try scratch.write("faces.bin", floats: (0..<60).map { Float(($0 * 37) % 19) - 9 })
    let run = try scratch.run(
      ["knn", "faces.bin", "--dim", "4", "--min-sim", "-1", "--edges", "all"], ranks: 3)
    #expect(run.exitCode == 0)
    let sources = try NumpyArray.read(scratch.path("all.src.npy"), UInt32.self, type: "<u4")
    #expect(sources.count == 15 * 14)
    #expect(!scratch.exists("labels.txt"))
  }

  @Test func facesWithoutEdgesAreClustersOfTheirOwn() throws {
    let scratch = try Scratch()
    _ = try scratch.write("apart.bin", floats: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    let run = try scratch.run(["apart.bin", "--dim", "3"], ranks: 2)
    #expect(run.exitCode == 0)
    #expect(try scratch.contents("labels.txt") == Data("0\n1\n2\n".utf8))
  }

  @Test func warningsAreShownUnlessTheRunIsQuiet() throws {
    let scratch = try Scratch()
    let run = try scratch.run(
      ["--synthetic", "--faces", "60", "--dim", "8", "--k", "70"], ranks: 2)
    #expect(run.exitCode == 0)
    #expect(run.errors.components(separatedBy: "warning: k is 70").count == 2, "\(run.errors)")
  }

  @Test func theRecordHoldsOptionsStagesAndScores() throws {
    let scratch = try Scratch()
    let run = try scratch.run(
      ["--synthetic", "--faces", "600", "--dim", "32", "--k", "700", "--json", "--quiet"], ranks: 2)
    #expect(run.exitCode == 0)
    let record = try #require(
      JSONSerialization.jsonObject(with: scratch.contents("labels.run.json")) as? [String: Any])
    let stages = try #require(record["stages"] as? [[String: Any]])
    #expect(
      stages.map { $0["name"] as? String } == [
        "load", "neighbors", "edges", "gather", "infomap", "write", "evaluate",
      ])
    #expect((record["options"] as? [String: Any])?["k"] as? Int == 700)
    let start = try #require(record["run"] as? [String: Any])
    #expect(
      (start["commandLine"] as? [String])?.dropFirst().prefix(2) == ["--synthetic", "--faces"])
    #expect(start["folder"] as? String == scratch.folder.resolvingSymlinksInPath().path)
    #expect((start["host"] as? String)?.isEmpty == false)
    for moment in ["start", "end"] {
      let date = try Date(#require(start[moment] as? String), strategy: .iso8601)
      #expect(abs(date.timeIntervalSinceNow) < 3600)
    }
    let mpi = try #require((record["machine"] as? [String: Any])?["mpi"] as? String)
    #expect(
      !mpi.isEmpty && !mpi.unicodeScalars.contains { $0.properties.generalCategory == .control })
    let peaks = stages.compactMap { $0["peakMemory"] as? [Int] }
    #expect(peaks.count == stages.count && peaks.allSatisfy { $0.count == 2 })
    #expect(zip(peaks, peaks.dropFirst()).allSatisfy { $0[0] <= $1[0] && $0[1] <= $1[1] })
    #expect((record["warnings"] as? [String])?.contains { $0.contains("k is 700") } == true)
    #expect(record["scores"] != nil && record["clusters"] != nil)
    #expect(run.output.contains("\"codelength\""))
    #expect(run.errors.isEmpty)
  }

  @Test func theEdgeListCanBeClusteredAgain() throws {
    let scratch = try Scratch()
    let first = try scratch.run(
      ["--synthetic", "--faces", "2000", "--dim", "32", "--edges", "graph", "--json", "--quiet"])
    let again = try scratch.run(["infomap", "graph", "--two-level", "--out", "graph.clu", "--json"])
    #expect(first.exitCode == 0 && again.exitCode == 0)
    let modules = try scratch.contents("graph.clu").split(separator: UInt8(ascii: "\n"))
    #expect(modules.count > 1000)
    func codelength(_ text: String, in key: String?) throws -> Double {
      let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      let holder = key.map { json?[$0] as? [String: Any] } ?? json
      return try #require(holder?["codelength"] as? Double)
    }
    #expect(
      try codelength(first.output, in: "clusters") == codelength(again.output, in: nil))
  }
}

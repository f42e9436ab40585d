import Foundation
import Storage
import Testing

@Suite(.serialized) struct ClusterTests {
  @Test(.needsRanks(3)) func labelsAndEdgesDoNotDependOnRanksAndThreads() throws {
    let scratch = try Scratch()
    let generated = try scratch.run(["generate", "faces.bin", "--faces", "20000"], ranks: 3)
    #expect(generated.exitCode == 0)
    try expectSameLabels(
      scratch, ["faces.bin", "--min-sim", "0.58", "--truth", "faces.meta", "--quiet"])
  }

  @Test(.needsSharedData("real/lfw-facenet512.bin"))
  func labelsOfRealFacesDoNotDependOnRanksAndThreads() throws {
    let faces = SharedData.path("real/lfw-facenet512.bin")
    try expectSameLabels(
      try Scratch(), [faces, "--dim", "512", "--min-sim", "0.65", "--trials", "3"])
  }

  @Test(.needsRanks(8)) func labelsOfDigitsDoNotDependOnRanksAndThreads() throws {
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

  @Test(.needsRanks(8)) func generatedFilesDoNotDependOnRanks() throws {
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

  @Test(.needsRanks(8)) func fewerFacesThanRanksAndMoreNeighborsThanFacesWork() throws {
    let scratch = try Scratch()
    _ = try scratch.write("three.bin", floats: [1, 0, 1, 0, 0, 1])
    let run = try scratch.run(
      ["three.bin", "--dim", "2", "--k", "50", "--min-sim", "0.5"], ranks: 8)
    #expect(run.exitCode == 0)
    #expect(try scratch.contents("labels.txt") == Data("0\n0\n1\n".utf8))
  }

  @Test(.needsRanks(3)) func everyLeastSimilarityOfMinusOneKeepsAllPairs() throws {
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
      ["--synthetic", "--faces", "60", "--dim", "8", "--k", "70", "--min-sim", "0.58"], ranks: 2)
    #expect(run.exitCode == 0)
    #expect(run.errors.components(separatedBy: "warning: k is 70").count == 2, "\(run.errors)")
  }

  @Test func theRecordHoldsOptionsStagesAndScores() throws {
    let scratch = try Scratch()
    let run = try scratch.run(
      [
        "--synthetic", "--faces", "600", "--dim", "32", "--k", "700", "--min-sim", "0.58", "--json",
        "--quiet",
      ], ranks: 2)
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
      [
        "--synthetic", "--faces", "2000", "--dim", "32", "--min-sim", "0.58", "--edges", "graph",
        "--json", "--quiet",
      ])
    let again = try scratch.run(["infomap", "graph", "-d2", "--out", "graph.clu", "--json"])
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

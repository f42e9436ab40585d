import Foundation
import Testing

/// Nodes whose shared memory is too small for what ranks would share, or not shared by all of them.
@Suite(.serialized) struct SharedMemoryTests {
  /// Where ranks share a node they read each other's rows and codes, unless its shared memory is too
  /// small, as it often is in containers.
  @Test(.needsRanks(5), .needsMounts) func shardsTravelWhereSharedMemoryHasNoRoomForThem() throws {
    let scratch = try Scratch()
    // 39 MiB of rows.
    let generated = try scratch.run(
      ["generate", "faces.bin", "--faces", "20000", "--dim", "512"], ranks: 2)
    #expect(generated.exitCode == 0)
    struct Record: Decodable {
      struct Graph: Decodable {
        let shardsInPlace: Bool
        let ranksWithGroups: Int
      }
      let graph: Graph
    }
    var labels: Set<Data> = []
    for ranks in [1, 2, 3, 4, 5] {
      for (megabytes, rowsFit, codesFit) in [
        (30, false, false), (49, true, false), (200, true, true),
      ] {
        let run = try scratch.run(
          ["faces.bin", "--dim", "512", "--k", "10", "--min-sim", "0.58", "--threads", "1"],
          ranks: ranks,
          outerWrapper: sharedMemory(megabytes: megabytes))
        #expect(run.exitCode == 0, "\(run.errors)")
        labels.insert(try scratch.contents("labels.txt"))
        let record = try JSONDecoder().decode(
          Record.self, from: scratch.contents("labels.run.json"))
        let isShared = rowsFit && ranks > 1
        #expect(record.graph.shardsInPlace == isShared)
        #expect(record.graph.ranksWithGroups == ranks)
        #expect(run.errors.contains("no room for the faces,") == (!rowsFit && ranks > 1))
        #expect(
          run.errors.contains("no room for the codes") == (isShared && !codesFit), "\(run.errors)")
      }
    }
    #expect(labels.count == 1)
  }

  /// Ranks that search for clusters then have the edges to themselves: one, two of four, or all.
  @Test(
    .needsRanks(4), .needsMounts,
    arguments: [["--trials", "1"], ["--trials", "2"], ["--infomap", "distributed"]])
  func edgesNeedNotFitIntoSharedMemory(options: [String]) throws {
    let scratch = try Scratch()
    // 11 MiB of edges.
    let generated = try scratch.run(
      ["generate", "faces.bin", "--faces", "20000", "--dim", "64"], ranks: 1)
    #expect(generated.exitCode == 0)
    var labels: Set<Data> = []
    for (megabytes, edgesFit) in [(12, false), (200, true)] {
      let run = try scratch.run(
        ["faces.bin", "--dim", "64", "--min-sim", "0", "--threads", "1"] + options, ranks: 4,
        outerWrapper: sharedMemory(megabytes: megabytes))
      #expect(run.exitCode == 0, "\(run.errors)")
      labels.insert(try scratch.contents("labels.txt"))
      #expect(run.errors.contains("no room for the edges") == !edgesFit, "\(run.errors)")
    }
    #expect(labels.count == 1)
  }

  /// Containers side by side have a shared memory each, and MPI takes them to be on one node.
  @Test(.needsMounts, arguments: [["--trials", "2"], ["--infomap", "distributed"]])
  func ranksThatDoNotShareMemoryFindTheSameLabels(options: [String]) throws {
    let scratch = try Scratch()
    let arguments =
      ["--synthetic", "--faces", "20000", "--dim", "64", "--min-sim", "0.58", "--threads", "1"]
      + options
    #expect(try scratch.run(arguments, ranks: 2).exitCode == 0)
    let labels = try scratch.contents("labels.txt")
    for isReadOnly in [false, true] {
      let run = try scratch.run(
        arguments, ranks: 2, wrapper: sharedMemory(megabytes: 200, isReadOnly: isReadOnly))
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(try scratch.contents("labels.txt") == labels)
      #expect(
        run.errors.contains("the ranks of a node do not have the same, so ranks send their rows"))
      #expect(run.errors.contains("each rank that searches clusters has them to itself"))
    }
  }

  @Test(.needsMounts, arguments: [["--directed", "--no-self-links"], ["--undirected"]])
  func aNetworkIsSearchedAlikeByRanksThatDoNotShareMemory(options: [String]) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "planted", "--nodes", "40000", "--links", "300000"])
    let arguments =
      ["infomap", "planted", "--infomap", "distributed", "--threads", "1", "--out", "found.tree"]
      + options
    #expect(try scratch.run(arguments, ranks: 2).exitCode == 0)
    let modules = try scratch.contents("found.tree")
    let apart = try scratch.run(arguments, ranks: 2, wrapper: sharedMemory(megabytes: 200))
    #expect(apart.exitCode == 0, "\(apart.errors)")
    #expect(apart.errors.contains("each rank has all of it for itself"), "\(apart.errors)")
    #expect(try scratch.contents("found.tree") == modules)
    let small = try scratch.run(arguments, ranks: 2, outerWrapper: sharedMemory(megabytes: 4))
    #expect(small.exitCode == 0, "\(small.errors)")
    #expect(try scratch.contents("found.tree") == modules)
  }
}

import Foundation
import Testing

/// Nodes whose shared memory is too small for what ranks would share.
@Suite(.serialized) struct SharedMemoryTests {
  /// Where ranks share a node they read each other's rows and codes, unless its shared memory is too
  /// small, as it often is in containers.
  @Test(.needsMounts) func shardsTravelWhereSharedMemoryHasNoRoomForThem() throws {
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
          ["faces.bin", "--dim", "512", "--k", "10", "--threads", "1"], ranks: ranks,
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
    .needsMounts,
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
}

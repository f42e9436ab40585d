import Foundation
import MPILauncher
import TestFiles
import Testing

/// Ranks that see different files by one name, as where copies on the disks of nodes are of different age.
@Suite(.serialized) struct DifferentCopiesTests {
  private static func write(_ name: String, rows: Int, columns: Int, _ scratch: Scratch) throws {
    let values = (0..<rows * columns).map { Float($0 * $0 % 101 + 1) }
    let bytes = NumpyFile.array("<f4", "(\(rows), \(columns))", values.withUnsafeBytes(Array.init))
    _ = try scratch.write(name, bytes)
  }

  /// A folder for each rank. Rank 1 has other copies than rank 0, but of what is named the same.
  private static func folders() throws -> Scratch {
    let scratch = try Scratch()
    for rank in 0..<2 {
      try FileManager.default.createDirectory(
        atPath: scratch.path("of\(rank)"), withIntermediateDirectories: true)
      try write("of\(rank)/same.npy", rows: 96, columns: 16, scratch)
      try write("of\(rank)/columns.npy", rows: 96, columns: 16 - rank, scratch)
      try write("of\(rank)/rows.npy", rows: 96 - 48 * rank, columns: 16, scratch)
      try write("of\(rank)/values.npy", rows: 96, columns: 16, scratch)
      let labels = (0..<96).map { "\($0 % 5)\n" }.joined()
      _ = try scratch.write("of\(rank)/labels.txt", Array(labels.utf8))
    }
    var values = try Array(scratch.contents("of1/values.npy"))
    values[values.count - 1] ^= 0x80
    _ = try scratch.write("of1/values.npy", values)
    return scratch
  }

  private static let inFolderOfRank = [
    "sh", "-c", "cd of$((\(MPILauncher.rankInShell) % 2)) && exec \"$@\"", "sh",
  ]

  private static let assigned = [
    "--labels", "labels.txt", "--min-sim", "0.5", "--out", "a.txt",
  ]

  @Test(arguments: [
    ["columns.npy", "--min-sim", "0.5"], ["rows.npy", "--min-sim", "0.5"], ["values.npy"],
    ["rows.npy", "--method", "kmeans", "--clusters", "5"], ["calibrate", "columns.npy"],
    ["sweep", "rows.npy"], ["knn", "columns.npy", "--edges", "e"], ["compare", "rows.npy"],
    ["assign", "same.npy", "--to", "rows.npy"] + assigned,
    ["assign", "rows.npy", "--to", "same.npy"] + assigned,
  ])
  func areRefused(words: [String]) throws {
    let scratch = try Self.folders()
    let file = try #require(words.first { ["columns", "rows", "values"].contains($0.dropLast(4)) })
    let run = try scratch.run(
      words + ["--threads", "1"], ranks: 3, wrapper: Self.inFolderOfRank, timeout: 60)
    #expect(run.exitCode == 3 && !run.timedOut, "\(run.errors)")
    #expect(run.errors.contains("\(file): rank 1 on "), "\(run.errors)")
    let message =
      switch file {
      case "columns.npy": "sees 96 faces x 15, and rank 0 96 x 16"
      case "rows.npy": "sees 48 faces x 16, and rank 0 96 x 16"
      default: "sees other values in its rows than rank 0"
      }
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(!scratch.exists("of0/labels.run.json") && !scratch.exists("of0/a.txt"))
  }

  /// What is saved beside a graph is read by rank 0 for all ranks: else some would look for clusters by other weights, or
  /// for neighbors of other similarities, than the others.
  @Test func ofTheDescriptionOfAGraphThatOfRankZeroCounts() throws {
    let scratch = try Self.foldersOfGraphs()
    for line in [
      ["--from-edges", "e"],
      ["update", "new.npy", "--to", "old.npy", "--labels", "e.txt", "--to-edges", "e"],
    ] {
      let words = line + ["--threads", "1", "--out", "found.txt"]
      let alone = try scratch.run(words, ranks: 1, wrapper: Self.inFolderOfRank)
      #expect(alone.exitCode == 0, "\(alone.errors)")
      let labels = try scratch.contents("of0/found.txt")
      try scratch.remove("of0/found.txt")
      let run = try scratch.run(words, ranks: 3, wrapper: Self.inFolderOfRank, timeout: 60)
      #expect(run.exitCode == 0 && !run.timedOut, "\(run.errors)")
      #expect(try scratch.contents("of0/found.txt") == labels, "\(line[0])")
      try scratch.remove("of0/found.txt")
    }
  }

  /// A graph with calibrated weights and its faces in the folders of both ranks, but rank 1 has the description of one
  /// with the weights and the higher threshold of cosines.
  private static func foldersOfGraphs() throws -> Scratch {
    let scratch = try Scratch()
    func expectSuccess(_ words: [String]) throws {
      let run = try scratch.run(words + ["--quiet"], ranks: 1)
      try #require(run.exitCode == 0, "\(run.errors)")
    }
    for rank in 0..<2 {
      try FileManager.default.createDirectory(
        atPath: scratch.path("of\(rank)"), withIntermediateDirectories: true)
      for (name, faces, seed) in [("old", "1200", "1"), ("new", "60", "2")] {
        try expectSuccess([
          "generate", "of\(rank)/\(name).npy", "--faces", faces, "--dim", "64", "--seed", seed,
        ])
      }
      let weights = rank == 0 ? ["--weights", "calibrated"] : ["--min-sim", "0.9", "--k", "20"]
      try expectSuccess(
        ["of\(rank)/old.npy", "--edges", "of\(rank)/e", "--out", "of\(rank)/e.txt"] + weights)
    }
    for array in ["src", "dst", "w"] {
      let bytes = try Array(scratch.contents("of0/e.\(array).npy"))
      _ = try scratch.write("of1/e.\(array).npy", bytes)
    }
    return scratch
  }

  /// Five links in a row, of which one has another weight, or is missing, in the copy of rank 1.
  private static func networks(_ scratch: Scratch) throws {
    for rank in 0..<2 {
      for (name, links, weight) in [
        ("same", 5, 1), ("weights", 5, 1 + rank), ("links", 5 - rank, 1),
      ] {
        let lines = (0..<links).map { "\($0) \($0 + 1) \($0 == 2 ? weight : 1)\n" }
        _ = try scratch.write("of\(rank)/\(name).net", Array(lines.joined().utf8))
        let weights = (0..<links).map { Float($0 == 2 ? weight : 1) }
        func write<Number>(_ array: String, _ type: String, _ numbers: [Number]) throws {
          let bytes = NumpyFile.array(
            type, "(\(links),)", numbers.withUnsafeBytes(Array.init))
          _ = try scratch.write("of\(rank)/\(name).\(array).npy", bytes)
        }
        try write("src", "<u4", (0..<UInt32(links)).map { $0 })
        try write("dst", "<u4", (0..<UInt32(links)).map { $0 + 1 })
        try write("w", "<f4", weights)
      }
    }
  }

  private static func expectRefusal(_ run: ProgramRun, of network: String, rank: Int) {
    #expect(run.exitCode == 3 && !run.timedOut, "\(run.errors)")
    #expect(run.errors.contains("\(network): rank \(rank) on "), "\(run.errors)")
    let message =
      network.hasPrefix("links") ? "sees 4 links, and rank 0 5" : "sees other links than rank 0"
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test(arguments: ["links.net", "weights.net"]) func networksOfRanksAreRefused(network: String)
    throws
  {
    let scratch = try Self.folders()
    try Self.networks(scratch)
    let words = ["--infomap", "distributed", "--threads", "1"]
    Self.expectRefusal(
      try scratch.run(
        ["infomap", network] + words, ranks: 3, wrapper: Self.inFolderOfRank, timeout: 60),
      of: network, rank: 1)
    // Rank 0 alone reads it here.
    let root = try scratch.run(
      ["infomap", network, "--threads", "1"], ranks: 3, wrapper: Self.inFolderOfRank, timeout: 60)
    #expect(root.exitCode == 0, "\(root.errors)")
  }

  /// One rank of each host reads arrays.
  @Test(.needsLocalCluster) func arraysOfHostsAreRefused() throws {
    let scratch = try Self.folders()
    try Self.networks(scratch)
    let cluster = try LocalCluster(nodes: 2, in: scratch)
    func run(_ network: String) throws -> ProgramRun {
      try cluster.run(
        [MPILauncher.path, "--host", "node1:2,node2:2", "-n", "4", "sh", "-c"]
          + [
            "case $(hostname) in node1) cd of0;; *) cd of1;; esac; exec \"$@\"", "sh",
            Scratch.program.path, "infomap", network, "--infomap", "distributed", "--threads", "1",
          ], timeout: 60)
    }
    for network in ["links", "weights"] {
      Self.expectRefusal(try run(network), of: network, rank: 2)
    }
    let same = try run("same")
    #expect(same.exitCode == 0, "\(same.errors)")
  }

  @Test func theSameCopiesAreTaken() throws {
    let scratch = try Self.folders()
    let run = try scratch.run(
      ["same.npy", "--min-sim", "0.5", "--threads", "1"], ranks: 3, wrapper: Self.inFolderOfRank)
    #expect(run.exitCode == 0, "\(run.errors)")
    try Self.networks(scratch)
    let network = try scratch.run(
      ["infomap", "same.net", "--infomap", "distributed", "--threads", "1"], ranks: 3,
      wrapper: Self.inFolderOfRank)
    #expect(network.exitCode == 0, "\(network.errors)")
  }
}

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

  @Test func theSameCopiesAreTaken() throws {
    let scratch = try Self.folders()
    let run = try scratch.run(
      ["same.npy", "--min-sim", "0.5", "--threads", "1"], ranks: 3, wrapper: Self.inFolderOfRank)
    #expect(run.exitCode == 0, "\(run.errors)")
  }
}

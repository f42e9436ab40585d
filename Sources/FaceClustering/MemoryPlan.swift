import Embeddings
import Foundation
import MPI

/// What a run needs of each node's memory.
struct MemoryPlan {
  /// Bytes that are needed in any case.
  let least: Int
  /// Bytes that are needed when every list fills up.
  let most: Int

  /// For the node of which `rows` gives the shard sizes of the ranks.
  init(rows: [Int], largestShard: Int, faces: Int, dimension: Int, k: Int, runsInfomap: Bool) {
    let rowBytes = dimension * MemoryLayout<Float>.size
    let visiting = rows.count > 0 && faces > largestShard ? 2 * largestShard : 0
    let shards = rows.reduce(0) { $0 + ($1 + visiting) * rowBytes }
    // Thresholds and offsets of all faces, and rows of the lists.
    let perFace = rows.count * faces * 4 + rows.reduce(0, +) * 17
    let neighbors = max(0, min(k, faces) - 1)
    let lists = rows.reduce(0) { $0 + ($1 + 2 * largestShard) * neighbors * 8 }
    let edges = faces * neighbors
    // Sources, targets, weights once for the node; the network, its flow and the search's copy of
    // it on the root.
    let graph = edges * 12 + (runsInfomap ? edges * 24 + faces * 160 : 0)
    least = shards + perFace
    most = least + max(lists, graph)
  }

  /// Memory that Linux could give out now, in bytes; nil where it cannot be known.
  static func available() -> Int? {
    let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    return line.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
      .map { $0 * 1024 }
  }

  /// The most memory that this process has held so far, in bytes.
  static func peak() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    // Linux counts it in KiB.
    return usage.ru_maxrss * 1024
  }

  static func text(_ bytes: Int) -> String {
    String(format: "%.2f GiB", Double(bytes) / Double(1 << 30))
  }
}

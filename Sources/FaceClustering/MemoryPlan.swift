import Embeddings
import Foundation
import MPI

/// What a run needs of each node's memory.
public struct MemoryPlan {
  /// Bytes that are needed in any case.
  let least: Int
  /// Bytes that are needed when every list fills up.
  let most: Int

  /// For the node of which `rows` gives the shard sizes of the ranks.
  ///
  /// - Parameters:
  ///   - inPlace: whether ranks read each other's rows where they are.
  ///   - codeBytes: of the kernel's codes of a face.
  ///   - orderBytes: what every rank needs, besides rows, to bring the faces into order; nil if they
  ///     are not.
  ///   - edgeCopies: how many copies of all edges the node has.
  ///   - searches: how many of the node's ranks run Infomap.
  ///   - searchesParts: whether each of them has the links of its own nodes only.
  ///   - directed: whether the network is.
  init(
    rows: [Int], largestShard: Int, ranks: Int, inPlace: Bool, faces: Int, dimension: Int, k: Int,
    codeBytes: Int, orderBytes: Int?, edgeCopies: Int, searches: Int, searchesParts: Bool,
    directed: Bool
  ) {
    let rowBytes = dimension * MemoryLayout<Float>.size
    let visitors = ranks > 1 ? largestShard : 0
    // At work, and, where a rank has more than one visitor, on its way.
    let visitingShards = inPlace ? 0 : ranks > 3 ? 2 : 1
    // Codes of the own shard as rows and of the shard at work as columns, with 8 bytes a face of
    // bounds. Faces in order have a center for about every twelve, as codes on either side and as
    // it is, and their distance to it; of shards in place there is one of these for both sides.
    let codes = codeBytes + 8 + (orderBytes == nil ? 0 : codeBytes / 12)
    let centers = orderBytes == nil ? 0 : rowBytes / 12 + 4
    let ring = rows.reduce(0) {
      $0 + ($1 + visitingShards * visitors) * rowBytes + ($1 + largestShard) * codes
        + (inPlace ? $1 : $1 + visitors) * centers
    }
    // To be brought into order the faces are compared with centers, for which they are in memory as
    // codes too; then they are in memory twice, and where they are sent an eighth of their columns
    // three times more.
    let copies = inPlace ? rowBytes : rowBytes * 11 / 8
    let ordering = orderBytes.map { orderBytes in
      rows.reduce(0) {
        $0 + $1 * rowBytes + max($1 * (codeBytes + 8) + orderBytes, largestShard * (copies + 32))
      }
    }
    // What the lists of all faces accept, with an order the faces' numbers and positions, and the
    // lists' heads.
    let perFace =
      rows.count * faces * (orderBytes == nil ? 4 : 12)
      + rows.reduce(0) { $0 + ($1 + visitors) * 24 + $1 * 8 }
    let neighbors = max(0, min(k, faces) - 1)
    // The own lists with what malloc adds, and what visitors find and send home, of which each face
    // has about an equal part on every rank it meets, or, with an order, where most are on the own
    // rank, no more than a quarter of that.
    // Of two ranks each compares half of its visitor only, and, unless they are in place, has no more
    // of its codes.
    let partsOfVisits = ranks * (orderBytes == nil ? 1 : 4)
    let visits = 3 * (ranks == 2 ? visitors / 2 : visitors) * neighbors * 8 / partsOfVisits
    let freedCodes = ranks == 2 && !inPlace ? largestShard / 2 * codes : 0
    let lists = rows.reduce(0) { $0 + $1 * (neighbors * 8 + 16) + max(0, visits - freedCodes) }
    // With an order the lists go home: they are in memory as they were found and as they are sent, or
    // as sent and received, or as received and merged.
    let home = orderBytes == nil ? 0 : rows.reduce(0) { $0 + $1 * (rowBytes + 16 * neighbors + 16) }
    let edges = faces * neighbors
    // The lists of the node's own faces become edges: sources, targets, weights. Then these of all
    // faces are gathered, where they can be shared once for the node; the lists are free again by then.
    let ownFaces = rows.reduce(0, +)
    let gather = max(
      ownFaces * 20 * neighbors, 12 * (ownFaces * neighbors + edgeCopies * edges))
    // The network, its flow and the search's copy of it on each rank that searches. All that was
    // there before is given back when the networks are made. Parts of the network are made from
    // edges that stay until all are; of an undirected one most edges come twice.
    let infomap =
      searchesParts
      ? 12 * edgeCopies * edges + searches * (edges * (directed ? 17 : 14) / ranks + faces * 128)
      : searches * (edges * 24 + faces * 160)
    let afterwards = max(gather, infomap)
    let processes = Self.programBytes + rows.count * Self.processBytes
    let search = max(ring, ordering ?? 0) + perFace
    least = processes + search
    most = processes + max(search, ring + perFace + lists, home + perFace, afterwards)
  }

  /// What a node's processes share: the program and its libraries.
  private static let programBytes = 26 << 20
  /// What a process, its MPI and the tables of its threads hold, whatever the faces.
  private static let processBytes = 6 << 20

  /// The most memory that this process has held so far, in bytes.
  public static func peak() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    // Linux counts it in KiB.
    return usage.ru_maxrss * 1024
  }

  static func text(_ bytes: Int) -> String {
    String(format: "%.2f GiB", Double(bytes) / Double(1 << 30))
  }
}

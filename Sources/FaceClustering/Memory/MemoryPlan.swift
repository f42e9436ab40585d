import Foundation
import NearestNeighbors

/// What a run needs of each node's memory.
package struct MemoryPlan {
  /// Bytes that are needed in any case.
  let least: Int
  /// Bytes that are needed when every list fills up.
  let most: Int

  init(_ size: RunSize) {
    let processes = Self.bytesOfProcesses(ranks: size.rows.count)
    let search = max(
      max(size.ring, size.ordering) + size.faceTables, size.loaded + size.calibrationBytes)
    least = processes + size.earlierLabelBytes + search
    most =
      processes + size.earlierLabelBytes
      + max(
        search + size.progress,
        size.ring + size.faceTables + size.lists + size.centersOfGroups + size.knownEdgeBytes
          + size.progress,
        size.listsGoingHome + size.faceTables + size.progress,
        size.gathering, size.clusteringBytes, size.successionBytes, size.tableBytes)
  }

  /// What processes need for themselves.
  ///
  /// - Parameter ranks: how many a node has.
  static func bytesOfProcesses(ranks: Int) -> Int { programBytes + ranks * processBytes }

  /// What a node's processes share: the program and its libraries.
  private static let programBytes = 26 << 20
  /// What a process, its MPI and the tables of its threads hold, whatever the faces.
  private static let processBytes = 6 << 20

  static func text(_ bytes: Int) -> String {
    String(format: "%.2f GiB", Double(bytes) / Double(1 << 30))
  }
}

/// What decides how much memory of a node a run needs, and the bytes of its parts.
struct RunSize {
  /// The shard sizes of the node's ranks.
  let rows: [Int]
  let largestShard: Int
  /// All ranks, of this node and others.
  let ranks: Int
  /// Whether ranks read each other's rows where they are.
  let inPlace: Bool
  let faces: Int
  let dimension: Int
  let k: Int
  /// Bytes of the kernel's codes of a face.
  let codeBytes: Int
  /// Bytes that every rank needs, besides rows, to bring the faces into order; nil if they are not.
  let orderBytes: Int?
  /// Whether the search is approximate, in an order.
  var isApproximate = false
  /// How many copies of all edges the node has.
  let edgeCopies: Int
  /// Bytes that the method of clustering needs once the edges are gathered.
  let clusteringBytes: Int
  /// Bytes that single faces, when they are attached, or the tables of clusters and faces need, after the edges are
  /// freed; 0 without.
  var tableBytes = 0
  /// Bytes that the calibration of a threshold needs besides the faces; 0 without one.
  var calibrationBytes = 0

  /// Whether the search saves its progress in a checkpoint.
  var savesProgress = false

  /// Bytes of the edges of a saved graph while faces that were added to its own are searched; 0 without one.
  var knownEdgeBytes = 0
  /// Bytes of the labels of an earlier run, which are there all the time; 0 without one.
  var earlierLabelBytes = 0
  /// Bytes that it takes to find which clusters are those of an earlier run, after the edges are freed.
  var successionBytes = 0

  private static let neighborBytes = MemoryLayout<Neighbor>.size
  /// Where a list begins and what it accepts; see `CandidateLists`.
  private static let listBytes = 24
  /// What malloc adds to the memory of a list.
  private static let mallocBytes = 16
  /// What belongs to the codes of a face: its error bound and its initial sum.
  private static let codeBoundBytes = 8
  /// Faces in order have a group, and so a center, for about so many of them. Measured on generated faces
  /// of the default spread.
  private static let facesPerGroup = 12
  /// The same for an approximate search, which has more than the centers of groups: of small identities and hard
  /// faces groups are small. With 3 the plan is, of what 1,000,000 x 128 needed (`scripts/measure/memory-plan`), 1.19 to 1.38
  /// times for faces as `generate` makes them, 1.13 with cosines of 0.54 to 0.74, and 1.17 to 1.27 with these in
  /// identities of 17.
  private static let facesPerGroupOfApproximation = 3
  /// The cells that a group is near to, here and as the group is found by its cells on either side.
  private static let cellBytesOfGroup = 3 * 8 * MemoryLayout<UInt32>.size
  /// Faces are sent to their ranks in so many parts (see `CellFaces`), of which each is in memory as it is
  /// gathered, sent and received.
  private static let partsOfSending = 8
  /// The number, the cell and the positions of a face while faces are brought into order.
  private static let orderEntryBytes = 32
  /// With an order most neighbors of a face are on its own rank: of what visits find no more than one part
  /// in so many is elsewhere. Measured on generated faces.
  private static let partsOfVisitsInOrder = 4

  private var rowBytes: Int { dimension * MemoryLayout<Float>.size }
  /// The rows of another rank that are here at a time.
  private var visitors: Int { ranks > 1 ? largestShard : 0 }
  /// The most neighbors that a face can have.
  private var neighbors: Int { max(0, min(k, faces) - 1) }
  /// The most edges.
  private var edges: Int { faces * neighbors }

  /// Codes of the own shard as rows and of the shard at work as columns, with their bounds. Of faces in
  /// order there are the centers of their groups, as codes on either side and as they are, and the
  /// distances of the faces to them; of shards in place there is one of these for both sides.
  private var codes: Int {
    codeBytes + Self.codeBoundBytes + (orderBytes == nil ? 0 : codeBytes / Self.facesPerGroup)
  }

  /// Rows as they are read.
  var loaded: Int { rows.reduce(0) { $0 + $1 * rowBytes } }

  /// Rows and codes while shards are compared.
  var ring: Int {
    // At work, and, where a rank has more than one visitor, on its way.
    let visitingShards = inPlace ? 0 : ranks > 3 ? 2 : 1
    let centers = orderBytes == nil ? 0 : rowBytes / Self.facesPerGroup + MemoryLayout<Float>.size
    return rows.reduce(0) {
      $0 + ($1 + visitingShards * visitors) * rowBytes + ($1 + largestShard) * codes
        + (inPlace ? $1 : $1 + visitors) * centers
    }
  }

  /// An approximate search compares the centers of groups: the own ones and those of the shard at work, as
  /// they are and as codes, found by the cells that they are near to.
  var centersOfGroups: Int {
    guard isApproximate else { return 0 }
    let group = rowBytes + codeBytes + Self.codeBoundBytes
    let faces = rows.reduce(0) {
      $0 + ($1 + visitors) * group + (visitors == 0 ? $1 * (codeBytes + Self.codeBoundBytes) : 0)
        + self.faces * Self.cellBytesOfGroup
    }
    return faces / Self.facesPerGroupOfApproximation
  }

  /// To be brought into order the faces are compared with centers, for which they are in memory as codes too.
  /// Then those within reach are moved where they are, and others are in memory twice, and of what is sent a part
  /// of their coordinates three times more.
  var ordering: Int {
    guard let orderBytes else { return 0 }
    let isWithinReach = inPlace || ranks == 1
    let copies = isWithinReach ? 0 : rowBytes * (Self.partsOfSending + 3) / Self.partsOfSending
    let moving =
      isWithinReach ? SearchSettings.bytesOfReordering(faces: faces, dimension: dimension) : 0
    return moving
      + rows.reduce(0) {
        $0 + $1 * rowBytes
          + max(
            $1 * (codeBytes + Self.codeBoundBytes) + orderBytes,
            largestShard * (copies + Self.orderEntryBytes))
      }
  }

  /// The thresholds of the lists of all faces, with an order the numbers and positions of the faces, and
  /// where each list is.
  var faceTables: Int {
    let threshold = MemoryLayout<Float>.size
    let numberAndPosition = 2 * MemoryLayout<UInt32>.size
    return rows.count * faces * (threshold + (orderBytes == nil ? 0 : numberAndPosition))
      + rows.reduce(0) {
        $0 + ($1 + visitors) * Self.listBytes + $1 * MemoryLayout<Int>.size
      }
  }

  /// What visitors find in a step. Of these each face has about an equal part on every rank it meets, or, with an order,
  /// where most are on the own rank, no more than a part of that. Of two ranks each compares half of its visitor only.
  private var neighborsOfVisitor: Int {
    let parts = ranks * (orderBytes == nil ? 1 : Self.partsOfVisitsInOrder)
    return (ranks == 2 ? visitors / 2 : visitors) * neighbors / parts
  }

  /// What of the progress of a search is in memory: at first the neighbors of the own faces that were saved, and a few
  /// records as they are read and sent; then all that is found, in the worst case, since the last save.
  var progress: Int {
    guard savesProgress else { return 0 }
    let record = min(NeighborRecord.mostNeighbors, faces * neighbors)
    return rows.reduce(0) {
      $0 + NeighborRecord.bytesOfNeighbor
        * ($1 * neighbors + neighborsOfVisitor + Self.recordsInMemory * record)
    }
  }

  /// A record is in memory as it is read, decoded, gathered, sorted by ranks, sent and received.
  private static let recordsInMemory = 6

  /// The own lists with what malloc adds, and what visitors find and send home.
  var lists: Int {
    // As they are found, as they are sent and as they arrive.
    let visits = 3 * neighborsOfVisitor * Self.neighborBytes
    // Two ranks have no more codes of the half of the visitor that they do not compare, unless they are in place.
    let freedCodes = ranks == 2 && !inPlace ? largestShard / 2 * codes : 0
    return rows.reduce(0) {
      $0 + $1 * (neighbors * Self.neighborBytes + Self.mallocBytes) + max(0, visits - freedCodes)
    }
  }

  /// With an order the lists go home: they are in memory as they were found and as they are sent, or as
  /// sent and received, or as received and merged.
  var listsGoingHome: Int {
    guard orderBytes != nil else { return 0 }
    return rows.reduce(0) {
      $0 + $1 * (rowBytes + 2 * Self.neighborBytes * neighbors + Self.mallocBytes)
    }
  }

  /// The lists of the node's own faces become edges: sources, targets, weights. Then these of all faces
  /// are gathered, where they can be shared once for the node; the lists are free again by then.
  var gathering: Int {
    let ownFaces = rows.reduce(0, +)
    return max(
      ownFaces * neighbors * (Self.neighborBytes + SharedEdges.bytesOfEdge),
      SharedEdges.bytesOfEdge * (ownFaces * neighbors + edgeCopies * edges))
  }
}

import Calibration
import ClusterTables
import Clustering
import Embeddings
import Foundation
import NearestNeighbors
import Thumbnails

/// What a run needs of the memory of nodes, by its sizes and options alone.
struct RunMemory {
  let options: ClusteringOptions
  let search: SearchSettings
  /// The faces of each of all ranks.
  let layout: ShardLayout
  let dimension: Int
  /// Whether ranks read each other's rows where they are.
  let inPlace: Bool
  /// Whether each rank clusters a part of the edges by itself, of which it has two copies then.
  var sweeps = false
  /// Bytes of the names of the faces.
  var nameBytes = 0
  /// Bytes of what is said of which faces are of one person, on each rank that has it.
  var constraintBytes = 0

  /// What some ranks of a node need.
  ///
  /// - Parameter edgeCopies: how many copies of all edges the node has.
  func plan(of ranks: [Int], edgeCopies: Int) -> MemoryPlan {
    let counts = layout.counts
    let isOrdered = search.mayBringInOrder(faces: layout.faces)
    var size = RunSize(
      rows: ranks.map { counts[$0] }, largestShard: counts[0], ranks: counts.count,
      inPlace: inPlace, faces: layout.faces, dimension: dimension, k: options.k,
      codeBytes: search.kernel.codeBytes(dimension: dimension),
      orderBytes: isOrdered
        ? search.orderBytes(faces: layout.faces, dimension: dimension) : nil,
      isApproximate: isOrdered && options.search == .approximate && options.recall ?? 0 < 1,
      edgeCopies: edgeCopies,
      clusteringBytes: clusteringBytes(
        of: ranks, edges: layout.faces * max(0, search.k - 1), edgeCopies: edgeCopies),
      tableBytes: bytesAfterClustering(of: ranks),
      calibrationBytes: options.calibratesSimilarity || options.weights == .calibrated || sweeps
        ? ranks.count
          * ThresholdCalibration.bytes(
            faces: layout.faces, dimension: dimension, threads: search.threads) : 0)
    size.savesProgress = options.checkpoint != nil && options.needsGraph
    if options.knownEdges != nil, ranks.contains(0) {
      // All of them as they are read, and those of the ranks here.
      size.knownEdgeBytes = 2 * SharedEdges.bytesOfEdge * layout.faces * max(0, search.k - 1)
    }
    if options.earlierLabels != nil, ranks.contains(0) {
      size.earlierLabelBytes = layout.faces * MemoryLayout<Int>.size
      size.successionBytes = ClusterSuccession.bytes(faces: layout.faces)
    }
    return MemoryPlan(size)
  }

  /// What the method needs or, of several, the one that needs most, besides the edges of all.
  func clusteringBytes(of ranks: [Int], edges: Int, edgeCopies: Int) -> Int {
    let load = ClusteringLoad(
      ranksOfNode: ranks, layout: layout, dimension: dimension, edges: edges,
      edgeCopies: edgeCopies, threads: Self.mostThreads(search),
      threadsWhileAllWork: search.threads)
    if sweeps {
      let alone = ClusteringLoad(
        ranksOfNode: [0], layout: ShardLayout(faces: load.faces, ranks: 1),
        dimension: load.dimension, edges: load.edges, edgeCopies: 1, threads: load.threads,
        threadsWhileAllWork: load.threadsWhileAllWork)
      let edges = SharedEdges.bytesOfEdge * load.edges
      return load.edgeCopies * edges
        + load.ranksOfNode.count
        * max(2 * edges, edges + ClusteringMethods.method(options).bytes(of: alone))
    }
    guard let compared = options.compared else {
      return options.labels == nil
        ? 0 : ClusteringMethods.method(options).bytes(of: load) + constraintBytes(of: load)
    }
    return SharedEdges.bytesOfEdge * load.edgeCopies * load.edges
      + (compared.map { ClusteringMethods.method($0).bytes(of: load) }.max() ?? 0)
  }

  /// What constraints of faces need where they are held, by nodes of the network once more, and the edges once more
  /// while they hold them.
  private func constraintBytes(of load: ClusteringLoad) -> Int {
    guard options.constraints != nil else { return 0 }
    let readers = load.ranksOfNode.map(options.readsEdges)
    // The first rank of a node writes the edges that its ranks share.
    let holders = readers.count { $0 } + (readers.first == false ? 1 : 0)
    return holders * (2 * constraintBytes + 2 * load.faces * MemoryLayout<Int>.size)
      + SharedEdges.bytesOfEdge * load.edgeCopies * load.edges
  }

  /// What it takes some ranks to attach single faces, or to make tables and a report, once the edges are freed.
  func bytesAfterClustering(of ranks: [Int]) -> Int {
    max(tableBytes(of: ranks), attachmentBytes(of: ranks))
  }

  /// What the tables of some ranks need: while faces are compared, or while pictures of the report are made small, be
  /// they as large as they may, by the ranks of the node of rank 0.
  private func tableBytes(of ranks: [Int]) -> Int {
    guard options.tables.areWanted else { return 0 }
    let compared = ranks.reduce(0) {
      $0
        + ClusterTableSearch.bytes(
          ownFaces: layout.counts[$1], faces: layout.faces, ranks: layout.counts.count,
          dimension: dimension, codeBytes: search.kernel.codeBytes(dimension: dimension),
          isRoot: $1 == 0)
    }
    guard options.tables.images != nil, ranks.contains(0) else { return nameBytes + compared }
    let pictures =
      ClusterTableSearch.bytesOfTable(faces: layout.faces)
      + ranks.count * search.threads * Thumbnail.mostBytesInMemory
    return nameBytes + max(compared, pictures)
  }

  /// What it takes some ranks to attach single faces.
  private func attachmentBytes(of ranks: [Int]) -> Int {
    guard options.attachProbability != nil else { return 0 }
    return ranks.reduce(nameBytes) {
      $0
        + NearestClusterSearch.bytes(
          ownFaces: layout.counts[$1], faces: layout.faces, ranks: layout.counts.count,
          dimension: dimension, codeBytes: search.kernel.codeBytes(dimension: dimension),
          isRoot: $1 == 0)
    }
  }

  /// The most threads that a rank may have, as it has those of ranks that wait.
  static func mostThreads(_ search: SearchSettings) -> Int {
    max(search.threads, ProcessInfo.processInfo.activeProcessorCount)
  }
}

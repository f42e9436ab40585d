import Embeddings
import MPI
import NearestNeighbors

extension FaceAssignment {
  /// Refuses faces that cannot fit in the memory of a node. Collective.
  ///
  /// - Parameter names: of the new faces, on rank 0.
  func planMemory(
    new: Source, old: Source, names: FaceNames?, kernel: SearchKernel, nodes: NodeTopology
  ) throws {
    let dimension = old.dimension
    let counts = [new, old].map { ShardLayout(faces: $0.faces, ranks: world.size).counts }
    func bytes(of rank: Int) -> Int {
      Self.bytes(
        own: (new: counts[0][rank], old: counts[1][rank]), all: (new: new.faces, old: old.faces),
        dimension: dimension, codeBytes: kernel.codeBytes(dimension: dimension),
        k: min(options.k, old.faces), isRoot: rank == 0)
        + (rank == 0 ? names?.byteCount ?? 0 : 0)
    }
    try session.requireRoom(
      for: .init(
        ofNode: nodes.ranksOfThisNode.reduce(0) { $0 + bytes(of: $1) },
        ofRank: bytes(of: world.rank),
        purpose: "the faces", remedy: "use more nodes, or give the new faces in several files"),
      nodes)
  }

  /// Refuses faces that join no cluster and whose own clusters cannot be found in the memory of a node, once it is
  /// known how many they are: the faces and lists of the search before are no more there. Collective.
  func planMemory(
    ofNewClustersAmong count: Int, _ dimension: Int, _ search: SearchSettings,
    _ nodes: NodeTopology
  ) throws {
    let ranks = nodes.ranksOfThisNode
    func planned(_ ranks: [Int]) -> MemoryPlan {
      Self.plan(ofNewClustersAmong: count, dimension, options, search, ranks: (ranks, world.size))
    }
    let plan = planned(ranks)
    session.note(
      "new clusters of \(count) faces need \(MemoryPlan.text(plan.least)) for the embeddings, up to "
        + "\(MemoryPlan.text(plan.most)) in all")
    try session.requireRoom(
      for: .init(
        ofNode: plan.least, ofRank: planned([world.rank]).least, purpose: "the faces in no cluster",
        remedy: "use more nodes, or give the new faces in several files"),
      nodes)
  }

  /// What some ranks of a node need for clusters of so many new faces: as a run of these alone.
  ///
  /// - Parameter ranks: those of the node, and how many there are in all.
  static func plan(
    ofNewClustersAmong count: Int, _ dimension: Int, _ options: ClusteringOptions,
    _ search: SearchSettings, ranks: (ofNode: [Int], all: Int)
  ) -> MemoryPlan {
    var options = options
    // Whatever the labels are called, clusters are found.
    options.labels = options.labels ?? ""
    options.tables = TableOptions()
    let copies = ranks.ofNode.count { InfomapMethod(options).readsEdges(rank: $0) }
    return RunMemory(
      options: options, search: search, layout: ShardLayout(faces: count, ranks: ranks.all),
      dimension: dimension, inPlace: false
    ).plan(of: ranks.ofNode, edgeCopies: max(1, copies))
  }

  /// The bytes that a rank needs at most.
  ///
  /// - Parameters:
  ///   - own: how many new and old faces the rank has.
  ///   - all: how many all ranks have.
  ///   - codeBytes: what the kernel has of a face.
  ///   - k: the most neighbors of a new face.
  ///   - isRoot: whether the rank has the assignments and the labels of all, and writes them.
  static func bytes(
    own: (new: Int, old: Int), all: (new: Int, old: Int), dimension: Int, codeBytes: Int, k: Int,
    isRoot: Bool
  ) -> Int {
    let rowBytes = dimension * MemoryLayout<Float>.size
    let neighbors = k * MemoryLayout<Neighbor>.size
    let queries = min(all.new, QuerySearch.queriesAtATime)
    return (own.new + own.old) * rowBytes + own.old * codeBytes
      + queries * (2 * rowBytes + codeBytes + 2 * neighbors)
      + own.new * (neighbors + MemoryLayout<AssignmentRule.Assignment>.stride)
      + all.old * MemoryLayout<Int>.size
      + (isRoot ? all.new * MemoryLayout<AssignmentRule.Assignment>.stride : 0)
  }
}

import Clustering
import Infomap
import MPI
import NearestNeighbors
import Storage

/// The edges of a network, in one copy for each node, or, where ranks of a node cannot share memory or
/// it has no room for them, in one for each rank that needs them.
package struct SharedEdges {
  let sources: NodeSharedArray<UInt32>
  let targets: NodeSharedArray<UInt32>
  let weights: NodeSharedArray<Float>
  let count: Int
  /// Whether there is one copy for each node.
  let isShared: Bool
  /// Nodes that are there even without a link.
  private let vertices: [UInt32]

  /// Gathers each rank's edges in rank order. Collective.
  ///
  /// - Parameter isNeeded: whether this rank reads edges, if it cannot share them.
  init(_ own: DirectedEdges, nodes: NodeTopology, isNeeded: Bool) throws(MPIError) {
    try nodes.all.sleepingBarrier()
    count = try nodes.all.allReduce(own.count, with: .sum)
    isShared = try Self.canBeShared(count: count, nodes: nodes)
    vertices = []
    if isShared {
      sources = try nodes.allGatherShared(varying: own.sources.span)
      targets = try nodes.allGatherShared(varying: own.targets.span)
      weights = try nodes.allGatherShared(varying: own.weights.span)
    } else {
      let readers = try nodes.all.allGather(isNeeded ? 1 : 0)
      let alone = try nodes.all.split(color: nodes.all.rank, key: 0)!
      func gather<Element>(_ part: [Element]) throws(MPIError) -> NodeSharedArray<Element> {
        var all: [Element] = []
        for reader in readers.indices where readers[reader] == 1 {
          if let parts = try nodes.all.gather(varying: part, to: reader) { all = parts.elements }
        }
        return try NodeSharedArray(all, on: alone)
      }
      sources = try gather(own.sources)
      targets = try gather(own.targets)
      weights = try gather(own.weights)
    }
  }

  /// What an edge takes: its source, target and weight.
  static let bytesOfEdge = 2 * MemoryLayout<UInt32>.size + MemoryLayout<Float>.size

  /// Whether all nodes have room for so many edges in the memory that their ranks share. Collective.
  static func canBeShared(count: Int, nodes: NodeTopology) throws(MPIError) -> Bool {
    let hasRoom = try nodes.node.hasSharedMemory(for: bytesOfEdge * count)
    return try nodes.all.allReduce(hasRoom, with: .logicalAnd)
  }

  /// Reads the files of an edge list on one rank of each node, where all must see the same ones, without the links that
  /// carry no flow or do not count. Collective. All ranks read edges.
  ///
  /// - Parameter notice: told what is worth knowing of them, on rank 0.
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  package init(
    reading prefix: String, filter: LinkFilter, nodes: NodeTopology, threads: Int,
    notice: (String) -> Void = { _ in }
  ) throws {
    let isLeader = nodes.node.rank == 0
    var list = try nodes.all.agree {
      isLeader
        ? try EdgeList(reading: prefix, threads: threads) {
          if nodes.all.rank == 0 { notice($0.description) }
        } : EdgeList()
    }
    if nodes.nodeCount > 1 {
      try nodes.all.requireSame(isLeader ? SeenLinks(list) : nil, of: prefix)
    }
    let given = list.count
    let removed = list.removeLinks(filter)
    count = try nodes.node.broadcast(list.count, from: 0)
    isShared = try Self.canBeShared(count: count, nodes: nodes)
    let (isShared, node) = (isShared, nodes.node)
    let sharing = isShared ? node : try nodes.all.split(color: nodes.all.rank, key: 0)!
    /// Only one of the arrays is in memory twice at a time.
    func share<Element>(_ own: inout [Element]) throws -> NodeSharedArray<Element> {
      defer { own = [] }
      return try NodeSharedArray(isShared ? own : node.broadcast(own, from: 0), on: sharing)
    }
    sources = try share(&list.sources)
    targets = try share(&list.targets)
    weights = try share(&list.weights)
    vertices = try node.broadcast(removed.vertices, from: 0)
    guard nodes.all.rank == 0 else { return }
    if let text = removed.notice(of: given) { notice("\(prefix): \(text)") }
    if !isShared {
      notice(
        "/dev/shm has no room for the network, or the ranks of a node do not have the same, so each rank "
          + "has all of it for itself; make it larger (--shm-size of Docker), or let containers share "
          + "it (--ipc)")
    }
  }

  /// These edges without those of weight 0 and less, which carry no flow: they share their memory, in
  /// which others take the place of those. Collective.
  func removingFlowless(world: Communicator) throws(MPIError) -> SharedEdges {
    try removing(world: world) { _, _, weight in weight > 0 }
  }

  /// Some of these edges: they share their memory, in which they take the place of the others. Collective.
  func removing(
    world: Communicator, where isKept: (_ source: UInt32, _ target: UInt32, _ weight: Float) -> Bool
  ) throws(MPIError) -> SharedEdges {
    // Nobody reads what moves.
    try sources.synchronize()
    let own = min(count, sources.count)
    let kept = try Self.keepLinks(sources, targets, weights, count: own, where: isKept)
    // Rank 0 has all edges in any case.
    return SharedEdges(self, count: try world.broadcast(kept, from: 0))
  }

  /// A copy of the edges that a search with a lower `k` and a higher least similarity finds. Collective.
  ///
  /// - Parameter isNeeded: whether this rank reads them, if it cannot share them.
  func selecting(
    k: Int, minSimilarity: Float, nodes: NodeTopology, isNeeded: Bool
  ) throws(MPIError) -> SharedEdges {
    let hasRoom = try Self.canBeShared(count: count, nodes: nodes)
    let isShared = isShared && hasRoom
    let owners = isShared ? nodes.node : try nodes.all.split(color: nodes.all.rank, key: 0)!
    let own = min(count, sources.count)
    let isWriter = owners.rank == 0 && (isShared || isNeeded)
    let least = NeighborGraph.leastWeight(of: minSimilarity)
    func forEachKept(_ body: (Int) -> Void) {
      let (sources, weights) = (sources.span, weights.span)
      var start = 0
      for edge in 0..<own {
        if sources[edge] != sources[start] { start = edge }
        if edge - start < k - 1, weights[edge] >= least { body(edge) }
      }
    }
    var kept = 0
    if isWriter { forEachKept { _ in kept += 1 } }
    try owners.sleepingBarrier()
    let selected = try SharedEdges(
      uninitializedCount: owners.broadcast(kept, from: 0), isShared: isShared, on: owners)
    if isWriter {
      let (sources, targets, weights) = (sources.span, targets.span, weights.span)
      selected.write { edges in
        forEachKept { edges.append(sources[$0], targets[$0], weights[$0]) }
      }
    }
    try selected.synchronize()
    // Rank 0 has all edges in any case.
    return selected.counted(try nodes.all.broadcast(kept, from: 0))
  }

  /// Writes edges one after another, no more than there is room for; returns how many.
  @discardableResult
  func write(_ body: (inout EdgeWriter) -> Void) -> Int {
    let all = 0..<count
    return sources.update(all) { sources in
      targets.update(all) { targets in
        weights.update(all) { weights in
          sources.withUnsafeMutableBufferPointer { sources in
            targets.withUnsafeMutableBufferPointer { targets in
              weights.withUnsafeMutableBufferPointer { weights in
                var writer = EdgeWriter(sources: sources, targets: targets, weights: weights)
                body(&writer)
                return writer.count
              }
            }
          }
        }
      }
    }
  }

  /// Makes what the first of those that share the edges has written visible to all of them; they sleep until it is
  /// there. Collective over them.
  func synchronize() throws(MPIError) {
    try sources.node.sleepingBarrier()
    try sources.synchronize()
    try targets.synchronize()
    try weights.synchronize()
  }

  private init(
    _ sources: NodeSharedArray<UInt32>, _ targets: NodeSharedArray<UInt32>,
    _ weights: NodeSharedArray<Float>, isShared: Bool, count: Int
  ) {
    (self.sources, self.targets, self.weights) = (sources, targets, weights)
    self.isShared = isShared
    self.count = count
    vertices = []
  }

  /// Room for so many edges, which are to be written before they are read. Collective over those that share
  /// them.
  init(
    uninitializedCount count: Int, isShared: Bool, on owners: Communicator
  ) throws(MPIError) {
    try self.init(
      NodeSharedArray(uninitializedCount: count, on: owners),
      NodeSharedArray(uninitializedCount: count, on: owners),
      NodeSharedArray(uninitializedCount: count, on: owners), isShared: isShared, count: count)
  }

  /// The same, of which all ranks know how many there are, also those that have none.
  func counted(_ count: Int) -> SharedEdges { SharedEdges(self, count: count) }

  private init(_ edges: SharedEdges, count: Int) {
    (sources, targets, weights) = (edges.sources, edges.targets, edges.weights)
    (isShared, vertices) = (edges.isShared, edges.vertices)
    self.count = count
  }

  /// Moves the links that stay together; returns how many, the same on all ranks that share them.
  /// Collective over these.
  private static func keepLinks(
    _ sources: NodeSharedArray<UInt32>, _ targets: NodeSharedArray<UInt32>,
    _ weights: NodeSharedArray<Float>, count: Int, where isKept: (UInt32, UInt32, Float) -> Bool
  ) throws(MPIError) -> Int {
    var kept = 0
    if sources.node.rank == 0 {
      sources.update(0..<count) { sources in
        targets.update(0..<count) { targets in
          weights.update(0..<count) { weights in
            for link in 0..<count {
              let (source, target, weight) = (sources[link], targets[link], weights[link])
              guard isKept(source, target, weight) else { continue }
              sources[kept] = source
              targets[kept] = target
              weights[kept] = weight
              kept += 1
            }
          }
        }
      }
    }
    try sources.synchronize()
    try targets.synchronize()
    try weights.synchronize()
    return try sources.node.broadcast(kept, from: 0)
  }

  /// Gives the memory back. Collective.
  package func free() throws(MPIError) {
    try sources.free()
    try targets.free()
    try weights.free()
  }

  package func network(directed: Bool, threads: Int) throws(NetworkError) -> Network {
    try Network(
      sources: sources.span.extracting(first: count),
      targets: targets.span.extracting(first: count),
      weights: weights.span.extracting(first: count), vertices: vertices, directed: directed,
      threads: threads)
  }

  /// This rank's part of the network; nil, on all ranks, if the edges do not make one. Collective.
  package func flowPart(
    of exchange: any RankExchange, directed: Bool, options: FlowOptions = FlowOptions(),
    threads: Int
  ) throws -> FlowNetwork? {
    try FlowNetwork(
      partOf: exchange,
      LinkSpans(
        sources: sources.span.extracting(first: count),
        targets: targets.span.extracting(first: count),
        weights: weights.span.extracting(first: count), vertices: vertices), directed: directed,
      options: options, threads: threads)
  }

  /// The edges as rows of a graph of so many faces, which shares their memory.
  ///
  /// - Parameters:
  ///   - k: neighbors searched for a face, the face itself counted.
  ///   - minSimilarity: the least similarity that was asked for.
  func neighborGraph(faces: Int, k: Int, minSimilarity: Float) -> NeighborGraph {
    NeighborGraph(
      nodeCount: faces, sources: sources.span.extracting(first: count),
      targets: targets.span.extracting(first: count),
      weights: weights.span.extracting(first: count),
      // Lists of all faces are full, but miss nobody.
      limits: .init(longestRow: k >= faces ? .max : k - 1, leastWeight: minSimilarity),
      owner: targets)
  }

  /// Calls `body` with each edge.
  func forEach(_ body: (_ source: UInt32, _ target: UInt32, _ weight: Float) -> Void) {
    let (sources, targets, weights) = (self.sources.span, self.targets.span, self.weights.span)
    for edge in 0..<count { body(sources[edge], targets[edge], weights[edge]) }
  }

  /// The edges of a search with fewer neighbors and a higher threshold; of a rank that has all edges.
  ///
  /// - Parameter k: the neighbors of a face, itself counted.
  func edges(k: Int, minSimilarity: Float) -> DirectedEdges {
    let (sources, targets, weights) = (sources.span, targets.span, weights.span)
    let least = NeighborGraph.leastWeight(of: minSimilarity)
    var kept = (sources: [UInt32](), targets: [UInt32](), weights: [Float]())
    var place = 0
    for edge in 0..<count {
      place = edge > 0 && sources[edge] == sources[edge - 1] ? place + 1 : 0
      guard place < k - 1, weights[edge] >= least else { continue }
      kept.sources.append(sources[edge])
      kept.targets.append(targets[edge])
      kept.weights.append(weights[edge])
    }
    return DirectedEdges(sources: kept.sources, targets: kept.targets, weights: kept.weights)
  }

  /// Marks the faces that have an edge which carries flow.
  func markConnected(_ isConnected: inout [Bool]) {
    let (sources, targets, weights) = (sources.span, targets.span, weights.span)
    for edge in 0..<count where weights[edge] > 0 {
      isConnected[Int(sources[edge])] = true
      isConnected[Int(targets[edge])] = true
    }
  }

  /// How many faces have so many edges to others whose weight is no less than some; the edges of a face follow each
  /// other.
  func faces(withEdges degree: Int, ofWeight least: Float) -> Int {
    let (sources, weights) = (sources.span, weights.span)
    var (found, edgesOfFace) = (0, 0)
    for edge in 0..<count {
      if weights[edge] >= least { edgesOfFace += 1 }
      guard edge + 1 == count || sources[edge + 1] != sources[edge] else { continue }
      if edgesOfFace == degree { found += 1 }
      edgesOfFace = 0
    }
    return found
  }

  /// The files of an edge list: sources, targets, weights.
  package static func files(prefix: String) -> [String] {
    ["src", "dst", "w"].map { "\(prefix).\($0).npy" }
  }

  /// Writes the files of an edge list, which are left to be committed.
  func write(prefix: String) throws(FileError) -> [AtomicFile] {
    let files = Self.files(prefix: prefix)
    return [
      try Self.write(sources.span.extracting(first: count), type: "<u4", to: files[0]),
      try Self.write(targets.span.extracting(first: count), type: "<u4", to: files[1]),
      try Self.write(weights.span.extracting(first: count), type: "<f4", to: files[2]),
    ]
  }

  private static func write<Element: BitwiseCopyable>(
    _ elements: Span<Element>, type: String, to path: String
  ) throws(FileError) -> AtomicFile {
    let writer = try NumpyWriter<Element>(path, type: type, count: elements.count)
    try writer.append(elements)
    try writer.file.finish()
    return writer.file
  }
}

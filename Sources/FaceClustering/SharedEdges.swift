import Infomap
import MPI
import NearestNeighbors
import Storage

/// The edges of a network, in one copy for each node, or, where shared memory has no room for them, in
/// one for each rank that needs them.
public struct SharedEdges {
  private let sources: NodeSharedArray<UInt32>
  private let targets: NodeSharedArray<UInt32>
  private let weights: NodeSharedArray<Float>
  let count: Int
  /// Whether there is one copy for each node.
  let isShared: Bool

  /// Gathers each rank's edges in rank order. Collective.
  ///
  /// - Parameter isNeeded: whether this rank reads edges, if it cannot share them.
  init(_ own: DirectedEdges, nodes: NodeTopology, isNeeded: Bool) throws(MPIError) {
    count = try nodes.all.allReduce(own.count, with: .sum)
    isShared = try Self.canBeShared(count: count, nodes: nodes)
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

  /// Whether all nodes have room for so many edges in the memory that their ranks share. Collective.
  static func canBeShared(count: Int, nodes: NodeTopology) throws(MPIError) -> Bool {
    let hasRoom = try nodes.node.hasSharedMemory(for: 12 * count)
    return try nodes.all.allReduce(hasRoom, with: .logicalAnd)
  }

  /// Reads the files of an edge list on one rank of each node. Collective.
  ///
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  public init(
    reading prefix: String, keepsSelfLinks: Bool, nodes: NodeTopology, threads: Int
  ) throws {
    func read<Element>(_ body: () throws -> [Element]) throws -> NodeSharedArray<Element> {
      let isLeader = nodes.node.rank == 0
      return try NodeSharedArray(nodes.all.agree { isLeader ? try body() : [] }, on: nodes.node)
    }
    let files = Self.files(prefix: prefix)
    sources = try read { try NumpyArray.readNodeNumbers(files[0], threads: threads) }
    targets = try read { try NumpyArray.readNodeNumbers(files[1], threads: threads) }
    weights = try read { try NumpyArray.read(files[2], Float.self, type: "<f4", threads: threads) }
    isShared = true
    let counts = (sources.count, targets.count, weights.count)
    try nodes.all.agree {
      try NetworkInput.checkCounts(counts.0, counts.1, counts.2, of: prefix)
    }
    guard !keepsSelfLinks else {
      count = sources.count
      return
    }
    var kept = 0
    if nodes.node.rank == 0 {
      for link in 0..<sources.count where sources[link] != targets[link] {
        let (source, target, weight) = (sources[link], targets[link], weights[link])
        sources.update(kept..<kept + 1) { $0[0] = source }
        targets.update(kept..<kept + 1) { $0[0] = target }
        weights.update(kept..<kept + 1) { $0[0] = weight }
        kept += 1
      }
    }
    try sources.synchronize()
    try targets.synchronize()
    try weights.synchronize()
    count = try nodes.node.broadcast(kept, from: 0)
  }

  /// Gives the memory back. Collective.
  public func free() throws(MPIError) {
    try sources.free()
    try targets.free()
    try weights.free()
  }

  public func network(directed: Bool, threads: Int) throws(NetworkError) -> Network {
    try Network(
      sources: sources.span.extracting(first: count),
      targets: targets.span.extracting(first: count),
      weights: weights.span.extracting(first: count), directed: directed, threads: threads)
  }

  /// This rank's part of the network; nil, on all ranks, if the edges do not make one. Collective.
  public func flowPart(
    of exchange: any RankExchange, directed: Bool, options: FlowOptions = FlowOptions(),
    threads: Int
  ) throws -> FlowNetwork? {
    try FlowNetwork(
      partOf: exchange, sources: sources.span.extracting(first: count),
      targets: targets.span.extracting(first: count),
      weights: weights.span.extracting(first: count), directed: directed, options: options,
      threads: threads)
  }

  /// Marks the faces that have an edge.
  func markConnected(_ isConnected: inout [Bool]) {
    let (sources, targets) = (sources.span, targets.span)
    for edge in 0..<count {
      isConnected[Int(sources[edge])] = true
      isConnected[Int(targets[edge])] = true
    }
  }

  /// How many faces have so many edges to others; the edges of a face follow each other.
  func faces(withEdges degree: Int) -> Int {
    let sources = sources.span
    var (found, start) = (0, 0)
    for edge in 0..<count where edge + 1 == count || sources[edge + 1] != sources[edge] {
      if edge + 1 - start == degree { found += 1 }
      start = edge + 1
    }
    return found
  }

  /// The files of an edge list: sources, targets, weights.
  static func files(prefix: String) -> [String] {
    ["src", "dst", "w"].map { "\(prefix).\($0).npy" }
  }

  func write(prefix: String) throws(FileError) {
    let files = Self.files(prefix: prefix)
    try NumpyArray.write(sources.span.extracting(first: count), type: "<u4", to: files[0])
    try NumpyArray.write(targets.span.extracting(first: count), type: "<u4", to: files[1])
    try NumpyArray.write(weights.span.extracting(first: count), type: "<f4", to: files[2])
  }
}

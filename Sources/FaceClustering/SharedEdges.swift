import Infomap
import MPI
import NearestNeighbors
import Storage

/// The edges of all ranks, in one copy for each node.
struct SharedEdges {
  private let sources: NodeSharedArray<UInt32>
  private let targets: NodeSharedArray<UInt32>
  private let weights: NodeSharedArray<Float>

  var count: Int { sources.count }

  /// Gathers each rank's edges in rank order. Collective.
  init(_ own: DirectedEdges, nodes: NodeTopology) throws(MPIError) {
    sources = try nodes.allGatherShared(varying: own.sources.span)
    targets = try nodes.allGatherShared(varying: own.targets.span)
    weights = try nodes.allGatherShared(varying: own.weights.span)
  }

  /// Gives the memory back. Collective.
  func free() throws(MPIError) {
    try sources.free()
    try targets.free()
    try weights.free()
  }

  func network(directed: Bool, threads: Int) throws(NetworkError) -> Network {
    try Network(
      sources: sources.span, targets: targets.span, weights: weights.span, directed: directed,
      threads: threads)
  }

  /// The part of a rank of the directed network; nil if the edges do not make one.
  func flowPart(rank: Int, ranks: Int, threads: Int) throws(NetworkError) -> FlowNetwork? {
    try FlowNetwork(
      partOfRank: rank, of: ranks, sources: sources.span, targets: targets.span,
      weights: weights.span, threads: threads)
  }

  /// Marks the faces that have an edge.
  func markConnected(_ isConnected: inout [Bool]) {
    let (sources, targets) = (sources.span, targets.span)
    for edge in 0..<count {
      isConnected[Int(sources[edge])] = true
      isConnected[Int(targets[edge])] = true
    }
  }

  /// The files of an edge list: sources, targets, weights.
  static func files(prefix: String) -> [String] {
    ["src", "dst", "w"].map { "\(prefix).\($0).npy" }
  }

  func write(prefix: String) throws(FileError) {
    let files = Self.files(prefix: prefix)
    try NumpyArray.write(sources.span, type: "<u4", to: files[0])
    try NumpyArray.write(targets.span, type: "<u4", to: files[1])
    try NumpyArray.write(weights.span, type: "<f4", to: files[2])
  }
}

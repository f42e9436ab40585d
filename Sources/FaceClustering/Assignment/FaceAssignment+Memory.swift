import Embeddings
import MPI
import NearestNeighbors

extension FaceAssignment {
  /// Refuses faces that cannot fit in the memory of a node. Collective.
  func planMemory(
    new: Source, old: Source, kernel: SearchKernel, nodes: NodeTopology
  ) throws {
    let dimension = old.dimension
    let counts = [new, old].map { ShardLayout(faces: $0.faces, ranks: world.size).counts }
    let mine = nodes.nodeOfRank.indices.filter { nodes.nodeOfRank[$0] == nodes.nodeIndex }
    let needed = mine.reduce(0) {
      $0
        + Self.bytes(
          own: (new: counts[0][$1], old: counts[1][$1]), all: (new: new.faces, old: old.faces),
          dimension: dimension, codeBytes: kernel.codeBytes(dimension: dimension),
          k: min(options.k, old.faces))
    }
    try world.agree {
      guard let available = NodeMemory.available(), needed > available else { return }
      throw Failure(
        .memory,
        "node \(MPIEnvironment.processorName) needs \(MemoryPlan.text(needed)) for the faces of its "
          + "\(mine.count) ranks, but only \(MemoryPlan.text(available)) are free (limits of control "
          + "groups included); use more nodes, or give the new faces in several files")
    }
  }

  /// The bytes that a rank needs at most.
  ///
  /// - Parameters:
  ///   - own: how many new and old faces the rank has.
  ///   - all: how many all ranks have.
  ///   - codeBytes: what the kernel has of a face.
  ///   - k: the most neighbors of a new face.
  static func bytes(
    own: (new: Int, old: Int), all: (new: Int, old: Int), dimension: Int, codeBytes: Int, k: Int
  ) -> Int {
    let rowBytes = dimension * MemoryLayout<Float>.size
    let neighbors = k * MemoryLayout<Neighbor>.size
    let queries = min(all.new, QuerySearch.queriesAtATime)
    return (own.new + own.old) * rowBytes + own.old * codeBytes
      + queries * (2 * rowBytes + codeBytes + 2 * neighbors)
      + own.new * (neighbors + MemoryLayout<AssignmentRule.Assignment>.stride)
      + all.old * MemoryLayout<Int>.size
  }
}

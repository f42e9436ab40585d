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
    func bytes(of rank: Int) -> Int {
      Self.bytes(
        own: (new: counts[0][rank], old: counts[1][rank]), all: (new: new.faces, old: old.faces),
        dimension: dimension, codeBytes: kernel.codeBytes(dimension: dimension),
        k: min(options.k, old.faces))
    }
    try session.requireRoom(
      for: .init(
        ofNode: nodes.ranksOfThisNode.reduce(0) { $0 + bytes(of: $1) },
        ofRank: bytes(of: world.rank),
        purpose: "the faces", remedy: "use more nodes, or give the new faces in several files"),
      nodes)
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

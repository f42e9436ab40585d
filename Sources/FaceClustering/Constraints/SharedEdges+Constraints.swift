import Clustering
import MPI

extension SharedEdges {
  /// These edges without those between faces that must be apart: they share their memory, in which others take
  /// the place of those. Collective.
  func removingApart(
    _ constraints: FaceConstraints, world: Communicator
  ) throws(MPIError) -> SharedEdges {
    try removing(world: world) { source, target, _ in
      !constraints.areApart(Int(source), Int(target))
    }
  }

  /// The edges with each set of faces as one, the smallest of them, and without those between faces that must be
  /// apart. Edges within a set lead from its face to itself. They have memory of their own, by rising sources.
  /// Collective.
  ///
  /// - Parameter isNeeded: whether this rank reads them, if it cannot share them.
  func contracted(
    by constraints: FaceConstraints, among team: ClusteringTeam, isNeeded: Bool
  ) throws(MPIError) -> SharedEdges {
    let world = team.world
    let room = try team.node.hasSharedMemory(for: Self.bytesOfEdge * count)
    let haveRoom = try world.allReduce(room, with: .logicalAnd)
    let isShared = self.isShared && haveRoom
    let owners = isShared ? team.node : try world.split(color: world.rank, key: 0)!
    let isWriter = owners.rank == 0 && (isShared || isNeeded)
    var begins: [Int] = []
    if isWriter { begins = rows(of: constraints) }
    let kept = begins.last ?? 0
    let edges = try SharedEdges(
      uninitializedCount: owners.broadcast(kept, from: 0), isShared: isShared, on: owners)
    if isWriter { edges.write(self, constraints, rows: begins) }
    try edges.sources.synchronize()
    try edges.targets.synchronize()
    try edges.weights.synchronize()
    // Rank 0 has all edges in any case.
    return try edges.counted(world.broadcast(kept, from: 0))
  }

  /// Where the edges of each set begin; one more than there are faces.
  private func rows(of constraints: FaceConstraints) -> [Int] {
    var begins = [Int](repeating: 0, count: constraints.faces + 1)
    forEach { source, target, _ in
      guard !constraints.areApart(Int(source), Int(target)) else { return }
      begins[Int(constraints.setOf[Int(source)]) + 1] += 1
    }
    for face in 0..<constraints.faces { begins[face + 1] += begins[face] }
    return begins
  }

  /// Writes the edges of sets, those of each in the order of the edges of faces.
  private func write(_ edges: SharedEdges, _ constraints: FaceConstraints, rows: [Int]) {
    let all = 0..<count
    var next = rows
    sources.update(all) { sources in
      targets.update(all) { targets in
        weights.update(all) { weights in
          func write(_ source: UInt32, _ target: UInt32, _ weight: Float) {
            guard !constraints.areApart(Int(source), Int(target)) else { return }
            let set = constraints.setOf[Int(source)]
            let place = next[Int(set)]
            next[Int(set)] += 1
            sources[place] = set
            targets[place] = constraints.setOf[Int(target)]
            weights[place] = weight
          }
          edges.forEach(write)
        }
      }
    }
  }
}

/// Clusters of faces in dense places, on a graph of nearest neighbors (Ester, Kriegel, Sander, Xu: "A
/// density-based algorithm for discovering clusters", KDD 1996).
///
/// Two faces are near if either is in the other's list at a distance, 1 - cosine, of at most `radius`.
/// Faces with enough others near are core faces; these form a cluster wherever a chain of near ones
/// connects them. Another face goes to the cluster of the core face that is most similar to it, of equal
/// ones the first, or stays alone. Nothing is random, and the numbering of the faces does not matter.
package struct KNNDBSCAN: GraphMethod {
  /// The largest distance of a near face, eps.
  package let radius: Double
  /// How many faces must be near a core face, itself counted, min_samples.
  package let leastPoints: Int

  package init(radius: Double, leastPoints: Int) {
    self.radius = radius
    self.leastPoints = leastPoints
  }

  package struct Report: Codable, Sendable {
    /// The faces with enough others near.
    package let coreFaces: Int
    /// The faces that are neither core faces nor near one, each a cluster of its own.
    package let noise: Int
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    NeighborGraph.unionBytes(faces: faces, edges: edges) + 9 * faces
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> (labels: [UInt32], report: Report) {
    let near = graph.union()
    let faces = near.nodeCount
    var isCore = [Bool](repeating: false, count: faces)
    for face in 0..<faces {
      var points = 1
      near.forEachNeighbor(of: face) { _, weight in if isNear(weight) { points += 1 } }
      isCore[face] = points >= leastPoints
    }
    var components = Components(count: faces)
    var noise = 0
    for face in 0..<faces {
      if isCore[face] {
        near.forEachNeighbor(of: face) { other, weight in
          if isCore[other], isNear(weight) { components.join(face, other) }
        }
      } else if let nearest = nearestCore(to: face, in: near, isCore) {
        components.join(face, nearest)
      } else {
        noise += 1
      }
    }
    let report = Report(coreFaces: isCore.count { $0 }, noise: noise)
    return (components.labels(), report)
  }

  /// The threshold is compared in double, as the similarities of float32 are exact there.
  private func isNear(_ weight: Float) -> Bool { Double(weight) >= 1 - radius }

  private func nearestCore(to face: Int, in near: NeighborGraph, _ isCore: [Bool]) -> Int? {
    var best: (face: Int, weight: Float)?
    near.forEachNeighbor(of: face) { other, weight in
      guard isCore[other], isNear(weight) else { return }
      if best.map({ weight > $0.weight }) ?? true { best = (other, weight) }
    }
    return best?.face
  }
}

import Calibration
import Clustering
import MPI
import NearestNeighbors

extension SharedEdges {
  /// The links of a calibrated graph: of each face one of weight 1 to itself, then those to its neighbors by
  /// their similarity. They have memory of their own. Collective.
  ///
  /// - Parameters:
  ///   - shift: see ``LinkWeightCurve``.
  ///   - isNeeded: whether this rank reads them, if it cannot share them.
  func weighted(
    _ curve: LinkWeightCurve, shift: Double, among team: ClusteringTeam, isNeeded: Bool
  ) throws(MPIError) -> SharedEdges {
    let (world, faces) = (team.world, team.faces)
    let room = try team.node.hasSharedMemory(for: 12 * (count + faces))
    let haveRoom = try world.allReduce(room, with: .logicalAnd)
    let isShared = self.isShared && haveRoom
    let owners = isShared ? team.node : try world.split(color: world.rank, key: 0)!
    let isWriter = owners.rank == 0 && (isShared || isNeeded)
    let table = LinkWeightTable(
      curve, shift: shift, least: curve.leastSimilarity(shift: shift))
    let kept = isWriter ? faces + countLinks(table) : 0
    let links = try SharedEdges(
      uninitializedCount: owners.broadcast(kept, from: 0), isShared: isShared, on: owners)
    if isWriter { links.write(self, table, faces: faces) }
    try links.sources.synchronize()
    try links.targets.synchronize()
    try links.weights.synchronize()
    // Rank 0 has all links in any case.
    return try links.counted(world.broadcast(kept, from: 0))
  }

  private static let leastWeight = Float(LinkWeightCurve.leastWeight)

  private func countLinks(_ table: LinkWeightTable) -> Int {
    let similarities = weights.span
    var kept = 0
    for edge in 0..<count where table[similarities[edge]] > Self.leastWeight { kept += 1 }
    return kept
  }

  /// Writes the links of weights that a table has for the similarities of edges.
  private func write(_ edges: SharedEdges, _ table: LinkWeightTable, faces: Int) {
    let all = 0..<count
    let (ends, starts, similarities) = (
      edges.targets.span, edges.sources.span, edges.weights.span
    )
    sources.update(all) { sources in
      targets.update(all) { targets in
        weights.update(all) { weights in
          var next = 0
          func append(_ source: UInt32, _ target: UInt32, _ weight: Float) {
            sources[next] = source
            targets[next] = target
            weights[next] = weight
            next += 1
          }
          var face: UInt32 = 0
          for edge in 0..<edges.count {
            while face <= starts[edge] {
              append(face, face, Float(LinkWeightCurve.weightOfSelf))
              face += 1
            }
            let weight = table[similarities[edge]]
            if weight > Self.leastWeight { append(starts[edge], ends[edge], weight) }
          }
          while face < faces {
            append(face, face, Float(LinkWeightCurve.weightOfSelf))
            face += 1
          }
        }
      }
    }
  }

  /// The clusters of a rank that has all edges, with small ones to which hardly a link leads in those that they link to.
  ///
  /// - Parameter labels: the cluster of each face.
  func joiningUnvisited(
    _ labels: [Int], _ curve: LinkWeightCurve, shift: Double, _ constraints: FaceConstraints?
  ) -> [Int] {
    let table = LinkWeightTable(
      curve, shift: shift, least: curve.leastSimilarity(shift: shift))
    let (sources, targets, similarities) = (self.sources.span, self.targets.span, weights.span)
    return UnvisitedClusters.joined(
      labels, links: count,
      { edge in
        let weight = table[similarities[edge]]
        return (sources[edge], targets[edge], weight > Self.leastWeight ? weight : 0)
      }, constraints: constraints)
  }

  /// The weight of all links between different clusters; of a rank that has all edges.
  ///
  /// - Parameter labels: the cluster of each face.
  func crossingWeight(_ curve: LinkWeightCurve, shift: Double, labels: [Int]) -> Double {
    let table = LinkWeightTable(
      curve, shift: shift, least: curve.leastSimilarity(shift: shift))
    let (sources, targets, similarities) = (self.sources.span, self.targets.span, weights.span)
    var sum = 0.0
    for edge in 0..<count where labels[Int(sources[edge])] != labels[Int(targets[edge])] {
      let weight = table[similarities[edge]]
      if weight > Self.leastWeight { sum += Double(weight) }
    }
    return sum
  }
}

import Calibration
import Clustering
import MPI
import NearestNeighbors

extension SharedEdges {
  /// The links of a calibrated graph: of each face one of weight 1 to itself, then those to its neighbors by
  /// their similarity. They have memory of their own. Collective.
  ///
  /// - Parameters:
  ///   - table: the weights by the similarity.
  ///   - isNeeded: whether this rank reads them, if it cannot share them.
  func weighted(
    _ table: LinkWeightTable, among team: ClusteringTeam, isNeeded: Bool
  ) throws(MPIError) -> SharedEdges {
    let (world, faces) = (team.world, team.faces)
    let room = try team.node.hasSharedMemory(for: 12 * (count + faces))
    let haveRoom = try world.allReduce(room, with: .logicalAnd)
    let isShared = self.isShared && haveRoom
    let owners = isShared ? team.node : try world.split(color: world.rank, key: 0)!
    let isWriter = owners.rank == 0 && (isShared || isNeeded)
    // Memory that nobody writes to is not taken.
    let links = try SharedEdges(
      uninitializedCount: owners.broadcast(isWriter ? faces + count : 0, from: 0),
      isShared: isShared, on: owners)
    let kept = isWriter ? links.write(self, table, faces: faces) : 0
    try links.synchronize()
    // Rank 0 has all links in any case.
    return try links.counted(world.broadcast(kept, from: 0))
  }

  private static let leastWeight = Float(LinkWeightCurve.leastWeight)

  /// Writes the links of weights that a table has for the similarities of edges; returns how many they are.
  private func write(_ edges: SharedEdges, _ table: LinkWeightTable, faces: Int) -> Int {
    let (ends, starts, similarities) = (
      edges.targets.span, edges.sources.span, edges.weights.span
    )
    let ofSelf = Float(LinkWeightCurve.weightOfSelf)
    return write { links in
      var face: UInt32 = 0
      for edge in 0..<edges.count {
        while face <= starts[edge] {
          links.append(face, face, ofSelf)
          face += 1
        }
        let weight = table[similarities[edge]]
        if weight > Self.leastWeight { links.append(starts[edge], ends[edge], weight) }
      }
      while face < faces {
        links.append(face, face, ofSelf)
        face += 1
      }
    }
  }

  /// The clusters of a rank that has all edges, with small ones to which hardly a link leads in those that they link to.
  ///
  /// - Parameters:
  ///   - labels: the cluster of each face.
  ///   - table: the weights by the similarity.
  func joiningUnvisited(
    _ labels: [Int], _ table: LinkWeightTable, _ constraints: FaceConstraints?
  ) -> [Int] {
    let (sources, targets, similarities) = (self.sources.span, self.targets.span, weights.span)
    return UnvisitedClusters.joined(
      labels, links: count, { (sources[$0], targets[$0]) },
      {
        let weight = table[similarities[$0]]
        return weight > Self.leastWeight ? weight : 0
      }, constraints: constraints)
  }

  /// The weight of all links that are less similar than some cosine; of a rank that has all edges.
  func weight(below similarity: Double, _ table: LinkWeightTable) -> Double {
    let similarities = weights.span
    var sum = 0.0
    for edge in 0..<count where Double(similarities[edge]) < similarity {
      let weight = table[similarities[edge]]
      if weight > Self.leastWeight { sum += Double(weight) }
    }
    return sum
  }
}

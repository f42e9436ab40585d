import MPI

/// How similar the groups of some faces are to those of their neighbors.
struct NeighborGroups {
  /// The centers of the groups of the faces, `dimension` floats each, by rising positions of the faces.
  let centers: [Float]
  /// The similarity of the group of each face to that of each of its neighbors, rising.
  private let similarities: [Float]

  /// Collective.
  init(
    _ faces: [RecallSample.Face], _ groups: GroupCenters, _ positions: [UInt32], own: Range<Int>,
    world: Communicator
  ) throws(MPIError) {
    func ownGroup(of face: Int) -> Int? {
      let position = Int(positions[face])
      return own.contains(position) ? groups.own.group(of: position - own.lowerBound) : nil
    }
    // In the order in which ranks send their parts.
    let faces = faces.sorted { positions[$0.face] < positions[$1.face] }
    let centers = try world.allGather(
      varying: groups.own.centers.copied(
        faces.compactMap { ownGroup(of: $0.face).map { UInt32($0) } })
    ).elements
    var similarities: [Float] = []
    for (index, face) in faces.enumerated() {
      for neighbor in face.neighbors {
        guard let group = ownGroup(of: Int(neighbor.index)) else { continue }
        similarities.append(groups.own.similarity(of: group, to: index, in: centers))
      }
    }
    self.centers = centers
    self.similarities = try world.allGather(varying: similarities).elements.sorted()
  }

  /// The similarity that no more than a share of the neighbors lack; nil if there are none.
  func similarity(missing share: Double) -> Float? {
    guard let most = similarities.last else { return nil }
    let missing = Int(share * Double(similarities.count))
    return missing < similarities.count ? similarities[missing] : most
  }
}

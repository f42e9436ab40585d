import MPI

/// How near the groups of some faces are to those of their neighbors.
struct NeighborGroups {
  /// The centers of the groups of the faces, `dimension` floats each, by rising positions of the faces.
  let centers: [Float]
  /// Of each face's group and that of each of its neighbors.
  private let pairs: [Pair]

  /// How near two groups are.
  struct Pair: BitwiseCopyable {
    /// The similarity of their centers.
    let similarity: Float
    /// The place at which they have a common cell (see `NearestCells`); `noCell` if they have none.
    let cell: UInt32

    static let noCell = UInt32.max
  }

  /// Collective.
  ///
  /// - Parameter cells: those of the groups of this rank's faces; nil: no cells are of interest.
  init(
    _ faces: [RecallSample.Face], _ groups: GroupCenters, _ cells: SampledCells?,
    _ positions: [UInt32], own: Range<Int>, world: Communicator
  ) throws(MPIError) {
    func ownGroup(of face: Int) -> Int? {
      let position = Int(positions[face])
      return own.contains(position) ? groups.own.group(of: position - own.lowerBound) : nil
    }
    // In the order in which ranks send their parts.
    let faces = faces.sorted { positions[$0.face] < positions[$1.face] }
    let ownGroups = faces.compactMap { ownGroup(of: $0.face) }
    let centers = try world.allGather(
      varying: groups.own.centers.copied(ownGroups.map { UInt32($0) })
    ).elements
    let cellsOfFaces = try cells.map { (cells) throws(MPIError) in
      NearestCells(
        try world.allGather(varying: ownGroups.flatMap { cells[$0] }).elements,
        perGroup: cells.nearest.perGroup)
    }
    var pairs: [Pair] = []
    for (index, face) in faces.enumerated() {
      for neighbor in face.neighbors {
        guard let group = ownGroup(of: Int(neighbor.index)) else { continue }
        let place = cells.flatMap {
          NearestCells.commonPlace(cellsOfFaces![index], $0[group])
        }
        pairs.append(
          Pair(
            similarity: groups.own.centers.similarity(of: group, to: index, in: centers),
            cell: place.map { UInt32($0) } ?? Pair.noCell))
      }
    }
    self.init(centers: centers, try world.allGather(varying: pairs).elements)
  }

  /// Groups that are known to be so near.
  init(centers: [Float] = [], _ pairs: [Pair]) { (self.centers, self.pairs) = (centers, pairs) }

  /// How many of its nearest cells each group needs so that no more than a share of the neighbors have no
  /// common one; nil if all that are known are not enough.
  func cellsPerGroup(missing share: Double) -> Int? {
    let falling = pairs.map(\.cell).sorted(by: >)
    let missing = count(share)
    guard missing < falling.count else { return 1 }
    return falling[missing] == Pair.noCell ? nil : Int(falling[missing]) + 1
  }

  /// The similarity of centers that no more than a share of the neighbors lack, those included that have no
  /// common one among so many cells of each group; nil if no others are left.
  func similarity(missing share: Double, cellsPerGroup: Int?) -> Float? {
    let left = pairs.filter { pair in cellsPerGroup.map { pair.cell < $0 } ?? true }
    let missing = max(0, count(share) - (pairs.count - left.count))
    let rising = left.map(\.similarity).sorted()
    return missing < rising.count ? rising[missing] : rising.last
  }

  private func count(_ share: Double) -> Int { Int(share * Double(pairs.count)) }
}

extension NeighborGroups.Pair: MPIFixedLayout {}

extension FaceRows {
  /// The similarity of a row here and one of several that lie one after another.
  func similarity(of row: Int, to other: Int, in rows: [Float]) -> Float {
    rows.withUnsafeBufferPointer {
      Similarity.of(
        self[row], $0.baseAddress! + other * dimension, dimension: dimension)
    }
  }
}

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
    /// The neighbor's part of its face, so that all faces count alike however many neighbors they have.
    let weight: UInt32

    static let noCell = UInt32.max

    /// - Parameter neighbors: how many the face has.
    init(similarity: Float, cell: UInt32, neighbors: Int = 1) {
      (self.similarity, self.cell) = (similarity, cell)
      // Whole numbers, whose sums do not depend on the order of the ranks.
      weight = Self.weightOfFace / UInt32(neighbors)
    }

    private static let weightOfFace: UInt32 = 1 << 24
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
            cell: place.map { UInt32($0) } ?? Pair.noCell, neighbors: face.neighbors.count))
      }
    }
    self.init(centers: centers, try world.allGather(varying: pairs).elements)
  }

  /// Groups that are known to be so near.
  init(centers: [Float] = [], _ pairs: [Pair]) { (self.centers, self.pairs) = (centers, pairs) }

  /// How many of its nearest cells each group needs so that of the neighbors of a face, in the mean, no more than
  /// a share have no common one; nil if all that are known are not enough.
  func cellsPerGroup(missing share: Double) -> Int? {
    let falling = pairs.sorted { $0.cell > $1.cell }
    guard let needed = Self.first(of: falling, after: missing(share)) else { return 1 }
    return needed.cell == Pair.noCell ? nil : Int(needed.cell) + 1
  }

  /// The similarity of centers that of the neighbors of a face, in the mean, no more than a share lack, those
  /// included that have no common one among so many cells of each group; nil if no others are left.
  func similarity(missing share: Double, cellsPerGroup: Int?) -> Float? {
    let left = pairs.filter { pair in cellsPerGroup.map { pair.cell < $0 } ?? true }
    let rising = left.sorted { $0.similarity < $1.similarity }
    let missing = missing(share) - (Self.weight(pairs) - Self.weight(left))
    return (Self.first(of: rising, after: missing) ?? rising.last)?.similarity
  }

  /// The weight that may be missing.
  private func missing(_ share: Double) -> Int { Int(share * Double(Self.weight(pairs))) }

  private static func weight(_ pairs: [Pair]) -> Int { pairs.reduce(0) { $0 + Int($1.weight) } }

  /// The first pair with which those up to it weigh more than allowed.
  private static func first(of pairs: [Pair], after weight: Int) -> Pair? {
    var left = weight
    return pairs.first {
      left -= Int($0.weight)
      return left < 0
    }
  }
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

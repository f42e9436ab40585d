import Clock
import Embeddings
import MPI
import Synchronization
import Threads

/// The faces of the coarse cells that this rank hosts, group after group.
struct CellFaces: Sendable {
  /// For each face in the order of their positions its number in the whole input and its position.
  let numbers: [UInt32]
  let positions: [UInt32]
  /// The positions at which groups start.
  let groupStarts: [UInt32]
  /// The faces, cell after cell; none where they are within reach.
  private let matrix: EmbeddingMatrix
  /// The rows of the matrix in the order of their positions.
  private let order: [UInt32]

  /// Divides the faces of each cell into groups. Collective.
  ///
  /// - Parameter progress: told now and then which share is done, 0…1.
  init(
    _ rows: FaceRows, _ redistribution: CellRedistribution, _ shards: Shards,
    leastSimilarity: Float, threads: Int, progress: (Double) -> Void
  ) throws(MPIError) {
    let arrived = try redistribution.arrivals(
      of: redistribution.order.map { rows.number(Int($0)) }, 1)
    let matrix = EmbeddingMatrix(
      uninitializedRows: shards.areWithinReach ? 0 : arrived.count, dimension: rows.dimension)
    if !shards.areWithinReach {
      for coordinates in Self.slices(dimension: rows.dimension) {
        let sent = rows.copied(redistribution.order, coordinates: coordinates)
        matrix.write(
          try redistribution.arrivals(of: sent, coordinates.count), coordinates,
          of: 0..<arrived.count)
      }
    }
    self.matrix = matrix
    @Sendable func face(at place: Int) -> UnsafeMutablePointer<Float> {
      shards.areWithinReach
        ? shards.row(Int(arrived[place])) : matrix.values + place * matrix.dimension
    }
    let groups = Self.groups(
      of: face(at:), dimension: rows.dimension, redistribution.ownCells,
      leastSimilarity: leastSimilarity, threads: threads, progress: progress)
    (order, positions, groupStarts) = Self.order(groups, redistribution)
    numbers = order.map { arrived[Int($0)] }
  }

  /// Sends every face to the rank of its position, where it is written to its row. Collective.
  ///
  /// - Parameters:
  ///   - rows: those of this rank's shard to which the faces that arrive belong, in their order.
  ///   - counts: how many of the faces here go to each rank.
  func send(
    to shards: Shards, _ rows: [Int], counts: [Int], world: Communicator, cost: inout SearchCost
  ) throws(MPIError) {
    let start = Moment.now
    for coordinates in Self.slices(dimension: matrix.dimension) {
      let sent = FaceRows(matrix).copied(order, coordinates: coordinates)
      let values = try world.allToAll(
        varying: RankParts(sent, counts: counts.map { $0 * coordinates.count })
      ).elements
      shards.own.write(values, coordinates, of: rows)
    }
    cost.bytes += 8 * rows.count * matrix.dimension
    cost.addWaiting(since: start)
  }

  /// Coordinates that are sent at a time: few, since they are in memory three times then.
  private static func slices(dimension: Int) -> [Range<Int>] {
    let width = (dimension + 7) / 8
    return stride(from: 0, to: dimension, by: width).map { $0..<min($0 + width, dimension) }
  }

  /// The number of each face's group among those of its cell.
  ///
  /// - Parameter face: by the place of a face in the cells, its row.
  private static func groups(
    of face: @Sendable (Int) -> UnsafeMutablePointer<Float>, dimension: Int,
    _ cells: [Range<Int>], leastSimilarity: Float, threads: Int, progress: (Double) -> Void
  ) -> [UInt32] {
    let faces = cells.last?.upperBound ?? 0
    return [UInt32](unsafeUninitializedCapacity: faces) { buffer, count in
      let groups = Places(start: buffer.baseAddress)
      let done = Atomic(0)
      Workers(count: threads).forEach(
        cells.count,
        with: { EmbeddingMatrix(uninitializedRows: mostFacesAtATime, dimension: dimension) },
        { index, copies in
          var (next, firstGroup) = (cells[index].lowerBound, UInt32(0))
          while next < cells[index].upperBound {
            let end = min(next + mostFacesAtATime, cells[index].upperBound)
            for place in next..<end {
              (copies.values + (place - next) * dimension)
                .update(from: face(place), count: dimension)
            }
            let alike = FaceGroups.alike(
              FaceRows(copies), 0..<end - next, leastSimilarity: leastSimilarity)
            for (place, group) in alike.enumerated() {
              (groups.start! + next + place).initialize(to: firstGroup + group)
            }
            firstGroup += UInt32(alike.count)
            next = end
          }
          done.wrappingAdd(cells[index].count, ordering: .relaxed)
        }, afterOwnPiece: { progress(Double(done.load(ordering: .relaxed)) / Double(faces)) })
      count = faces
    }
  }

  /// How many faces of a cell are divided into groups at a time.
  private static let mostFacesAtATime = 2048

  /// The faces in the order of their positions, these positions, and those at which groups start.
  private static func order(
    _ groups: [UInt32], _ redistribution: CellRedistribution
  ) -> (order: [UInt32], positions: [UInt32], groupStarts: [UInt32]) {
    var order: [UInt32] = []
    var positions: [UInt32] = []
    var starts: [UInt32] = []
    let cells = zip(redistribution.firstPositions, redistribution.ownCells).sorted { $0.0 < $1.0 }
    for (firstPosition, cell) in cells {
      let sorted = cell.sorted { (groups[$0], $0) < (groups[$1], $1) }
      for (offset, face) in sorted.enumerated() {
        let position = UInt32(firstPosition + offset)
        if offset == 0 || groups[face] != groups[sorted[offset - 1]] { starts.append(position) }
        order.append(UInt32(face))
        positions.append(position)
      }
    }
    return (order, positions, starts)
  }
}

/// Where threads write, each to places of its own.
private struct Places: @unchecked Sendable {
  let start: UnsafeMutablePointer<UInt32>?
}

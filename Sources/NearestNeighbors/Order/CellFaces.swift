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

  /// How the faces of a cell are divided into groups.
  struct Grouping {
    /// What faces of a group have to the mean of the group, about.
    let leastSimilarity: Float
    /// Whether those of a group come first that are most similar to its mean, rather than in the order of the input.
    let isByDistance: Bool
  }

  /// Divides the faces of each cell into groups. Collective.
  ///
  /// - Parameter progress: told now and then which share is done, 0…1.
  init(
    _ rows: FaceRows, _ redistribution: CellRedistribution, _ shards: Shards,
    _ grouping: Grouping, threads: Int, progress: (Double) -> Void
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
    let places = Self.places(
      of: face(at:), dimension: rows.dimension, redistribution.ownCells, grouping,
      threads: threads, progress: progress)
    (order, positions, groupStarts) = Self.order(places, redistribution)
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

  /// A place in the order of the faces of a cell, in which groups follow each other.
  private struct CellPlace {
    /// The number of the group among those of the cell.
    let group: UInt32
    let face: UInt32
  }

  /// The places of the faces of each cell, one after another.
  ///
  /// - Parameter face: by the place of a face in the cells, its row.
  private static func places(
    of face: @Sendable (Int) -> UnsafeMutablePointer<Float>, dimension: Int,
    _ cells: [Range<Int>], _ grouping: Grouping, threads: Int, progress: (Double) -> Void
  ) -> [CellPlace] {
    let faces = cells.last?.upperBound ?? 0
    return [CellPlace](unsafeUninitializedCapacity: faces) { buffer, count in
      // Each cell has places of its own.
      nonisolated(unsafe) let places = buffer
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
            let alike = LeaderClustering(
              FaceRows(copies), 0..<end - next, leastSimilarity: grouping.leastSimilarity)
            let order = alike.order(byDistance: grouping.isByDistance)
            for (offset, face) in order.enumerated() {
              let group = firstGroup + alike.groups[face]
              places.initializeElement(
                at: next + offset, to: CellPlace(group: group, face: UInt32(next + face)))
            }
            firstGroup += UInt32(alike.groups.count)
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
    _ places: [CellPlace], _ redistribution: CellRedistribution
  ) -> (order: [UInt32], positions: [UInt32], groupStarts: [UInt32]) {
    var order: [UInt32] = []
    var positions: [UInt32] = []
    var starts: [UInt32] = []
    let cells = zip(redistribution.firstPositions, redistribution.ownCells).sorted { $0.0 < $1.0 }
    for (firstPosition, cell) in cells {
      for (offset, place) in cell.enumerated() {
        let position = UInt32(firstPosition + offset)
        if offset == 0 || places[place].group != places[place - 1].group {
          starts.append(position)
        }
        order.append(places[place].face)
        positions.append(position)
      }
    }
    return (order, positions, starts)
  }
}

import Embeddings
import MPI

/// The coarse cells of an order with the directions of the means of their faces, the same on all ranks.
///
/// These are not the centers by which faces found their cells: those were moved to the means of a sample.
struct CellDirections: Sendable {
  /// The positions of each cell.
  let runs: PositionRuns
  private let matrix: EmbeddingMatrix

  var count: Int { runs.count }

  /// One direction for each cell.
  var rows: FaceRows { FaceRows(matrix) }

  /// Cells of given directions.
  init(_ runs: PositionRuns, _ matrix: EmbeddingMatrix) {
    precondition(runs.count == matrix.rows)
    (self.runs, self.matrix) = (runs, matrix)
  }

  /// Collective.
  ///
  /// - Parameter rows: those of this rank's positions.
  init(
    _ runs: PositionRuns, _ rows: FaceRows, layout: ShardLayout, world: Communicator, threads: Int
  ) throws(MPIError) {
    let groups = try GroupCenters(runs, rows, layout: layout, world: world, threads: threads).own
    // Their centers are only pointed to.
    defer { withExtendedLifetime(groups) {} }
    let centers = groups.centers
    // Of a cell that begins on an earlier rank that rank tells the direction, too.
    let range = layout.range(of: world.rank)
    let own = runs.runs(of: range)
    let first = own.isEmpty || runs[own.lowerBound].lowerBound >= range.lowerBound ? 0 : 1
    let values = try world.allGather(
      varying: centers.copied((min(first, centers.count)..<centers.count).map { UInt32($0) })
    ).elements
    let matrix = EmbeddingMatrix(rows: runs.count, dimension: rows.dimension)
    matrix.write(values, 0..<rows.dimension, of: 0..<runs.count)
    self.init(runs, matrix)
  }

  /// The cells that some groups are in, given the position of the first face of all of them.
  func cells(of groups: some Sequence<Int>, _ all: GroupCenters.Groups, firstPosition: Int)
    -> [UInt32]
  {
    groups.map { UInt32(runs.run(of: firstPosition + all[$0].lowerBound)) }
  }
}

import MPI

/// A table with two columns, or one where the ranks are odd.
private func table(_ world: Communicator, isPeriodic: [Bool]) throws -> CartesianTopology {
  let columns = world.size % 2 == 0 ? 2 : 1
  guard
    let grid = try CartesianTopology(
      of: world, dimensions: [world.size / columns, columns], isPeriodic: isPeriodic)
  else { throw CheckFailure(description: "rank \(world.rank) has no place on the grid") }
  return grid
}

func gridsNumberTheirRanksRowByRow(_ world: Communicator) throws {
  let grid = try table(world, isPeriodic: [true, false])
  let columns = grid.dimensions[1]
  try expectEqual(grid.dimensions, [world.size / columns, columns])
  try expectEqual(grid.isPeriodic, [true, false])
  try expectEqual(grid.coordinates, [world.rank / columns, world.rank % columns])
  for rank in 0..<world.size {
    try expectEqual(try grid.coordinates(of: rank), [rank / columns, rank % columns])
    try expectEqual(try grid.rank(at: [rank / columns, rank % columns]), rank)
  }
}

func gridsEndAtTheirEdgesAndRingsDoNot(_ world: Communicator) throws {
  let grid = try table(world, isPeriodic: [true, false])
  let (rows, columns) = (grid.dimensions[0], grid.dimensions[1])
  try expectEqual(try grid.rank(at: [0, -1]), nil)
  try expectEqual(try grid.rank(at: [0, columns]), nil)
  try expectEqual(try grid.rank(at: [-1, 0]), (rows - 1) * columns)
  try expectEqual(try grid.rank(at: [2 * rows, 0]), 0)

  let (row, column) = (grid.coordinates[0], grid.coordinates[1])
  let down = try grid.shift(along: 0, by: 1)
  try expectEqual(down.source, try grid.rank(at: [row - 1, column]))
  try expectEqual(down.destination, try grid.rank(at: [row + 1, column]))
  let left = try grid.shift(along: 1, by: -1)
  try expectEqual(left.source, column + 1 < columns ? world.rank + 1 : nil)
  try expectEqual(left.destination, column > 0 ? world.rank - 1 : nil)
}

func gridsFallApartIntoRowsAndColumns(_ world: Communicator) throws {
  let grid = try table(world, isPeriodic: [false, true])
  let row = try grid.sub(keeping: [false, true])
  try expectEqual(row.dimensions, [grid.dimensions[1]])
  try expectEqual(row.isPeriodic, [true])
  try expectEqual(row.coordinates, [grid.coordinates[1]])
  let columns = grid.dimensions[1]
  try expectEqual(
    try row.communicator.allGather(world.rank),
    (0..<columns).map { grid.coordinates[0] * columns + $0 })
  let alone = try grid.sub(keeping: [false, false])
  try expectEqual([alone.communicator.size, alone.dimensions.count], [1, 0])
  try expectEqual(try alone.rank(at: alone.coordinates(of: 0)), 0)
}

func gridsLeaveOutRanksWithoutAPlace(_ world: Communicator) throws {
  let places = max(1, world.size - 1)
  let line = try CartesianTopology(of: world, dimensions: [places], isPeriodic: [false])
  try expectEqual(line == nil, world.rank >= places)
  try expectEqual(line?.communicator.size, world.rank < places ? places : nil)
}

func gridsAreShapedNearlySquare(_ world: Communicator) throws {
  try expectEqual(try CartesianTopology.dimensions(ranks: 12, count: 2), [4, 3])
  try expectEqual(try CartesianTopology.dimensions(ranks: 12, fixed: [0, 2, 0]), [3, 2, 2])
  try expectEqual(try CartesianTopology.dimensions(ranks: 7, count: 2), [7, 1])
}

func gridsThatCannotBeAreErrors(_ world: Communicator) throws {
  try expectMPIError(from: "MPI_Cart_create", mentioning: "") {
    _ = try CartesianTopology(of: world, dimensions: [world.size + 1], isPeriodic: [false])
  }
  try expectMPIError(from: "MPI_Dims_create", mentioning: "") {
    _ = try CartesianTopology.dimensions(ranks: 12, fixed: [5, 0])
  }
  let grid = try table(world, isPeriodic: [false, false])
  try expectMPIError(from: "MPI_Cart_coords", mentioning: "rank") {
    _ = try grid.coordinates(of: -1)
  }
}

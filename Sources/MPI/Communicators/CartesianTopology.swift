import CMPI

/// Ranks that are laid out on a grid of any number of dimensions, each of which may close to a ring.
///
/// ```swift
/// let shape = try CartesianTopology.dimensions(ranks: world.size, count: 2)
/// if let grid = try CartesianTopology(of: world, dimensions: shape, isPeriodic: [true, false]) {
///   let (left, right) = try grid.shift(along: 1, by: 1)
///   if let right { try grid.communicator.send(edge, to: right) }
/// }
/// ```
public struct CartesianTopology {
  /// The ranks of the grid, numbered row by row: the last coordinate changes fastest.
  public let communicator: Communicator
  /// The number of ranks along each dimension.
  public let dimensions: [Int]
  /// Whether each dimension is a ring, whose last coordinate is next to the first.
  public let isPeriodic: [Bool]
  /// The coordinates of this rank.
  public let coordinates: [Int]

  /// Lays out the first ranks of a communicator on a grid. Collective, with the same arguments on all
  /// ranks.
  ///
  /// ```swift
  /// let ring = try CartesianTopology(of: world, dimensions: [world.size], isPeriodic: [true])
  /// ```
  ///
  /// - Parameters:
  ///   - communicator: the ranks; more places than ranks are an error.
  ///   - dimensions: the number of ranks along each dimension.
  ///   - isPeriodic: whether each dimension is a ring.
  ///   - reorder: whether MPI may number the ranks anew to bring neighbors close to each other.
  /// - Returns: nil on the ranks for which the grid has no place.
  public init?(
    of communicator: Communicator, dimensions: [Int], isPeriodic: [Bool], reorder: Bool = false
  ) throws(MPIError) {
    precondition(
      dimensions.count == isPeriodic.count, "every dimension must be said to be a ring or not")
    var new = cmpi_comm_null()
    try check(
      "MPI_Cart_create",
      MPI_Cart_create(
        communicator.handle.handle, Int32(dimensions.count), dimensions.map(Int32.init(clamping:)),
        isPeriodic.map { $0 ? 1 : 0 }, reorder ? 1 : 0, &new.handle))
    guard let grid = try communicator.owned(new) else { return nil }
    try self.init(grid, dimensionCount: dimensions.count)
  }

  private init(_ communicator: Communicator, dimensionCount count: Int) throws(MPIError) {
    var dimensions = [Int32](repeating: 0, count: count)
    var (periods, coordinates) = (dimensions, dimensions)
    if count > 0 {
      try check(
        "MPI_Cart_get",
        MPI_Cart_get(
          communicator.handle.handle, Int32(count), &dimensions, &periods, &coordinates))
    }
    self.communicator = communicator
    self.dimensions = dimensions.map { Int($0) }
    self.isPeriodic = periods.map { $0 != 0 }
    self.coordinates = coordinates.map { Int($0) }
  }

  /// The coordinates of a rank of the grid. A rank that is not there is an error.
  ///
  /// ```swift
  /// let corner = try grid.coordinates(of: grid.communicator.size - 1)
  /// ```
  public func coordinates(of rank: Int) throws(MPIError) -> [Int] {
    guard !dimensions.isEmpty else { return [] }
    var coordinates = [Int32](repeating: 0, count: dimensions.count)
    try check(
      "MPI_Cart_coords",
      MPI_Cart_coords(
        communicator.handle.handle, communicator.peer(rank), Int32(dimensions.count),
        &coordinates))
    return coordinates.map { Int($0) }
  }

  /// The rank at a place of the grid; nil beyond an edge. Along a ring all coordinates are there.
  ///
  /// ```swift
  /// let below = try grid.rank(at: [grid.coordinates[0] + 1, grid.coordinates[1]])
  /// ```
  public func rank(at coordinates: [Int]) throws(MPIError) -> Int? {
    precondition(
      coordinates.count == dimensions.count, "there must be a coordinate for each dimension")
    guard !dimensions.isEmpty else { return 0 }
    var place: [Int32] = []
    for (dimension, coordinate) in coordinates.enumerated() {
      let length = dimensions[dimension]
      if !isPeriodic[dimension], !(0..<length).contains(coordinate) { return nil }
      let remainder = coordinate % length
      place.append(Int32(remainder < 0 ? remainder + length : remainder))
    }
    var rank: Int32 = 0
    try check("MPI_Cart_rank", MPI_Cart_rank(communicator.handle.handle, place, &rank))
    return Int(rank)
  }

  /// The ranks to receive from and to send to, when every rank sends along a dimension.
  ///
  /// ```swift
  /// let (above, below) = try grid.shift(along: 0, by: 1)
  /// ```
  ///
  /// - Parameters:
  ///   - dimension: the number of the dimension, from 0.
  ///   - displacement: how many places further the destination is; negative for backward.
  /// - Returns: the rank that far before this one and the rank that far behind it; nil beyond an edge.
  public func shift(
    along dimension: Int, by displacement: Int
  ) throws(MPIError) -> (source: Int?, destination: Int?) {
    precondition(dimensions.indices.contains(dimension), "there is no dimension \(dimension)")
    var (source, destination): (Int32, Int32) = (0, 0)
    try check(
      "MPI_Cart_shift",
      MPI_Cart_shift(
        communicator.handle.handle, Int32(clamping: dimension), Int32(clamping: displacement),
        &source, &destination))
    func neighbor(_ rank: Int32) -> Int? { rank == MPI_PROC_NULL ? nil : Int(rank) }
    return (neighbor(source), neighbor(destination))
  }

  /// The part of the grid that this rank is in, when it is cut along the dimensions that are not kept:
  /// for a table of ranks its row or its column. Collective.
  ///
  /// ```swift
  /// let row = try grid.sub(keeping: [false, true])
  /// let rowSum = try row.communicator.allReduce(mine, with: .sum)
  /// ```
  ///
  /// - Parameter kept: for each dimension, whether the parts still have it.
  public func sub(keeping kept: [Bool]) throws(MPIError) -> CartesianTopology {
    precondition(
      kept.count == dimensions.count, "every dimension must be said to be kept or not")
    guard kept.contains(true) else {
      // MPICH 4.0 gives nothing to all ranks but the first.
      let alone = try communicator.split(color: communicator.rank)!
      return try CartesianTopology(alone, dimensionCount: 0)
    }
    var new = cmpi_comm_null()
    try check(
      "MPI_Cart_sub",
      MPI_Cart_sub(communicator.handle.handle, kept.map { $0 ? 1 : 0 }, &new.handle))
    let part = try Communicator(new, isOwned: true, countLimit: communicator.countLimit)
    return try CartesianTopology(part, dimensionCount: kept.filter(\.self).count)
  }

  /// The most nearly square grid for a number of ranks, its longest side first.
  ///
  /// ```swift
  /// try CartesianTopology.dimensions(ranks: 12, count: 2)  // [4, 3]
  /// ```
  ///
  /// - Parameters:
  ///   - ranks: the number of places.
  ///   - count: the number of dimensions.
  public static func dimensions(ranks: Int, count: Int) throws(MPIError) -> [Int] {
    try dimensions(ranks: ranks, fixed: [Int](repeating: 0, count: count))
  }

  /// The most nearly square grid for a number of ranks of which some sides are given.
  ///
  /// ```swift
  /// try CartesianTopology.dimensions(ranks: 12, fixed: [0, 2, 0])  // [3, 2, 2]
  /// ```
  ///
  /// - Parameters:
  ///   - ranks: the number of places; one that the given sides do not divide is an error.
  ///   - fixed: the length of each side, 0 where MPI is to choose it.
  public static func dimensions(ranks: Int, fixed: [Int]) throws(MPIError) -> [Int] {
    var dimensions = fixed.map(Int32.init(clamping:))
    try check(
      "MPI_Dims_create",
      MPI_Dims_create(Int32(clamping: ranks), Int32(fixed.count), &dimensions))
    return dimensions.map { Int($0) }
  }
}

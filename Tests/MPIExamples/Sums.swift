import MPI

/// The least and the greatest of some numbers.
struct Extent: MPIFixedLayout {
  var least: Int
  var greatest: Int
}

/// Sums up numbers of which every rank has a part, and finds where each part begins.
func sumUp(_ world: Communicator) throws {
  let count = 1_000
  let mine = part(world.rank, of: world.size, length: count).map { $0 + 1 }

  let total = try world.allReduce(mine.reduce(0, +), with: .sum)
  let start = try world.exclusiveScan(mine.count, with: .sum, identity: 0)
  let starts = try world.gather(start, to: 0)

  let widest = try ReductionOperator<Extent>(isCommutative: true) { one, other in
    Extent(
      least: min(one.least, other.least), greatest: max(one.greatest, other.greatest))
  }
  let extent = try world.allReduce(Extent(least: mine.min()!, greatest: mine.max()!), with: widest)

  if let starts {
    print("the numbers from \(extent.least) to \(extent.greatest) add up to \(total)")
    print("the parts begin at \(starts)")
  }
}

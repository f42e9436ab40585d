import MPI

func reduceCombinesOnTheRootOnly(_ world: Communicator) throws {
  for root in 0..<world.size {
    for count in interestingCounts {
      let total = try world.reduce(numbers(rank: world.rank, count: count), with: .sum, to: root)
      try expectEqual(total, world.rank == root ? sums(world.size, count: count) : nil)
    }
    let highest = try world.reduce(world.rank, with: .max, to: root)
    try expectEqual(highest, world.rank == root ? world.size - 1 : nil)
  }
}

func allReduceCombinesEverywhere(_ world: Communicator) throws {
  for count in interestingCounts {
    let mine = numbers(rank: world.rank, count: count)
    try expectEqual(try world.allReduce(mine, with: .sum), sums(world.size, count: count))

    var inPlace = mine
    var span = inPlace.mutableSpan
    try world.allReduce(into: &span, with: .sum)
    try expectEqual(inPlace, sums(world.size, count: count))
  }
}

func everyOperatorDoesWhatItsNameSays(_ world: Communicator) throws {
  let ranks = 0..<world.size
  try expectEqual(
    try world.allReduce(world.rank + 1, with: .product), ranks.reduce(1) { $0 * ($1 + 1) })
  try expectEqual(try world.allReduce(Int16(-world.rank), with: .min), Int16(1 - world.size))
  try expectEqual(try world.allReduce(UInt32.max - UInt32(world.rank), with: .max), UInt32.max)
  try expectEqual(try world.allReduce(Float(0.5), with: .sum), Float(world.size) / 2)
  try expectEqual(try world.allReduce(Double(world.rank), with: .max), Double(world.size - 1))
  let bits = UInt64(1) << UInt64(world.rank)
  try expectEqual(try world.allReduce(bits, with: .bitwiseOr), (1 << UInt64(world.size)) - 1)
  try expectEqual(try world.allReduce(bits | 256, with: .bitwiseAnd), world.size == 1 ? 257 : 256)
  try expectEqual(
    try world.allReduce(UInt8(1), with: .bitwiseXor), UInt8(world.size % 2))
  let isFirst = world.rank == 0
  try expectEqual(try world.allReduce(isFirst, with: .logicalAnd), world.size == 1)
  try expectEqual(try world.allReduce(isFirst, with: .logicalOr), true)
  try expectEqual(try world.allReduce(true, with: .logicalXor), world.size % 2 == 1)
}

func exclusiveScanCombinesTheRanksBefore(_ world: Communicator) throws {
  for count in interestingCounts {
    let scanned = try world.exclusiveScan(
      numbers(rank: world.rank, count: count), with: .sum, identity: 0)
    try expectEqual(scanned, sums(world.rank, count: count))
  }
  try expectEqual(
    try world.exclusiveScan(world.rank, with: .max, identity: -1), world.rank - 1)
}

func inclusiveScanCombinesTheRanksUpToThisOne(_ world: Communicator) throws {
  for count in interestingCounts {
    let scanned = try world.inclusiveScan(numbers(rank: world.rank, count: count), with: .sum)
    try expectEqual(scanned, sums(world.rank + 1, count: count))
  }
  try expectEqual(try world.inclusiveScan(-world.rank, with: .max), 0)
}

func reduceScatterDealsWhatItHasCombined(_ world: Communicator) throws {
  for count in interestingCounts {
    let mine = numbers(rank: world.rank, count: count * world.size)
    let all = sums(world.size, count: count * world.size)
    let block = world.rank * count..<(world.rank + 1) * count
    try expectEqual(try world.reduceScatter(mine, with: .sum), Array(all[block]))
  }
  // Rank r gets r of the elements.
  let counts = Array(0..<world.size)
  let total = counts.reduce(0, +)
  let begin = counts.prefix(world.rank).reduce(0, +)
  let part = try world.reduceScatter(
    numbers(rank: world.rank, count: total), counts: counts, with: .sum)
  try expectEqual(
    part, Array(sums(world.size, count: total)[begin..<begin + world.rank]))
}

/// The position by position sums of the numbers of the first ranks.
private func sums(_ ranks: Int, count: Int) -> [Int] {
  (0..<count).map { position in
    (0..<ranks).reduce(0) { $0 + $1 * 1_000 + position }
  }
}

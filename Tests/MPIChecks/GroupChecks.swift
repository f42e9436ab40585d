import MPI

func groupsNumberTheirMembersAsNamed(_ world: Communicator) throws {
  let all = try world.group()
  try expectEqual([all.size, all.rank ?? -1], [world.size, world.rank])
  let backward = try all.including(Array((0..<world.size).reversed()))
  try expectEqual(backward.rank, world.size - 1 - world.rank)
  let others = try all.excluding([0])
  try expectEqual(others.size, world.size - 1)
  try expectEqual(others.rank, world.rank == 0 ? nil : world.rank - 1)
}

func groupsCombineAsSets(_ world: Communicator) throws {
  let all = try world.group()
  let even = try all.including(Array(stride(from: 0, to: world.size, by: 2)))
  let low = try all.including(Array(0..<(world.size + 1) / 2))
  func members(_ group: RankGroup) throws -> [Int?] {
    try group.translate(Array(0..<group.size), to: all)
  }
  let isEven = { (rank: Int) in rank % 2 == 0 }
  let isLow = { (rank: Int) in rank < (world.size + 1) / 2 }
  let ranks = 0..<world.size
  try expectEqual(
    try members(even.intersection(with: low)), ranks.filter { isEven($0) && isLow($0) })
  try expectEqual(try members(even.subtracting(low)), ranks.filter { isEven($0) && !isLow($0) })
  try expectEqual(
    try members(even.union(with: low)),
    ranks.filter(isEven) + ranks.filter { isLow($0) && !isEven($0) })
}

func groupsTranslateRanksAndCompare(_ world: Communicator) throws {
  let all = try world.group()
  let backward = try all.including(Array((0..<world.size).reversed()))
  let first = try all.including([0])
  try expectEqual(
    try all.translate(Array(0..<world.size), to: backward), Array((0..<world.size).reversed()))
  try expectEqual(
    try all.translate(Array(0..<world.size), to: first), [0] + (1..<world.size).map { _ in nil })
  try expectEqual(try all.compare(to: world.duplicate().group()), .identical)
  try expectEqual(try all.compare(to: backward), world.size == 1 ? .identical : .reordered)
  try expectEqual(try all.compare(to: first), world.size == 1 ? .identical : .different)
}

func communicatorsOfGroupsHaveTheirMembers(_ world: Communicator) throws {
  let backward = Array((0..<world.size).reversed())
  let half = try world.group().including(backward.filter { $0 % 2 == 0 })
  let own = try world.communicator(of: half)
  try expectEqual(own == nil, world.rank % 2 == 1)
  try expectEqual(try own?.allGather(world.rank), own.map { _ in backward.filter { $0 % 2 == 0 } })

  // Only the members call this one.
  if half.rank != nil {
    let members = try world.communicator(ofMembers: half, tag: 3)
    try expectEqual(try members.allGather(world.rank), backward.filter { $0 % 2 == 0 })
  }
  let nobody = try world.group().including([])
  try expect(try world.communicator(of: nobody) == nil, "a communicator without ranks")
}

func aRankThatIsNotInTheGroupIsAnError(_ world: Communicator) throws {
  let all = try world.group()
  for rank in [world.size, -1, Int.max] {
    try expectMPIError(from: "MPI_Group_incl", mentioning: "rank") { _ = try all.including([rank]) }
    try expectMPIError(from: "MPI_Group_excl", mentioning: "rank") { _ = try all.excluding([rank]) }
    try expectMPIError(from: "MPI_Group_translate_ranks", mentioning: "rank") {
      _ = try all.translate([rank], to: all)
    }
  }
}

func aRankCannotBeNamedTwice(_ world: Communicator) throws {
  let all = try world.group()
  try expectMPIError(from: "MPI_Group_incl", mentioning: "twice") { _ = try all.including([0, 0]) }
  try expectMPIError(from: "MPI_Group_excl", mentioning: "twice") { _ = try all.excluding([0, 0]) }
}

func groupsAreFreed(_ world: Communicator) throws {
  let all = try world.group()
  for _ in 0..<20_000 { _ = try world.group().excluding([0]).union(with: all) }
}

import MPI

/// A run of ranks, as the digits of a number: combining two runs is associative, not commutative.
private struct Digits: MPIFixedLayout, Equatable {
  var value: Int
  var scale: Int

  init(_ digit: Int) { (value, scale) = (digit, 10) }

  static func followed(by lower: Digits, _ higher: Digits) -> Digits {
    var result = lower
    result.value = lower.value * higher.scale + higher.value
    result.scale = lower.scale * higher.scale
    return result
  }
}

/// The digits of ranks 0 up to a rank.
private func digits(to end: Int) -> Int {
  (0..<end).reduce(0) { $0 * 10 + $1 }
}

func operatorsOfOnesOwnCombineStructsInRankOrder(_ world: Communicator) throws {
  let follow = try ReductionOperator<Digits>(isCommutative: false) { Digits.followed(by: $0, $1) }
  let mine = Digits(world.rank)
  try expectEqual(try world.allReduce(mine, with: follow).value, digits(to: world.size))
  try expectEqual(
    try world.reduce(mine, with: follow, to: 0)?.value,
    world.rank == 0 ? digits(to: world.size) : nil)
  try expectEqual(try world.inclusiveScan(mine, with: follow).value, digits(to: world.rank + 1))
  var nothing = Digits(0)
  nothing.scale = 1
  let before = try world.exclusiveScan(mine, with: follow, identity: nothing)
  try expectEqual(before.value, digits(to: world.rank))

  let many = [Digits](repeating: mine, count: 50 * world.size)
  let reduced = try world.allReduce(many, with: follow)
  try expect(reduced.allSatisfy { $0.value == digits(to: world.size) }, "a wrong element")
  let block = try world.reduceScatter(many, with: follow)
  try expectEqual(block.map(\.value), [Int](repeating: digits(to: world.size), count: 50))
}

func operatorsOfOnesOwnMayCaptureWhatTheyNeed(_ world: Communicator) throws {
  // Many at a time, each with a closure of its own.
  let operators = try (1...40).map { modulus in
    try ReductionOperator<Int>(isCommutative: true) { ($0 + $1) % modulus }
  }
  for (index, operation) in operators.enumerated() {
    try expectEqual(
      try world.allReduce([world.rank, 1], with: operation),
      world.size == 1
        ? [0, 1] : [(0..<world.size).reduce(0, +) % (index + 1), world.size % (index + 1)])
  }
}

func operatorsOfOnesOwnAreKeptByWhatIsUnderWay(_ world: Communicator) throws {
  let result = MPIBuffer<Int>(uninitializedCount: 30)
  let request: Request
  do {
    let smaller = try ReductionOperator<Int>(isCommutative: true) { min($0, $1) }
    request = try world.immediateAllReduce(
      MPIBuffer(repeating: world.rank + 5, count: 30), into: result, with: smaller)
  }
  try request.wait()
  try expectEqual(Array(result), [Int](repeating: 5, count: 30))
}

func operatorsOfOnesOwnAreFreed(_ world: Communicator) throws {
  final class Witness: Sendable {}
  weak var witness: Witness?
  do {
    let captured = Witness()
    witness = captured
    let operation = try ReductionOperator<Int>(isCommutative: true) {
      lower, higher in withExtendedLifetime(captured) { max(lower, higher) }
    }
    try expectEqual(try world.allReduce(world.rank, with: operation), world.size - 1)
  }
  try expect(witness == nil, "the closure outlives its operator")
  for _ in 0..<20_000 { _ = try ReductionOperator<Int>(isCommutative: true) { $0 + $1 } }
}

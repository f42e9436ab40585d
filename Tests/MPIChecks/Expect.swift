import MPI

/// A check that did not hold, as a sentence.
struct CheckFailure: Error, CustomStringConvertible {
  let description: String
}

/// Thrown on every rank by a check that the ranks are too few for.
struct Skipped: Error, CustomStringConvertible {
  let description: String
}

func needsSeveralRanks(_ world: Communicator) throws(Skipped) {
  guard world.size > 1 else { throw Skipped(description: "it needs several ranks") }
}

func expect(
  _ condition: Bool, _ what: @autoclosure () -> String, line: Int = #line
) throws(CheckFailure) {
  guard condition else { throw CheckFailure(description: "line \(line): \(what())") }
}

func expectEqual<Value: Equatable>(
  _ actual: Value, _ expected: Value, line: Int = #line
) throws(CheckFailure) {
  try expect(actual == expected, "got \(actual), expected \(expected)", line: line)
}

/// Whether `operation` throws an `MPIError` of the given MPI function whose text has the word.
func expectMPIError(
  from function: String, mentioning word: String, line: Int = #line, _ operation: () throws -> Void
) throws {
  do {
    try operation()
  } catch let error as MPIError {
    try expectEqual(error.operation, function, line: line)
    try expect(
      word.isEmpty || error.text.lowercased().contains(word),
      "the text \"\(error.text)\" lacks \"\(word)\"",
      line: line)
    return
  }
  throw CheckFailure(description: "line \(line): \(function) succeeded, an error was expected")
}

/// Elements that tell which rank made them and at which position.
func numbers(rank: Int, count: Int) -> [Int] {
  (0..<count).map { rank * 1_000 + $0 }
}

/// Lengths below, at and beyond a count limit of 7: a multiple of it, and with a rest.
let interestingCounts = [0, 1, 6, 7, 8, 21, 40]

/// 13 bytes of payload and padding, moved as 16 bytes.
struct Mixed: MPIFixedLayout, Equatable {
  var wide: Int64
  var narrow: Float
  var flag: Bool
}

extension Communicator {
  var next: Int { (rank + 1) % size }
  var previous: Int { (rank + size - 1) % size }
}

/// The positions of an order in runs that follow each other and leave none out: groups, or coarse cells.
struct PositionRuns: Sendable {
  /// The first position of each run, rising.
  let starts: [UInt32]
  /// How many positions there are.
  let positions: Int

  var count: Int { starts.count }

  /// The positions of a run.
  subscript(run: Int) -> Range<Int> {
    Int(starts[run])..<(run + 1 < count ? Int(starts[run + 1]) : positions)
  }

  /// The number of the run of a position.
  func run(of position: Int) -> Int { starts.count(upTo: position) - 1 }

  /// The runs that have positions in a range.
  func runs(of range: Range<Int>) -> Range<Int> {
    guard let last = range.last else { return 0..<0 }
    return run(of: range.lowerBound)..<run(of: last) + 1
  }

  /// Where the runs of a range of positions start in it, then how long it is, as `FaceGroups` takes them.
  func starts(in range: Range<Int>) -> [Int] {
    let first = starts.count(upTo: range.lowerBound)
    let inside = starts[first...].prefix { Int($0) < range.upperBound }
    return [0] + inside.map { Int($0) - range.lowerBound } + (range.isEmpty ? [] : [range.count])
  }
}

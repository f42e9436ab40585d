/// Sums of this rank's rows by center, as whole numbers, so that the order of the faces does not matter.
struct CenterSums {
  /// Of each center and column, in units of 1 / ``units(_:)``.
  let sums: [Int]
  /// The faces of each center.
  let counts: [Int]

  init(of faces: any DistributedFaces, _ labels: [UInt32], count: Int) {
    let (rows, dimension) = (faces.rows, faces.dimension)
    let units = Self.units(faces.count)
    var starts = [Int](repeating: 0, count: count + 1)
    for label in labels { starts[Int(label) + 1] += 1 }
    counts = Array(starts.dropFirst())
    for center in 0..<count { starts[center + 1] += starts[center] }
    var next = starts
    var members = [UInt32](repeating: 0, count: labels.count)
    for (row, label) in labels.enumerated() {
      members[next[Int(label)]] = UInt32(row)
      next[Int(label)] += 1
    }
    sums = [Int](unsafeUninitializedCapacity: count * dimension) { [starts, members] buffer, size in
      buffer.initialize(repeating: 0)
      // Each center is one thread's.
      nonisolated(unsafe) let buffer = buffer
      faces.workers.forEach(count) { center, _ in
        let sums = buffer.baseAddress! + center * dimension
        for member in members[starts[center]..<starts[center + 1]] {
          let row = rows[Int(member)]
          for column in 0..<dimension { sums[column] += Int(Double(row[column]) * units) }
        }
      }
      size = count * dimension
    }
  }

  /// How many parts of 1 a sum of values of at most 1 of so many faces can be counted in: at most 2^38, and
  /// no more than leave it below 2^62.
  static func units(_ faces: Int) -> Double {
    let bits = Int.bitWidth - max(1, faces).leadingZeroBitCount
    return Double(1 << min(38, 62 - bits))
  }
}

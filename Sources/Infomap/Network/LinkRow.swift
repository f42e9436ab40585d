/// The links of one source, to be put in order.
struct LinkRow<Weight: LinkWeight>: ~Copyable {
  /// Of each link the target in the upper half, and in the lower half its place in `weights`.
  private let keys: Buffer<UInt64>
  private let weights: Buffer<Weight>
  private var count = 0
  /// Whether a sum of weights has been rounded to be a `Weight`.
  private(set) var hasInexactSums = false

  init(capacity: Int) {
    keys = Buffer(uninitialized: capacity)
    weights = Buffer(uninitialized: capacity)
  }

  mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func append(_ target: UInt32, _ weight: Weight) {
    keys[count] = UInt64(target) << 32 | UInt64(count)
    weights[count] = weight
    count += 1
  }

  /// Writes the links by rising target, those with the same target as one; returns how many that
  /// makes.
  mutating func sortAndMerge(
    into targets: UnsafeMutablePointer<UInt32>, _ sums: UnsafeMutablePointer<Weight>
  ) -> Int {
    sort()
    var written = 0
    var next = 0
    while next < count {
      let target = self.target(next)
      targets[written] = target
      sums[written] = weight(next)
      next += 1
      if next < count && self.target(next) == target {
        let first = next - 1
        repeat { next += 1 } while next < count && self.target(next) == target
        sums[written] = sum(first..<next)
      }
      written += 1
    }
    return written
  }

  @inline(__always)
  private func target(_ place: Int) -> UInt32 { UInt32(truncatingIfNeeded: keys[place] >> 32) }

  @inline(__always)
  private func weight(_ place: Int) -> Weight {
    weights[UInt32(truncatingIfNeeded: keys[place])]
  }

  /// Adds from the smallest weight up, because rounding must not depend on the order of the input.
  private mutating func sum(_ duplicates: Range<Int>) -> Weight {
    var sum = Double(weight(duplicates.lowerBound))
    if duplicates.count == 2 {
      sum += Double(weight(duplicates.lowerBound + 1))
    } else {
      sum = duplicates.map { Double(weight($0)) }.sorted().reduce(0, +)
    }
    let rounded = Weight(sum)
    if Double(rounded) != sum { hasInexactSums = true }
    return rounded
  }

  /// Insertion sort, the fastest for the short rows of neighbor graphs; long rows have the library's.
  private func sort() {
    guard count <= Self.insertionSortLimit else {
      var long = UnsafeMutableBufferPointer(start: keys.base, count: count)
      long.sort()
      return
    }
    for next in 1..<max(count, 1) {
      let key = keys[next]
      var place = next
      while place > 0 && keys[place - 1] > key {
        keys[place] = keys[place - 1]
        place -= 1
      }
      keys[place] = key
    }
  }

  private static var insertionSortLimit: Int { 64 }
}

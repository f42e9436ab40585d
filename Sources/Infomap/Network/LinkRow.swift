/// The links of one source, to be put in order.
struct LinkRow<Weight: LinkWeight>: ~Copyable {
  private let targets: Buffer<UInt32>
  private let weights: Buffer<Weight>
  private var count = 0
  private var lowest = UInt32.max
  private var highest: UInt32 = 0
  /// The sort key of each link: its target in the upper half, and in the lower half its place in `weights`.
  private let keys: Buffer<UInt64>
  /// A bit for each number from the lowest target on, 0 between rows; and the place of the link to it.
  private let marks = Buffer<UInt64>(count: Self.markedNumbers / 64, repeating: 0)
  private let places = Buffer<UInt16>(uninitialized: Self.markedNumbers)
  /// Whether a sum of weights has been rounded to be a `Weight`.
  private(set) var hasInexactSums = false

  init(capacity: Int) {
    targets = Buffer(uninitialized: capacity)
    weights = Buffer(uninitialized: capacity)
    keys = Buffer(uninitialized: capacity)
  }

  mutating func removeAll() {
    count = 0
    lowest = .max
    highest = 0
  }

  @inline(__always)
  mutating func append(_ target: UInt32, _ weight: Weight) {
    targets[count] = target
    weights[count] = weight
    lowest = min(lowest, target)
    highest = max(highest, target)
    count += 1
  }

  /// Writes the links by rising target, those with the same target as one; returns how many that
  /// makes.
  mutating func sortAndMerge(
    into targets: UnsafeMutablePointer<UInt32>, _ sums: UnsafeMutablePointer<Weight>
  ) -> Int {
    if count > 0 && count <= Self.markedNumbers && Int(highest - lowest) < Self.markedNumbers
      && writeMarked(to: targets, sums)
    {
      return count
    }
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

  /// Numbers near each other, as they mostly are, need no comparisons: each is marked, and the marks
  /// are read in order. False where two links have the same target.
  private func writeMarked(
    to targets: UnsafeMutablePointer<UInt32>, _ sums: UnsafeMutablePointer<Weight>
  ) -> Bool {
    for place in 0..<count {
      let number = Int(self.targets[place] - lowest)
      marks[number / 64] |= 1 << UInt64(number % 64)
      places[number] = UInt16(truncatingIfNeeded: place)
    }
    var written = 0
    for word in 0...Int(highest - lowest) / 64 {
      var waiting = marks[word]
      marks[word] = 0
      while waiting != 0 {
        let number = word * 64 + waiting.trailingZeroBitCount
        waiting &= waiting - 1
        targets[written] = lowest + UInt32(truncatingIfNeeded: number)
        sums[written] = weights[UInt32(places[number])]
        written += 1
      }
    }
    return written == count
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
    for place in 0..<count { keys[place] = UInt64(targets[place]) << 32 | UInt64(place) }
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
  /// How far from the lowest target marks reach.
  private static var markedNumbers: Int { 8192 }
}

import CMemory
import Embeddings

/// The groups of all ranks by their numbers in the order: a group that has faces on several ranks has one number.
struct GroupNumbers: Equatable {
  /// How many faces each group has.
  let sizes: [UInt32]
  /// The numbers of the groups of each rank, those included that it has only a part of.
  private let ranges: [Range<Int>]

  init(_ groups: PositionRuns, _ layout: ShardLayout) {
    sizes = (0..<groups.count).map { UInt32(groups[$0].count) }
    ranges = (0..<layout.ranks).map { groups.runs(of: layout.range(of: $0)) }
  }

  var count: Int { sizes.count }

  var faceCount: Int { sizes.reduce(0) { $0 + Int($1) } }

  func range(of rank: Int) -> Range<Int> { ranges[rank] }

  /// For each group whether it has faces on several ranks.
  var areDivided: [Bool] {
    let ends = ranges.filter { !$0.isEmpty }.flatMap { Set([$0.lowerBound, $0.upperBound - 1]) }
    var areEnds = [Bool](repeating: false, count: count)
    var areDivided = areEnds
    for end in ends {
      areDivided[end] = areEnds[end]
      areEnds[end] = true
    }
    return areDivided
  }

  /// Each pair of groups once, and no group with itself, of pairs that several ranks have found.
  func withoutRepeats(_ pairs: [UInt32]) -> [UInt32] {
    let areDivided = areDivided
    var seen: Set<UInt64> = []
    var once: [UInt32] = []
    once.reserveCapacity(pairs.count)
    for place in stride(from: 0, to: pairs.count, by: 2) {
      let (a, b) = (pairs[place], pairs[place + 1])
      if areDivided[Int(a)] || areDivided[Int(b)] {
        guard a != b, seen.insert(UInt64(min(a, b)) << 32 | UInt64(max(a, b))).inserted else {
          continue
        }
      }
      once.append(a)
      once.append(b)
    }
    return once
  }
}

/// Which groups of all ranks are known to have similar centers, by their numbers.
///
/// Groups that are linked with the same group are mostly those of one identity, so their faces are worth comparing
/// too: few cells for each group are enough then to bring the faces of an identity together.
struct GroupLinks: Equatable {
  /// Where the links of each group begin, then their number.
  private let offsets: [Int]
  private let others: [UInt32]

  /// Links of a group that more others are linked with say little: it is one of the many groups of faces of which
  /// little can be seen, which are all alike.
  static let mostShared = 64

  /// - Parameter pairs: the groups of each link, one after the other; each link once, in any order.
  init(groups: Int, pairs: [UInt32]) {
    var offsets = [Int](repeating: 0, count: groups + 1)
    for group in pairs { offsets[Int(group) + 1] += 1 }
    for group in 0..<groups { offsets[group + 1] += offsets[group] }
    var next = offsets
    others = [UInt32](unsafeUninitializedCapacity: pairs.count) { others, count in
      for place in stride(from: 0, to: pairs.count, by: 2) {
        let (a, b) = (Int(pairs[place]), Int(pairs[place + 1]))
        others[next[a]] = UInt32(b)
        others[next[b]] = UInt32(a)
        next[a] += 1
        next[b] += 1
      }
      count = pairs.count
    }
    self.offsets = offsets
  }

  /// The groups that a group is linked with, in no particular order.
  subscript(group: Int) -> ArraySlice<UInt32> { others[offsets[group]..<offsets[group + 1]] }

  /// The groups that are linked with no more than so many faces, their own counted.
  func areThin(mostFaces: Int, _ numbers: GroupNumbers) -> [Bool] {
    (0..<numbers.count).map { group in
      self[group].reduce(Int(numbers.sizes[group])) { $0 + Int(numbers.sizes[Int($1)]) }
        <= mostFaces
    }
  }

  /// Calls `body` once with each group that a group is linked with, or with which it has a link to the same third group
  /// in common, but for itself.
  ///
  /// - Parameters:
  ///   - groups: only these are meant.
  ///   - seen: the memory of a thread.
  func forEachNear(
    _ group: Int, among groups: Range<Int>, _ seen: SeenGroups, _ body: (Int) -> Void
  ) {
    seen.removeAll()
    forEachWay(from: group) { other in
      if groups.contains(other), other != group, seen.insert(other) { body(other) }
    }
  }

  /// Calls `body` with the group at the end of each way from a group over one link or two, as often as there are ways.
  @inline(__always)
  private func forEachWay(from group: Int, _ take: (Int) -> Void) {
    others.withUnsafeBufferPointer { others in
      let own = offsets[group]..<offsets[group + 1]
      for place in own { take(Int(others[place])) }
      for place in own {
        if place + 1 < own.upperBound { prefetchLinks(of: Int(others[place + 1]), others) }
        let third = Int(others[place])
        let shared = offsets[third]..<offsets[third + 1]
        if shared.count <= Self.mostShared { for place in shared { take(Int(others[place])) } }
      }
    }
  }

  private func prefetchLinks(of group: Int, _ others: UnsafeBufferPointer<UInt32>) {
    prefetch(
      others.baseAddress! + offsets[group],
      min(Self.mostShared, offsets[group + 1] - offsets[group]) * MemoryLayout<UInt32>.stride)
  }

  /// The share of each face's neighbors whose groups are not near that of the face, in the mean.
  ///
  /// - Parameter group: the number of a face's group.
  func missing(of faces: [RecallSample.Face], group: (Int) -> Int) -> Double {
    let faces = faces.filter { !$0.neighbors.isEmpty }
    let missing = faces.reduce(0.0) { sum, face in
      let own = group(face.face)
      var near: Set<Int> = [own]
      forEachWay(from: own) { near.insert($0) }
      let lost = face.neighbors.count { !near.contains(group(Int($0.index))) }
      return sum + Double(lost) / Double(face.neighbors.count)
    }
    return missing / Double(max(1, faces.count))
  }
}

/// Which groups were met on the ways from one; the memory of one thread, no more than a small table however many groups
/// there are.
final class SeenGroups {
  /// In each slot a group that was met, and in which generation; found by its number and then slot after slot.
  private var slots: [(group: UInt32, generation: UInt32)]
  /// Slots of an earlier generation are free.
  private var generation: UInt32 = 1
  private var count = 0

  /// How many slots there are at first: a power of two, as later.
  private static let fewest = 1 << 8
  /// 2^64 over the golden ratio: numbers at any even distance come to slots that differ.
  private static let scatter: UInt64 = 0x9E37_79B9_7F4A_7C15

  init() { slots = Array(repeating: (0, 0), count: Self.fewest) }

  /// Forgets all groups.
  func removeAll() {
    count = 0
    guard generation < .max else {
      slots = Array(repeating: (0, 0), count: slots.count)
      generation = 1
      return
    }
    generation += 1
  }

  /// Whether a group is met for the first time; from then on it is not.
  func insert(_ group: Int) -> Bool {
    let group = UInt32(group)
    let mask = slots.count - 1
    var slot = Int(UInt64(group) &* Self.scatter >> 32) & mask
    while slots[slot].generation == generation {
      if slots[slot].group == group { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = (group, generation)
    count += 1
    if 2 * count > slots.count { grow() }
    return true
  }

  /// Doubles the slots.
  private func grow() {
    let groups = slots.filter { $0.generation == generation }.map(\.group)
    slots = Array(repeating: (0, 0), count: 2 * slots.count)
    (count, generation) = (0, 1)
    for group in groups { _ = insert(Int(group)) }
  }
}

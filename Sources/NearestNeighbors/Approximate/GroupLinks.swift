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

  /// The groups that have faces on several ranks.
  var divided: Set<Int> {
    let ends = ranges.filter { !$0.isEmpty }.flatMap { Set([$0.lowerBound, $0.upperBound - 1]) }
    var seen: Set<Int> = []
    return Set(ends.filter { !seen.insert($0).inserted })
  }

  /// Each pair of groups once, and no group with itself, of pairs that several ranks have found.
  func withoutRepeats(_ pairs: [UInt32]) -> [UInt32] {
    let divided = divided.map { UInt32($0) }
    var seen: Set<UInt64> = []
    var once: [UInt32] = []
    once.reserveCapacity(pairs.count)
    for place in stride(from: 0, to: pairs.count, by: 2) {
      let (a, b) = (pairs[place], pairs[place + 1])
      if divided.contains(a) || divided.contains(b) {
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
  ///   - least: only groups from this number on.
  ///   - seen: the memory of a thread, for the groups that are meant.
  func forEachNear(_ group: Int, from least: Int = 0, _ seen: SeenGroups, _ body: (Int) -> Void) {
    others.withUnsafeBufferPointer { others in
      func take(_ other: UInt32) {
        let other = Int(other)
        if other >= least, other != group, seen.isFirst(other, of: group) { body(other) }
      }
      let own = offsets[group]..<offsets[group + 1]
      for place in own { take(others[place]) }
      for place in own {
        if place + 1 < own.upperBound { prefetchLinks(of: Int(others[place + 1]), others) }
        let third = Int(others[place])
        let shared = offsets[third]..<offsets[third + 1]
        if shared.count <= Self.mostShared { for place in shared { take(others[place]) } }
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
      forEachNear(own, SeenGroups(among: 0..<offsets.count - 1)) { near.insert($0) }
      let lost = face.neighbors.count { !near.contains(group(Int($0.index))) }
      return sum + Double(lost) / Double(face.neighbors.count)
    }
    return missing / Double(max(1, faces.count))
  }
}

/// Which of some groups were met on the way from another one; the memory of one thread.
final class SeenGroups {
  private let groups: Range<Int>
  private var last: [UInt32]

  init(among groups: Range<Int>) {
    self.groups = groups
    last = [UInt32](repeating: .max, count: groups.count)
  }

  /// Whether a group is one of them that is met for the first time on the way from this start; ways follow each other.
  func isFirst(_ group: Int, of start: Int) -> Bool {
    guard groups.contains(group), last[group - groups.lowerBound] != start else { return false }
    last[group - groups.lowerBound] = UInt32(start)
    return true
  }
}

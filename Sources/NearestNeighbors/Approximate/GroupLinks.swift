/// The groups of all ranks, numbered one rank's after another's: a group that has faces on two ranks has two numbers.
struct GroupNumbers: Equatable {
  /// The number of the first group of each rank, then how many there are.
  let firsts: [Int]
  /// How many faces each group has.
  let sizes: [UInt32]

  /// - Parameter starts: for each rank where its groups start, then how many faces it has.
  init(starts: [[Int]]) {
    var (firsts, sizes) = ([0], [UInt32]())
    for starts in starts {
      sizes += zip(starts, starts.dropFirst()).map { UInt32($1 - $0) }
      firsts.append(sizes.count)
    }
    (self.firsts, self.sizes) = (firsts, sizes)
  }

  var count: Int { sizes.count }

  var faceCount: Int { sizes.reduce(0) { $0 + Int($1) } }

  /// The numbers of the groups of a rank.
  func range(of rank: Int) -> Range<Int> { firsts[rank]..<firsts[rank + 1] }
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
  /// - Parameter seen: the memory of a thread, for the groups that are meant.
  func forEachNear(_ group: Int, _ seen: SeenGroups, _ body: (Int) -> Void) {
    others.withUnsafeBufferPointer { others in
      func take(_ other: UInt32) {
        let other = Int(other)
        if other != group, seen.isFirst(other, of: group) { body(other) }
      }
      for place in offsets[group]..<offsets[group + 1] {
        take(others[place])
        let third = Int(others[place])
        let shared = offsets[third]..<offsets[third + 1]
        if shared.count <= Self.mostShared { for place in shared { take(others[place]) } }
      }
    }
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

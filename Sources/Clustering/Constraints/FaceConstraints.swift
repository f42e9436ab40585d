/// Which faces must be in one cluster, and which must not: must-link and cannot-link constraints (Wagstaff, Cardie,
/// Rogers, Schrödl: "Constrained k-means clustering with background knowledge", ICML 2001).
///
/// Faces that must be together are a set, named by its smallest face; every other face is a set by itself. Sets
/// that must be apart share a group: of each group a cluster has one set at most.
package struct FaceConstraints: Sendable, Equatable {
  /// The set of each face.
  package let setOf: [UInt32]
  /// The groups that sets are in, those of one set after those of another.
  private let groups: [UInt32]
  /// Where the groups of each face begin, if it is a set, and where those of the last one end.
  private let starts: [UInt32]

  /// The numbers that ``init(faces:_:)`` makes constraints of.
  package struct Numbers: Sendable, Equatable {
    /// A face and its set, one after the other, rising by faces; of faces that are not sets by themselves.
    package var together: [UInt32] = []
    /// A set and a group, one after the other, rising by sets, then by groups.
    package var apart: [UInt32] = []

    /// Nothing that must hold.
    package init() {}
  }

  /// - Parameter numbers: in which a set is the smallest of its faces.
  package init(faces: Int, _ numbers: Numbers) {
    var setOf = Array(0..<UInt32(faces))
    for place in stride(from: 0, to: numbers.together.count, by: 2) {
      setOf[Int(numbers.together[place])] = numbers.together[place + 1]
    }
    var groups: [UInt32] = []
    groups.reserveCapacity(numbers.apart.count / 2)
    var starts = [UInt32](repeating: 0, count: faces + 1)
    for place in stride(from: 0, to: numbers.apart.count, by: 2) {
      starts[Int(numbers.apart[place]) + 1] += 1
      groups.append(numbers.apart[place + 1])
    }
    for face in 0..<faces { starts[face + 1] += starts[face] }
    (self.setOf, self.groups, self.starts) = (setOf, groups, starts)
  }

  /// How many faces there are.
  package var faces: Int { setOf.count }

  /// The groups that a set is in, rising; none of a face that is no set.
  package func groups(of set: UInt32) -> ArraySlice<UInt32> { groups[places(of: set)] }

  private func places(of set: UInt32) -> Range<Int> {
    Int(starts[Int(set)])..<Int(starts[Int(set) + 1])
  }

  /// The faces of each set that has several, by the sets.
  package var sets: [[UInt32]] {
    var found: [UInt32: [UInt32]] = [:]
    for (face, set) in setOf.enumerated() where set != face {
      found[set, default: [set]].append(UInt32(face))
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Whether two faces must be in different clusters.
  package func areApart(_ a: Int, _ b: Int) -> Bool {
    var own = places(of: setOf[a])
    guard !own.isEmpty, setOf[a] != setOf[b] else { return false }
    var others = places(of: setOf[b])
    while let first = own.first, let second = others.first {
      if groups[first] == groups[second] { return true }
      if groups[first] < groups[second] { own.removeFirst() } else { others.removeFirst() }
    }
    return false
  }

  /// The clusters that have two sets of a group.
  ///
  /// - Parameter labels: the cluster of each face, where the faces of a set have one cluster.
  package func clustersWithConflicts<Label: Hashable>(_ labels: [Label]) -> Set<Label> {
    var taken: Set<Place<Label>> = []
    var found: Set<Label> = []
    forEachSetInGroups { set, groups in
      let label = labels[Int(set)]
      for group in groups where !taken.insert(Place(label: label, group: group)).inserted {
        found.insert(label)
      }
    }
    return found
  }

  private struct Place<Label: Hashable>: Hashable {
    let label: Label
    let group: UInt32
  }

  /// The groups of which each cluster has a set, by the clusters that have any.
  package func groups(ofClusters labels: [Int]) -> [Int: Set<UInt32>] {
    var found: [Int: Set<UInt32>] = [:]
    forEachSetInGroups { set, groups in found[labels[Int(set)], default: []].formUnion(groups) }
    return found
  }

  /// Calls `body` with each set that is in any group, rising, and its groups.
  func forEachSetInGroups(_ body: (_ set: UInt32, _ groups: ArraySlice<UInt32>) -> Void) {
    for set in setOf.indices where starts[set] < starts[set + 1] {
      body(UInt32(set), groups(of: UInt32(set)))
    }
  }

  /// Whether some clusters are as they must be.
  package func areHeld<Label: Hashable>(by labels: [Label]) -> Bool {
    setOf.indices.allSatisfy { labels[$0] == labels[Int(setOf[$0])] }
      && clustersWithConflicts(labels).isEmpty
  }

  /// The bytes that these need.
  package var byteCount: Int {
    (setOf.count + groups.count + starts.count) * MemoryLayout<UInt32>.size
  }
}

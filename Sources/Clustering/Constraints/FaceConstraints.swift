/// Which faces must be in one cluster, and which must not.
///
/// Faces that must be together are a set, named by its smallest face; every other face is a set by itself. Sets
/// that must be apart share a group: of each group a cluster has one set at most.
package struct FaceConstraints: Sendable, Equatable {
  /// The set of each face.
  package let setOf: [UInt32]
  /// The groups that each set is in, rising; of sets that are in any.
  package let groupsOf: [UInt32: [UInt32]]
  /// The faces of each set that has several, by the sets.
  package let sets: [[UInt32]]
  /// Whether the set of a face is in any group.
  private let isInGroup: [Bool]

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
    var sets: [UInt32: [UInt32]] = [:]
    for place in stride(from: 0, to: numbers.together.count, by: 2) {
      let (face, set) = (numbers.together[place], numbers.together[place + 1])
      setOf[Int(face)] = set
      sets[set, default: [set]].append(face)
    }
    var groupsOf: [UInt32: [UInt32]] = [:]
    for place in stride(from: 0, to: numbers.apart.count, by: 2) {
      groupsOf[numbers.apart[place], default: []].append(numbers.apart[place + 1])
    }
    self.setOf = setOf
    self.groupsOf = groupsOf
    self.sets = sets.sorted { $0.key < $1.key }.map(\.value)
    isInGroup = setOf.map { groupsOf[$0] != nil }
  }

  /// How many faces there are.
  package var faces: Int { setOf.count }

  /// Whether two faces must be in different clusters.
  package func areApart(_ a: Int, _ b: Int) -> Bool {
    guard isInGroup[a], isInGroup[b], setOf[a] != setOf[b] else { return false }
    return Self.haveCommon(groupsOf[setOf[a]]!, groupsOf[setOf[b]]!)
  }

  /// Whether two rising lists have an element in common.
  private static func haveCommon(_ a: [UInt32], _ b: [UInt32]) -> Bool {
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] { return true }
      if a[i] < b[j] { i += 1 } else { j += 1 }
    }
    return false
  }

  /// The clusters that have two sets of a group.
  ///
  /// - Parameter labels: the cluster of each face, where the faces of a set have one cluster.
  package func clustersWithConflicts<Label: Hashable>(_ labels: [Label]) -> Set<Label> {
    var taken: Set<Place<Label>> = []
    var found: Set<Label> = []
    for (set, groups) in groupsOf {
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
    for (set, groups) in groupsOf { found[labels[Int(set)], default: []].formUnion(groups) }
    return found
  }

  /// Whether some clusters are as they must be.
  package func areHeld<Label: Hashable>(by labels: [Label]) -> Bool {
    setOf.indices.allSatisfy { labels[$0] == labels[Int(setOf[$0])] }
      && clustersWithConflicts(labels).isEmpty
  }

  /// The bytes that the constraints of so many faces need, at most.
  package static func bytes(faces: Int) -> Int {
    faces * (MemoryLayout<UInt32>.size + MemoryLayout<Bool>.size)
  }
}

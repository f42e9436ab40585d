/// Which clusters of a run are those of an earlier one, so that these keep their numbers, and what has become
/// of the others.
///
/// The pair of an old and a new cluster with most faces in common is one and the same cluster, then that
/// of the rest, and so on; of equal pairs the one with the smallest old number, then with the larger new
/// cluster. A cluster whose faces are the same, but for new ones, so keeps its number. The other new
/// clusters get numbers that no old one had.
struct ClusterSuccession {
  /// What has happened to a cluster.
  enum Event: String {
    /// A new number, for faces that were in no cluster or not there.
    case born
    /// A new number, for faces most of which were in a cluster that goes on without them.
    case split
    /// A number that is gone, since most of its faces are in another cluster.
    case merged
    /// A number that is gone, since its faces are in no cluster or not there.
    case dead
  }

  /// An event, with the cluster that the faces have come from or gone to.
  struct Change: Equatable {
    let event: Event
    let cluster: Int
    /// Nil where there is none.
    let other: Int?
    /// The faces that both have.
    let shared: Int
    /// The faces of the cluster.
    let size: Int
  }

  /// The number of each new cluster, counted by falling size.
  let numbers: [Int]
  /// How many of them are numbers of old clusters.
  let kept: Int
  /// What has changed besides: new clusters by falling size, then old ones by their numbers.
  let changes: [Change]

  /// Faces that an old and a new cluster have in common.
  private struct Overlap {
    let old: Int
    let new: Int
    let faces: Int
  }

  /// - Parameters:
  ///   - old: the earlier label of each face, ``Labels/unknown`` for none or a face that was not there.
  ///   - new: the label of each face, counted by falling size.
  init(from old: [Int], to new: [Int]) {
    precondition(old.count == new.count, "labels of other faces")
    let sizes = Self.sizes(new)
    let overlaps = Self.overlaps(old, new)
    let byFaces = overlaps.sorted {
      ($1.faces, $0.old, $0.new) < ($0.faces, $1.old, $1.new)
    }

    var numbers = [Int?](repeating: nil, count: sizes.count)
    var goesOn: Set<Int> = []
    var source = [Overlap?](repeating: nil, count: sizes.count)
    var target: [Int: Overlap] = [:]
    for overlap in byFaces {
      source[overlap.new] = source[overlap.new] ?? overlap
      target[overlap.old] = target[overlap.old] ?? overlap
      guard numbers[overlap.new] == nil, !goesOn.contains(overlap.old) else { continue }
      numbers[overlap.new] = overlap.old
      goesOn.insert(overlap.old)
    }
    kept = goesOn.count

    let oldSizes = Dictionary(
      old.lazy.filter { $0 != Labels.unknown }.map { ($0, 1) }, uniquingKeysWith: +)
    var next = (oldSizes.keys.max() ?? -1) + 1
    var changes: [Change] = []
    self.numbers = numbers.enumerated().map { cluster, number in
      if let number { return number }
      defer { next += 1 }
      let from = source[cluster]
      changes.append(
        Change(
          event: from == nil ? .born : .split, cluster: next, other: from?.old,
          shared: from?.faces ?? 0, size: sizes[cluster]))
      return next
    }
    for (cluster, size) in oldSizes.sorted(by: { $0.key < $1.key }) where !goesOn.contains(cluster)
    {
      let into = target[cluster]
      changes.append(
        Change(
          event: into == nil ? .dead : .merged, cluster: cluster,
          other: into.map { [numbers = self.numbers] in numbers[$0.new] },
          shared: into?.faces ?? 0, size: size))
    }
    self.changes = changes
  }

  /// The bytes that it takes at most to find it, besides the earlier labels: those found, and what is known of
  /// each pair of an old and a new cluster, of which there are no more than faces.
  static func bytes(faces: Int) -> Int { faces * (MemoryLayout<Int>.size + bytesOfPair) }

  /// A pair in a table of which half may be empty, while that grows to its double; then as a list, and sorted.
  private static let bytesOfPair = 3 * MemoryLayout<Overlap>.size * 2

  private static func sizes(_ labels: [Int]) -> [Int] {
    var sizes = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels where label != Labels.unknown { sizes[label] += 1 }
    return sizes
  }

  private static func overlaps(_ old: [Int], _ new: [Int]) -> [Overlap] {
    struct Pair: Hashable { let old, new: Int }
    var faces: [Pair: Int] = [:]
    for (old, new) in zip(old, new) where old != Labels.unknown && new != Labels.unknown {
      faces[Pair(old: old, new: new), default: 0] += 1
    }
    return faces.map { Overlap(old: $0.key.old, new: $0.key.new, faces: $0.value) }
  }

  /// The changes as a table of comma-separated values.
  var csv: [UInt8] {
    var text = CSVText(headings: ["event", "cluster", "other_cluster", "shared_faces", "size"])
    for change in changes {
      text.append(text: Array(change.event.rawValue.utf8)[...])
      text.append(change.cluster)
      if let other = change.other { text.append(other) } else { text.appendNothing() }
      text.append(change.shared)
      text.append(change.size)
      text.endRow()
    }
    return text.take()
  }
}

/// The groups of faces that must be apart which parts of clusters have, while parts join.
struct GroupsOfParts {
  /// Of parts that have any.
  private var groups: [Int: Set<UInt32>] = [:]

  /// The groups of a part; nil for one that has none.
  subscript(part: Int) -> Set<UInt32>? {
    get { groups[part] }
    set { groups[part] = newValue }
  }

  /// Whether two parts have no group in common.
  func areDisjoint(_ a: Int, _ b: Int) -> Bool {
    guard let own = groups[a], let others = groups[b] else { return true }
    return own.isDisjoint(with: others)
  }

  /// Gives a part the groups of another, which is a part no more: those of the one that has fewer go to the others, and
  /// no set is copied as it grows.
  mutating func unite(_ other: Int, into part: Int) {
    guard var fewer = groups.removeValue(forKey: other) else { return }
    var more = groups.removeValue(forKey: part) ?? []
    if fewer.count > more.count { swap(&fewer, &more) }
    more.formUnion(fewer)
    groups[part] = more
  }
}

import BinarySearch

/// A level of which each rank has the links of a range of nodes, and this rank those of `own`. An
/// unsafe handle like `LevelView`, whose offsets and neighbors answer for own nodes only; so do the
/// flows of nodes at the bottom level.
struct LevelPart {
  let view: LevelView
  /// Where each rank's nodes begin; one more element than ranks.
  let begins: [Int]
  let own: Range<Int>

  init(view: LevelView, begins: [Int], rank: Int) {
    self.view = view
    self.begins = begins
    own = begins[rank]..<begins[rank + 1]
  }

  /// All of a level.
  init(whole view: LevelView) {
    self.init(view: view, begins: [0, view.nodeCount], rank: 0)
  }

  /// How many entries the neighbor lists of this rank's nodes have.
  var ownLinkEnds: Int { view.offsets[own.upperBound] - view.offsets[own.lowerBound] }

  /// The rank that has the links of a node.
  func owner(of node: Int) -> Int {
    (0..<begins.count - 2).partitioningIndex { begins[$0 + 1] > node }
  }
}

/// How much work moves are, in units of about four nanoseconds: one for each neighbor of a node that is visited, and
/// what is here. It is counted rather than timed, so that a search that is done when it has done a certain amount of
/// work finds the same on any machine.
enum MoveWork {
  /// A visit of a node, besides its neighbors.
  static var ofVisit: Int { 10 }
  /// A module that a node could join.
  static var ofCandidate: Int { 4 }
}

import MPI

/// Lets a search go on where earlier ones of the same faces, on any number of ranks, have ended.
///
/// The search compares only the pairs that are not in ``comparedPairs``, takes over the neighbors
/// that were saved with those, and hands over what it compares. Any part may be lost: then its pairs
/// are compared again.
public protocol SearchCheckpoint: AnyObject {
  /// All pairs that were compared before.
  var comparedPairs: [PairRectangle] { get }

  /// Called when the search begins to compare: from then on it has something to hand over.
  func begin()

  /// Calls `keep` with every saved neighbor of the faces in a range; the same one may come more than
  /// once.
  func restore(_ faces: Range<Int>, _ keep: (_ face: Int, Neighbor) -> Void)

  /// Whether enough time has passed that a part of a step should be handed over before its end.
  var isDue: Bool { get }

  /// Takes a part of the pairs; called when it is due, and in any case at the end of each step.
  ///
  /// - Parameter collect: makes it, which takes a while.
  func add(_ collect: () -> ComparedPairs)

  /// Asked every few seconds. When it says yes on one rank, the search ends on all ranks.
  func shouldStop() throws(MPIError) -> Bool
}

import MPI

/// Pairs that have been compared, and all that is known of the neighbors among them.
public struct ComparedPairs: Sendable {
  public let rectangle: PairRectangle
  /// The faces that have found `neighbors`, one for each of those.
  public private(set) var faces: [UInt32] = []
  public private(set) var neighbors: [Neighbor] = []

  /// Collects from two sets of lists, the first that of the rectangle's rows, the second that of
  /// its columns, what they hold of its pairs.
  ///
  /// - Parameter positions: where each face is in the order that the rectangle refers to; nil: at its
  ///   own number.
  ///
  /// Neighbors that the lists have dropped meanwhile cannot be among the best of all pairs and need
  /// not be known.
  init(
    _ rectangle: PairRectangle, _ rowLists: CandidateLists, firstRow: Int,
    _ columnLists: CandidateLists, firstColumn: Int, positions: [UInt32]?
  ) {
    self.rectangle = rectangle
    for face in rectangle.rows { add(face, rowLists.neighbors(face - firstRow), positions) }
    // On the diagonal a face can be in both, and both lists are the same.
    for face in rectangle.columns where !rectangle.rows.contains(face) {
      add(face, columnLists.neighbors(face - firstColumn), positions)
    }
  }

  private mutating func add(
    _ face: Int, _ list: UnsafeBufferPointer<Neighbor>, _ positions: [UInt32]?
  ) {
    for neighbor in list
    where rectangle.contains(face, Int(positions?[Int(neighbor.index)] ?? neighbor.index)) {
      faces.append(UInt32(face))
      neighbors.append(neighbor)
    }
  }
}

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

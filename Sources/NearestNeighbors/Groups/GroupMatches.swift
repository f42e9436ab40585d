import Synchronization
import Threads

/// The groups that each of a band of groups is to be compared with.
struct GroupMatches: Sendable {
  private let band: Range<Int>
  private let pieces: [Piece]

  /// Those of some groups that follow each other.
  private struct Piece: Sendable {
    /// Where the others of each group begin, then their number.
    var starts = [0]
    var others: [UInt32] = []
  }

  /// How many groups a thread takes at a time.
  private static let groupsAtATime = 256

  /// - Parameters:
  ///   - tools: makes what a thread needs.
  ///   - others: puts the others of a group, in any order, at the end of an array.
  ///   - between: called now and then on the calling thread, with the share that is done, 0…1.
  init<Tools>(
    _ band: Range<Int>, threads: Int, with tools: () -> Tools,
    others append: (_ group: Int, Tools, _ others: inout [UInt32]) -> Void,
    between: (Double) throws -> Void
  ) rethrows {
    self.band = band
    var pieces = [Piece](
      repeating: Piece(), count: Workers.pieces(band, by: Self.groupsAtATime))
    let done = Atomic(0)
    try pieces.withUnsafeMutableBufferPointer { pieces in
      nonisolated(unsafe) let pieces = pieces
      try Workers(count: threads).forEach(
        pieces.count, with: tools,
        { index, tools in
          let begin = band.lowerBound + index * Self.groupsAtATime
          var piece = Piece()
          for group in begin..<min(begin + Self.groupsAtATime, band.upperBound) {
            let start = piece.others.count
            append(group, tools, &piece.others)
            piece.others[start...].sort()
            piece.starts.append(piece.others.count)
          }
          pieces[index] = piece
          done.wrappingAdd(1, ordering: .relaxed)
        },
        afterOwnPiece: {
          try between(Double(done.load(ordering: .relaxed)) / Double(pieces.count))
        })
    }
    self.pieces = pieces
  }

  /// Those that lists hold.
  ///
  /// - Parameter first: the group of the first list.
  init(_ band: Range<Int>, _ lists: CandidateLists, first: Int, threads: Int) {
    self.init(
      band, threads: threads, with: {},
      others: { group, _, others in
        others.append(contentsOf: lists.neighbors(group - first).lazy.map(\.index))
      }, between: { _ in })
  }

  /// The others of a group, rising.
  subscript(group: Int) -> ArraySlice<UInt32> {
    let piece = pieces[(group - band.lowerBound) / Self.groupsAtATime]
    let place = (group - band.lowerBound) % Self.groupsAtATime
    return piece.others[piece.starts[place]..<piece.starts[place + 1]]
  }

  /// The groups of the band so that those follow each other that have others in common, as groups of one identity do.
  ///
  /// - Parameter areSameRank: the others are of the same rank, each with a higher number than its group.
  func inOrderOfOthers(areSameRank: Bool) -> [UInt32] {
    // The lowest group that is known to be met together with each, directly or by others.
    var leaders = band.map { UInt32($0) }
    for group in band {
      let place = group - band.lowerBound
      if areSameRank {
        for other in self[group] where Int(other) < band.upperBound {
          let otherPlace = Int(other) - band.lowerBound
          leaders[otherPlace] = min(leaders[otherPlace], leaders[place])
        }
      } else {
        leaders[place] = self[group].first ?? .max
      }
    }
    return band.map { UInt64(leaders[$0 - band.lowerBound]) << 32 | UInt64($0) }.sorted()
      .map { UInt32(truncatingIfNeeded: $0) }
  }
}

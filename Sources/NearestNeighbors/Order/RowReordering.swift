import CMemory
import Threads

/// Puts rows into another order where they are: only a few of them are ever in memory twice.
///
/// An order consists of cycles, along which each row moves to the position of the one before it. Threads, and
/// ranks that share the rows, move parts of the long cycles at the same time: these are cut where they come by a
/// position that is a multiple of `distanceOfCuts`, the rows of which are set aside before. Cycles without a cut
/// are moved as a whole.
struct RowReordering: @unchecked Sendable {
  private let rows: UnsafeMutablePointer<Float>
  private let dimension: Int
  private let count: Int
  /// The row that belongs to each position.
  private let sources: UnsafePointer<UInt32>
  /// The rows that are set aside, in the order of their positions.
  private let aside: UnsafeMutablePointer<Float>
  /// Which positions have their row already.
  private let isDone: UnsafeMutablePointer<Bool>

  /// One row in so many is set aside.
  private static let distanceOfCuts = 256
  /// A row is asked for so many moves before it is copied.
  private static let movesAhead = 4
  /// How many pieces of cycles a thread takes at a time.
  private static let piecesAtATime = 16

  /// - Parameters:
  ///   - rows: `count` rows of `dimension` floats that the caller keeps.
  ///   - sources: for each position the row that belongs there, each once; kept by the caller too.
  ///   - block: has `bytes(count:dimension:)` left, the same for all ranks that share the rows.
  init(
    of rows: UnsafeMutablePointer<Float>, count: Int, dimension: Int,
    from sources: UnsafePointer<UInt32>, with block: MemoryBlock
  ) {
    self.rows = rows
    self.count = count
    self.dimension = dimension
    self.sources = sources
    aside = block.take(Self.cuts(count) * dimension, of: Float.self)
    isDone = block.take(count, of: Bool.self)
  }

  /// What it takes to reorder so many rows, besides them.
  static func bytes(count: Int, dimension: Int) -> Int {
    MemoryBlock.bytes(cuts(count) * dimension, of: Float.self)
      + MemoryBlock.bytes(count, of: Bool.self)
  }

  private static func cuts(_ count: Int) -> Int { (count + distanceOfCuts - 1) / distanceOfCuts }

  /// The cuts in a range of positions.
  private static func cuts(in positions: Range<Int>) -> Range<Int> {
    cuts(positions.lowerBound)..<cuts(positions.upperBound)
  }

  /// Sets the rows of the cuts in a range of positions aside. Nothing is moved before all are.
  func setAside(_ positions: Range<Int>, threads: Int) {
    (isDone + positions.lowerBound).initialize(repeating: false, count: positions.count)
    Workers(count: threads).forEach(Self.cuts(in: positions), by: Self.piecesAtATime) {
      cuts, _, _ in
      for cut in cuts { copy(rows + cut * Self.distanceOfCuts * dimension, to: asideRow(cut)) }
    }
  }

  /// Moves the pieces of cycles that begin at the cuts in a range of positions, each up to its next cut.
  func movePieces(_ positions: Range<Int>, threads: Int) {
    Workers(count: threads).forEach(Self.cuts(in: positions), by: Self.piecesAtATime) {
      cuts, _, _ in
      for cut in cuts { movePiece(from: cut * Self.distanceOfCuts) }
    }
  }

  private func movePiece(from first: Int) {
    var (position, ahead) = (first, first)
    for _ in 0..<Self.movesAhead { ahead = next(ahead) }
    while true {
      ahead = next(ahead)
      let source = Int(sources[position])
      isDone[position] = true
      guard !source.isMultiple(of: Self.distanceOfCuts) else {
        return copy(asideRow(source / Self.distanceOfCuts), to: row(position))
      }
      copy(row(source), to: row(position))
      position = source
    }
  }

  /// The first position of each cycle that has no cut. Not before all pieces are moved.
  func uncutCycles() -> [UInt32] {
    var firsts: [UInt32] = []
    for first in 0..<count where !isDone[first] {
      isDone[first] = true
      var position = Int(sources[first])
      guard position != first else { continue }
      firsts.append(UInt32(first))
      while position != first {
        isDone[position] = true
        position = Int(sources[position])
      }
    }
    return firsts
  }

  /// Moves whole cycles, each given by one of its positions.
  func moveCycles(_ firsts: ArraySlice<UInt32>, threads: Int) {
    Workers(count: threads).forEach(firsts.indices, by: Self.piecesAtATime) { cycles, _, _ in
      for cycle in cycles { moveCycle(of: Int(firsts[cycle])) }
    }
  }

  private func moveCycle(of first: Int) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { kept in
      let kept = kept.baseAddress!
      kept.initialize(from: row(first), count: dimension)
      var position = first
      while Int(sources[position]) != first {
        copy(row(Int(sources[position])), to: row(position))
        position = Int(sources[position])
      }
      copy(kept, to: row(position))
    }
  }

  /// The position after another one in its cycle, whose row is asked for.
  private func next(_ position: Int) -> Int {
    let next = Int(sources[position])
    prefetch(row(next), dimension * MemoryLayout<Float>.size)
    return next
  }

  private func row(_ position: Int) -> UnsafeMutablePointer<Float> { rows + position * dimension }

  private func asideRow(_ cut: Int) -> UnsafeMutablePointer<Float> { aside + cut * dimension }

  private func copy(_ row: UnsafeMutablePointer<Float>, to place: UnsafeMutablePointer<Float>) {
    place.update(from: row, count: dimension)
  }
}

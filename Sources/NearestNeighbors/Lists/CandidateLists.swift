import CMemory
import Foundation
import Synchronization
import Threads

/// The best neighbors found so far of a range of faces, filled by several threads at once.
///
/// Each list is a binary heap with the worst neighbor at its root, so that a full list knows at
/// once what a candidate must beat. Which neighbors remain does not depend on the order of
/// insertion, since `Neighbor` is totally ordered. Lists grow as they fill.
package final class CandidateLists: @unchecked Sendable {
  package let rowCount: Int
  /// The most neighbors a list holds: k - 1, since k counts the face itself.
  package let capacity: Int
  /// A neighbor that is less similar than this must be the same face.
  let leastOfOthers: Float
  /// For each row a face that is never among its neighbors; empty: there is none.
  private let excluded: [UInt32]

  private let lists: UnsafeMutablePointer<List>
  private var areSorted = false

  /// What an insertion needs to know, in one cache line.
  private struct List: ~Copyable {
    var heap: UnsafeMutablePointer<Neighbor>?
    var count: UInt32 = 0
    var room: UInt32 = 0
    /// The bit pattern of the similarity that a candidate must reach; read without the lock.
    let threshold: Atomic<UInt32>
    let isLocked = Atomic(false)
  }

  /// The room of a list when it gets its first neighbor.
  private static let firstRoom = 8

  /// Makes empty lists.
  ///
  /// - Parameters:
  ///   - leastOfOthers: the least similarity of neighbors whose rows are not the same.
  ///   - excluded: for each row a face that is never among its neighbors; empty: there is none.
  ///   - thresholds: per row the least similarity that is worth keeping.
  package init(
    rowCount: Int, capacity: Int, leastOfOthers: Float = -.infinity,
    excluding excluded: [UInt32] = [],
    thresholds initial: (Int) -> Float
  ) {
    precondition(excluded.isEmpty || excluded.count == rowCount)
    self.rowCount = rowCount
    self.capacity = capacity
    self.leastOfOthers = leastOfOthers
    self.excluded = excluded
    lists = .allocate(capacity: rowCount)
    for row in 0..<rowCount {
      (lists + row).initialize(to: List(threshold: Atomic(initial(row).bitPattern)))
    }
  }

  /// Makes empty lists for neighbors that reach a similarity. The same rows reach 1, though
  /// rounding may leave their product just below it.
  package convenience init(
    rowCount: Int, capacity: Int, minSimilarity: Float, excluding excluded: [UInt32] = []
  ) {
    self.init(
      rowCount: rowCount, capacity: capacity, leastOfOthers: minSimilarity, excluding: excluded
    ) { _ in
      minSimilarity > 1 ? minSimilarity : min(minSimilarity, Similarity.leastOfSameRows)
    }
  }

  deinit {
    for row in 0..<rowCount { free(lists[row].heap) }
    lists.deinitialize(count: rowCount)
    lists.deallocate()
  }

  /// The similarity that a new neighbor of `row` must reach to be kept. It only ever rises.
  package func threshold(_ row: Int) -> Float {
    Float(bitPattern: lists[row].threshold.load(ordering: .relaxed))
  }

  /// Whether a face is never among the neighbors of `row`.
  func excludes(_ face: UInt32, row: Int) -> Bool { !excluded.isEmpty && excluded[row] == face }

  /// Asks for what is known of the lists of some rows, before their neighbors are asked for.
  func prefetchStates(_ rows: Range<Int>) {
    prefetch(lists + rows.lowerBound, rows.count * MemoryLayout<List>.stride)
  }

  /// Asks for the neighbors of a row.
  func prefetchNeighbors(_ row: Int) {
    guard let heap = lists[row].heap else { return }
    prefetch(heap, Int(lists[row].count) * MemoryLayout<Neighbor>.stride)
  }

  /// Asks for those neighbors of some rows that an insertion moves: the first and the last.
  func prefetchEnds(_ rows: Range<Int>) {
    for row in rows {
      guard let heap = lists[row].heap else { continue }
      prefetch(heap, 1)
      prefetch(heap + Int(lists[row].count), 1)
    }
  }

  /// Keeps `candidate` if it is among the best of `row`. Safe to call from several threads.
  package func insert(_ candidate: Neighbor, row: Int) {
    guard capacity > 0, candidate.similarity >= threshold(row) else { return }
    lock(row)
    defer { lists[row].isLocked.store(false, ordering: .releasing) }
    let count = Int(lists[row].count)
    let heap = heapWithRoom(row)
    if count < capacity {
      (heap + count).initialize(to: candidate)
      lists[row].count += 1
      siftUp(heap, from: count)
      guard count + 1 == capacity else { return }
    } else {
      guard heap[0] < candidate else { return }
      heap[0] = candidate
      siftDown(heap)
    }
    let worst = heap[0].similarity
    if worst > threshold(row) {
      lists[row].threshold.store(worst.bitPattern, ordering: .relaxed)
    }
  }

  /// Inserts a candidate unless the list holds it already.
  package func insertOnce(_ candidate: Neighbor, row: Int) {
    guard candidate.similarity >= threshold(row) else { return }
    if !neighbors(row).contains(candidate) { insert(candidate, row: row) }
  }

  /// The neighbors of `row`, in no particular order. Not to be called while threads insert.
  package func neighbors(_ row: Int) -> UnsafeBufferPointer<Neighbor> {
    UnsafeBufferPointer(start: lists[row].heap, count: Int(lists[row].count))
  }

  /// Sorts all lists, best first, with several threads, after which nothing is inserted any more.
  package func sort(threads: Int) {
    Workers(count: threads).forEach(0..<rowCount, by: Self.sortedAtATime) { rows, _, _ in
      for row in rows { sorted(row) }
    }
    areSorted = true
  }

  /// How many lists a thread sorts at a time.
  private static let sortedAtATime = 1024

  @discardableResult
  private func sorted(_ row: Int) -> UnsafeMutableBufferPointer<Neighbor> {
    var list = UnsafeMutableBufferPointer(start: lists[row].heap, count: Int(lists[row].count))
    list.sort(by: >)
    return list
  }

  /// Moves the neighbors of `row` to the end of an array, best first; the list is empty then, and its
  /// memory free. Not to be called while threads insert.
  package func move(_ row: Int, to all: inout [Neighbor]) {
    all.append(contentsOf: areSorted ? neighbors(row) : UnsafeBufferPointer(sorted(row)))
    free(lists[row].heap)
    lists[row].heap = nil
    lists[row].count = 0
    lists[row].room = 0
  }

  /// How many neighbors all lists hold.
  package var neighborCount: Int { (0..<rowCount).reduce(0) { $0 + Int(lists[$1].count) } }

  /// The heap of a locked list, with room for one more neighbor unless it is full.
  private func heapWithRoom(_ row: Int) -> UnsafeMutablePointer<Neighbor> {
    let room = Int(lists[row].room)
    if let heap = lists[row].heap, lists[row].count < room || room == capacity { return heap }
    let more = min(capacity, max(Self.firstRoom, 2 * room))
    let bytes = more * MemoryLayout<Neighbor>.stride
    guard let grown = realloc(lists[row].heap, bytes) else {
      fatalError("no memory for \(bytes) bytes of neighbors")
    }
    let heap = grown.assumingMemoryBound(to: Neighbor.self)
    lists[row].heap = heap
    lists[row].room = UInt32(more)
    return heap
  }

  private func lock(_ row: Int) {
    while lists[row].isLocked.exchange(true, ordering: .acquiring) {
      while lists[row].isLocked.load(ordering: .relaxed) { sched_yield() }
    }
  }

  private func siftUp(_ heap: UnsafeMutablePointer<Neighbor>, from start: Int) {
    var child = start
    let moving = heap[child]
    while child > 0 {
      let parent = (child - 1) / 2
      guard moving < heap[parent] else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = moving
  }

  private func siftDown(_ heap: UnsafeMutablePointer<Neighbor>) {
    var parent = 0
    let moving = heap[0]
    while true {
      var child = 2 * parent + 1
      guard child < capacity else { break }
      if child + 1 < capacity, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < moving else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = moving
  }
}

import Foundation
import Synchronization

/// The best neighbors found so far of a range of faces, filled by several threads at once.
///
/// Each list is a binary heap with the worst neighbor at its root, so that a full list knows at
/// once what a candidate must beat. Which neighbors remain does not depend on the order of
/// insertion, since `Neighbor` is totally ordered. Memory is `rowCount * capacity * 8` bytes,
/// touched only as lists fill.
package final class CandidateLists: @unchecked Sendable {
  package let rowCount: Int
  /// The most neighbors a list holds: k - 1, since k counts the face itself.
  package let capacity: Int

  private let heaps: UnsafeMutablePointer<Neighbor>
  private let counts: UnsafeMutablePointer<UInt32>
  private let locks: UnsafeMutablePointer<Atomic<Bool>>
  /// Per row, the bit pattern of the similarity that a candidate must reach; read without the lock.
  private let thresholds: UnsafeMutablePointer<Atomic<UInt32>>

  /// Makes empty lists.
  ///
  /// - Parameter thresholds: per row the least similarity that is worth keeping.
  package init(rowCount: Int, capacity: Int, thresholds initial: (Int) -> Float) {
    self.rowCount = rowCount
    self.capacity = capacity
    heaps = .allocate(capacity: rowCount * capacity)
    counts = .allocate(capacity: rowCount)
    counts.initialize(repeating: 0, count: rowCount)
    locks = .allocate(capacity: rowCount)
    thresholds = .allocate(capacity: rowCount)
    for row in 0..<rowCount {
      (locks + row).initialize(to: Atomic(false))
      (thresholds + row).initialize(to: Atomic(initial(row).bitPattern))
    }
  }

  deinit {
    heaps.deallocate()
    counts.deallocate()
    locks.deinitialize(count: rowCount)
    locks.deallocate()
    thresholds.deinitialize(count: rowCount)
    thresholds.deallocate()
  }

  /// The similarity that a new neighbor of `row` must reach to be kept. It only ever rises.
  package func threshold(_ row: Int) -> Float {
    Float(bitPattern: thresholds[row].load(ordering: .relaxed))
  }

  /// Keeps `candidate` if it is among the best of `row`. Safe to call from several threads.
  package func insert(_ candidate: Neighbor, row: Int) {
    guard capacity > 0, candidate.similarity >= threshold(row) else { return }
    lock(row)
    defer { locks[row].store(false, ordering: .releasing) }
    let heap = heaps + row * capacity
    let count = Int(counts[row])
    if count < capacity {
      (heap + count).initialize(to: candidate)
      counts[row] += 1
      siftUp(heap, from: count)
      guard count + 1 == capacity else { return }
    } else {
      guard heap[0] < candidate else { return }
      heap[0] = candidate
      siftDown(heap)
    }
    let worst = heap[0].similarity
    if worst > threshold(row) { thresholds[row].store(worst.bitPattern, ordering: .relaxed) }
  }

  /// The same for a candidate that the list may hold already.
  package func insertOnce(_ candidate: Neighbor, row: Int) {
    if !neighbors(row).contains(candidate) { insert(candidate, row: row) }
  }

  /// The neighbors of `row`, in no particular order. Not to be called while threads insert.
  package func neighbors(_ row: Int) -> UnsafeBufferPointer<Neighbor> {
    UnsafeBufferPointer(start: heaps + row * capacity, count: Int(counts[row]))
  }

  private func lock(_ row: Int) {
    while locks[row].exchange(true, ordering: .acquiring) {
      while locks[row].load(ordering: .relaxed) { sched_yield() }
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

import Threads

extension NeighborGraph {
  /// The undirected graph that has an edge wherever this one has one in either direction, of the
  /// greater weight of the two. Rows rise, and there are no edges from a face to itself.
  package func union(threads: Int = 1) -> NeighborGraph {
    let workers = Workers(count: threads)
    // A row has what lists its face, by rising faces as these are gone through in order, and then what
    // the face itself lists.
    var starts = [Int](repeating: 0, count: nodeCount + 1)
    forEachListed(workers, &starts) { starts, listed, _, _ in starts[listed + 1] += 1 }
    for node in 0..<nodeCount { starts[node + 1] += starts[node] + degree(of: node) }
    let memory = EdgeMemory(capacity: starts[nodeCount])
    var ends = starts
    forEachListed(workers, &ends) { ends, listed, node, weight in
      memory.set(ends[listed], UInt32(node), weight)
      ends[listed] += 1
    }
    mergeRows(of: memory, from: &starts, listing: ends, workers)
    var offsets = [0]
    offsets.reserveCapacity(nodeCount + 1)
    for node in 0..<nodeCount {
      let place = offsets[node]
      // The row ends where the next one had its place before.
      memory.move(starts[node]..<ends[node] + degree(of: node), to: place)
      offsets.append(place + ends[node] + degree(of: node) - starts[node])
    }
    return NeighborGraph(
      offsets: offsets, targets: memory.targets, weights: memory.weights, owner: memory)
  }

  /// The graph of all edges the other way round. Rows rise.
  func reversed(threads: Int) -> NeighborGraph {
    let workers = Workers(count: threads)
    var offsets = [Int](repeating: 0, count: nodeCount + 1)
    forEachListed(workers, &offsets) { offsets, listed, _, _ in offsets[listed + 1] += 1 }
    for node in 0..<nodeCount { offsets[node + 1] += offsets[node] }
    let memory = EdgeMemory(capacity: offsets[nodeCount])
    var ends = offsets
    forEachListed(workers, &ends) { ends, listed, node, weight in
      memory.set(ends[listed], UInt32(node), weight)
      ends[listed] += 1
    }
    return NeighborGraph(
      offsets: offsets, targets: memory.targets, weights: memory.weights, owner: memory)
  }

  /// Calls `body` with each entry, in the order of the rows of those that list a face. Each worker has the
  /// entries of some of the listed faces to itself, which it looks for in all rows.
  private func forEachListed(
    _ workers: Workers, _ places: inout [Int],
    _ body: (_ places: UnsafeMutablePointer<Int>, _ listed: Int, _ node: Int, _ weight: Float) ->
      Void
  ) {
    places.withUnsafeMutableBufferPointer { places in
      // Each piece has places of its own.
      nonisolated(unsafe) let places = places.baseAddress!
      let size = max(1, (nodeCount + workers.count - 1) / workers.count)
      workers.forEach(0..<nodeCount, by: size) { part, _, _ in
        let own = UInt32(part.lowerBound)..<UInt32(part.upperBound)
        for node in 0..<nodeCount {
          for entry in offsets[node]..<offsets[node + 1] {
            let listed = targets[entry]
            guard own.contains(listed), listed != node else { continue }
            body(places, Int(listed), node, weights[entry])
          }
        }
      }
    }
  }

  /// Merges what lists each face with what it lists.
  ///
  /// - Parameters:
  ///   - starts: where each row starts; after this, where what is left of it does.
  ///   - ends: where what lists the face ends in each row; there is room for what it lists behind.
  private func mergeRows(
    of memory: EdgeMemory, from starts: inout [Int], listing ends: [Int], _ workers: Workers
  ) {
    let own = (0..<workers.count).map { _ in ListedFaces() }
    starts.withUnsafeMutableBufferPointer { starts in
      // Each piece has rows of its own.
      nonisolated(unsafe) let starts = starts
      workers.forEach(0..<nodeCount, by: Self.rowsAtOnce) { part, _, worker in
        for node in part {
          own[worker].take(self, node)
          starts[node] = own[worker].merge(
            into: memory, starts[node]..<ends[node], end: ends[node] + degree(of: node))
        }
      }
    }
  }

  /// Rows that a thread takes at a time.
  private static let rowsAtOnce = 1024

  /// The bytes of the union of a directed graph, while it is made.
  package static func unionBytes(faces: Int, edges: Int) -> Int {
    2 * edges * (MemoryLayout<UInt32>.size + MemoryLayout<Float>.size)
      + 3 * (faces + 1) * MemoryLayout<Int>.size
  }
}

/// One thread's list of what a face lists, by rising faces.
private final class ListedFaces: @unchecked Sendable {
  /// The number of a face above the bits of a weight.
  private var entries: [UInt64] = []

  func take(_ graph: NeighborGraph, _ node: Int) {
    entries.removeAll(keepingCapacity: true)
    graph.forEachNeighbor(of: node) { other, weight in
      if other != node { entries.append(UInt64(other) << 32 | UInt64(weight.bitPattern)) }
    }
    entries.sort()
  }

  /// Merges the list with rising entries in memory; of equal faces that of the greatest weight stays.
  ///
  /// What is merged is written from the end on: what is not yet read lies before it.
  ///
  /// - Returns: where the merged row starts.
  func merge(into memory: EdgeMemory, _ listing: Range<Int>, end: Int) -> Int {
    var (unread, place) = (listing.upperBound, end)
    func put(_ target: UInt32, _ weight: Float) {
      if place < end, memory.targets[place] == target {
        if memory.weights[place] < weight { memory.weights[place] = weight }
      } else {
        place -= 1
        memory.set(place, target, weight)
      }
    }
    func putListing(downTo target: UInt32) {
      while unread > listing.lowerBound, memory.targets[unread - 1] >= target {
        unread -= 1
        put(memory.targets[unread], memory.weights[unread])
      }
    }
    for entry in entries.reversed() {
      let target = UInt32(entry >> 32)
      putListing(downTo: target)
      put(target, Float(bitPattern: UInt32(truncatingIfNeeded: entry)))
    }
    putListing(downTo: 0)
    return place
  }
}

extension Network {
  /// Ranges of nodes for loops in which each worker looks after the links into some of the nodes:
  /// what each node receives it receives in the same order, whatever the ranges.
  func targetRanges(for workers: Workers) -> [Range<Int>] {
    ranges(workers.count == 1 ? 1 : Self.rangesPerWorker * workers.count)
  }

  /// At most `count` ranges that make up all nodes, of about equally many links out.
  func ranges(_ count: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var begin = 0
    for part in 1...count {
      let links = linkCount * part / count
      var (low, high) = (begin, nodeCount)
      while low < high {
        let middle = (low + high) / 2
        if linkOffsets[middle] < links { low = middle + 1 } else { high = middle }
      }
      let end = part == count ? nodeCount : low
      if end > begin { ranges.append(begin..<end) }
      begin = end
    }
    return ranges
  }

  /// The shortest ranges of nodes that no link leads out of or into: numbers begin anew only where a
  /// connected component ends.
  func closedRanges() -> [Range<Int>] {
    var begins: [Int] = []
    withLinks { offsets, targets, _ in
      // Links lead to nodes before this one.
      var end = 0
      for node in 0..<nodeCount {
        if node >= end { begins.append(node) }
        end = max(end, node + 1)
        let links = offsets[node]..<offsets[node + 1]
        if links.isEmpty { continue }
        while begins.last! > targets[links.lowerBound] { begins.removeLast() }
        end = max(end, Int(targets[links.upperBound - 1]) + 1)
      }
    }
    begins.append(nodeCount)
    return zip(begins, begins.dropFirst()).map { $0..<$1 }
  }

  /// More than one, for workers that are held up.
  private static var rangesPerWorker: Int { 4 }
}

extension UnsafePointer<UInt32> {
  /// Of a range of places with rising elements those with elements in `range`.
  @inline(__always)
  func part(of places: Range<Int>, within range: Range<Int>) -> Range<Int> {
    var (begin, end) = (places.lowerBound, places.upperBound)
    if begin == end || Int(self[begin]) >= range.upperBound || Int(self[end - 1]) < range.lowerBound
    {
      return begin..<begin
    }
    while begin < end && Int(self[begin]) < range.lowerBound { begin += 1 }
    while begin < end && Int(self[end - 1]) >= range.upperBound { end -= 1 }
    return begin..<end
  }
}

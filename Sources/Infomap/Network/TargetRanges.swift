import Threads

/// Ranges of nodes for loops over all links in which each worker looks after the links into some of the
/// nodes: what each node receives it receives in the same order, whatever the ranges.
struct TargetRanges {
  /// The shortest ranges of nodes that no link leads out of or into.
  let closed: [Range<Int>]
  let workers: Workers
  /// Ranges that make up all nodes, and ranges that all links into them come from.
  private let pieces: [(targets: Range<Int>, sources: Range<Int>)]

  init(_ network: Network, _ workers: Workers) {
    closed = Self.closedRanges(network)
    self.workers = workers
    let offsets = network.linkOffsets
    func links(_ nodes: Range<Int>) -> Int { offsets[nodes.upperBound] - offsets[nodes.lowerBound] }
    // More than one for each worker, because some are held up.
    let pieceCount = workers.count == 1 ? 1 : Self.piecesPerWorker * workers.count
    let pieceSize = network.linkCount / pieceCount + 1
    var pieces: [(targets: Range<Int>, sources: Range<Int>)] = []
    var begin = 0
    for range in closed {
      let sources = begin..<range.upperBound
      if links(sources) < pieceSize && range.upperBound < network.nodeCount { continue }
      // Workers share what is much too large, and all go through its links.
      let isShared = links(sources) > 2 * pieceSize
      while begin < sources.upperBound {
        var end = isShared ? begin + 1 : sources.upperBound
        while end < sources.upperBound && links(begin..<end) < pieceSize { end += 1 }
        pieces.append((targets: begin..<end, sources: sources))
        begin = end
      }
    }
    self.pieces = pieces
  }

  /// The ranges of only some nodes of a network, with all nodes between the first and the last that have links as
  /// sources.
  init(of part: Range<Int>, _ network: Network, _ workers: Workers) {
    closed = []
    self.workers = workers
    let offsets = network.linkOffsets
    let first = offsets.firstIndex { $0 > 0 }.map { $0 - 1 } ?? 0
    let last = offsets.firstIndex { $0 == network.linkCount }!
    let pieceCount = workers.count == 1 ? 1 : Self.piecesPerWorker * workers.count
    let size = part.count / pieceCount + 1
    pieces = stride(from: part.lowerBound, to: part.upperBound, by: size).map {
      (targets: $0..<min($0 + size, part.upperBound), sources: first..<last)
    }
  }

  func forEachPiece(_ body: (_ targets: Range<Int>, _ sources: Range<Int>) -> Void) {
    workers.forEach(pieces.count) { piece, _ in body(pieces[piece].targets, pieces[piece].sources) }
  }

  private static func closedRanges(_ network: Network) -> [Range<Int>] {
    network.withLinks { offsets, targets, _ in
      closedRanges(nodeCount: network.nodeCount) { node in
        let links = offsets[node]..<offsets[node + 1]
        if links.isEmpty { return node...node }
        let (first, last) = (targets[links.lowerBound], targets[links.upperBound - 1])
        return min(node, Int(first))...max(node, Int(last))
      }
    }
  }

  /// Numbers begin anew only where a connected component ends. `reach` is the range from the lowest to
  /// the highest of a node and those that its links lead to.
  @inline(__always)
  static func closedRanges(nodeCount: Int, _ reach: (Int) -> ClosedRange<Int>) -> [Range<Int>] {
    var begins: [Int] = []
    // Links lead to nodes before this one.
    var end = 0
    for node in 0..<nodeCount {
      if node >= end { begins.append(node) }
      let reach = reach(node)
      while begins.last! > reach.lowerBound { begins.removeLast() }
      end = max(end, reach.upperBound + 1)
    }
    begins.append(nodeCount)
    return zip(begins, begins.dropFirst()).map { $0..<$1 }
  }

  private static var piecesPerWorker: Int { 8 }
}

extension UnsafePointer<UInt32> {
  /// The part of a range of places, whose elements rise, that has its elements in `range`.
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

/// A type in which link weights may be given.
protocol LinkWeight: BinaryFloatingPoint, BitwiseCopyable, Sendable {}
extension Float: LinkWeight {}
extension Double: LinkWeight {}

/// One end of a link: the node at the other end, and the weight.
struct HalfLink<Weight: LinkWeight>: BitwiseCopyable {
  var node: UInt32
  var weight: Weight

  /// By node; duplicates by weight, because the rounding of their sum must not depend on the order
  /// of the input.
  @inline(__always)
  static func precedes(_ a: Self, _ b: Self) -> Bool {
    a.node != b.node ? a.node < b.node : a.weight < b.weight
  }
}

/// The links of every source by rising target, duplicates and all.
struct LinkRows<Weight: LinkWeight>: ~Copyable {
  let nodeCount: Int
  /// Where each source's links begin; at least one more element than nodes.
  let begins: Buffer<Int>
  let links: Buffer<HalfLink<Weight>>

  /// Sorts the links of positive weight by source, with a counting sort, then each row by target.
  /// The links of an undirected network get the smaller end as their source.
  init(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>, directed: Bool,
    positiveLinks: Int, numbering: NodeNumbering
  ) {
    nodeCount = numbering.nodeIDs.count
    // Element n + 2 counts the links of node n, so the running sums put the begin of n into element
    // n + 1. Placing a link there moves it on by one, at last to the begin of n + 1.
    begins = Buffer(count: nodeCount + 2, repeating: 0)
    links = Buffer(uninitialized: positiveLinks)
    @inline(__always)
    func ends(_ link: Int) -> (source: UInt32, target: UInt32) {
      let a = numbering.number(of: sources[link])
      let b = numbering.number(of: targets[link])
      return directed || a <= b ? (a, b) : (b, a)
    }
    for link in sources.indices where weights[link] > 0 {
      // Numbers rise with the ids.
      let source = directed ? sources[link] : min(sources[link], targets[link])
      begins[Int(numbering.number(of: source)) + 2] += 1
    }
    for node in 1..<(nodeCount + 2) { begins[node] += begins[node - 1] }
    for link in sources.indices where weights[link] > 0 {
      let (source, target) = ends(link)
      let place = begins[Int(source) + 1]
      begins[Int(source) + 1] = place + 1
      links[place] = HalfLink(node: target, weight: weights[link])
    }
    for node in 0..<nodeCount { Self.sort(links, begins[node]..<begins[node + 1]) }
  }

  /// Insertion sort, the fastest for the short rows of neighbor graphs; long rows have the library's.
  private static func sort(_ links: borrowing Buffer<HalfLink<Weight>>, _ row: Range<Int>) {
    guard row.count <= insertionSortLimit else {
      var long = UnsafeMutableBufferPointer(start: links.base + row.lowerBound, count: row.count)
      long.sort(by: HalfLink.precedes)
      return
    }
    for next in row.dropFirst() {
      let link = links[next]
      var place = next
      while place > row.lowerBound {
        let before = links[place - 1]
        if before.node < link.node { break }
        if before.node == link.node && before.weight <= link.weight { break }
        links[place] = before
        place -= 1
      }
      links[place] = link
    }
  }

  private static var insertionSortLimit: Int { 64 }

  /// The nodes as a walk that goes on from the node discovered last discovers them: a cluster that
  /// it enters is mostly discovered before it leaves.
  func discoveryOrder() -> [UInt32] {
    let isDiscovered = Buffer(count: nodeCount, repeating: false)
    let stack = Buffer<UInt32>(uninitialized: nodeCount)
    var order: [UInt32] = []
    order.reserveCapacity(nodeCount)
    for start in 0..<nodeCount where !isDiscovered[start] {
      isDiscovered[start] = true
      order.append(UInt32(start))
      stack[0] = UInt32(start)
      var waiting = 1
      while waiting > 0 {
        waiting -= 1
        let node = Int(stack[waiting])
        for link in begins[node]..<begins[node + 1] {
          let target = links[link].node
          if isDiscovered[target] { continue }
          isDiscovered[target] = true
          order.append(target)
          stack[waiting] = target
          waiting += 1
        }
      }
    }
    return order
  }

  /// How many links are left when those with the same ends are one.
  func distinctLinks() -> Int {
    var distinct = 0
    for node in 0..<nodeCount {
      var previous: UInt32?
      for link in begins[node]..<begins[node + 1] where links[link].node != previous {
        distinct += 1
        previous = links[link].node
      }
    }
    return distinct
  }
}

import Threads

/// The links of a directed network, readable by their sources. Handles that are valid only as long as
/// what they were made of.
protocol LinksBySource {
  /// Calls `body` with the target and the weight of each link that leaves a node.
  func forEach(from node: Int, _ body: (_ target: Int, _ weight: Double) -> Void)
}

/// The links that a network has stored.
struct StoredLinks: LinksBySource {
  let offsets: UnsafePointer<Int>
  let targets: UnsafePointer<UInt32>
  let weights: LinkWeights.Pointer

  @inline(__always)
  func forEach(from node: Int, _ body: (_ target: Int, _ weight: Double) -> Void) {
    for link in offsets[node]..<offsets[node + 1] { body(Int(targets[link]), weights[link]) }
  }
}

/// Links as they were given, row by row, by the numbers that their ends get.
struct NumberedLinks<Weight: LinkWeight>: LinksBySource {
  private let links: GivenLinks<Weight>
  private let order: UnsafePointer<UInt32>
  private let numbers: UnsafePointer<UInt32>
  private let rowBegins: UnsafePointer<Int>

  init(
    _ links: GivenLinks<Weight>, order: UnsafePointer<UInt32>, numbers: UnsafePointer<UInt32>,
    rowBegins: UnsafePointer<Int>
  ) {
    self.links = links
    self.order = order
    self.numbers = numbers
    self.rowBegins = rowBegins
  }

  @inline(__always)
  func forEach(from node: Int, _ body: (_ target: Int, _ weight: Double) -> Void) {
    let id = Int(order[node])
    for link in rowBegins[id]..<rowBegins[id + 1] {
      body(Int(numbers[Int(links.targets[link])]), Double(links.weights[link]))
    }
  }
}

extension LinksBySource {
  /// The sum of the weights of the links that leave each of `count` nodes.
  func outWeights(count: Int, _ workers: Workers) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { sums, initialized in
      let sums = sums.baseAddress!
      workers.forEach(0..<count, by: nodesOfPiece) { nodes, _, _ in
        for node in nodes {
          var sum = 0.0
          forEach(from: node) { sum += $1 }
          sums[node] = sum
        }
      }
      initialized = count
    }
  }

  /// The smallest ranges of nodes that no link leads out of or into (see `TargetRanges`).
  func closedRanges(count: Int) -> [Range<Int>] {
    TargetRanges.closedRanges(nodeCount: count) { node in
      var (lowest, highest) = (node, node)
      forEach(from: node) { target, _ in
        lowest = min(lowest, target)
        highest = max(highest, target)
      }
      return lowest...highest
    }
  }
}

extension Network {
  func withStoredLinks<Result>(_ body: (StoredLinks) -> Result) -> Result {
    withLinks { body(StoredLinks(offsets: $0, targets: $1, weights: $2)) }
  }
}

/// Nodes that a thread takes at a time.
private let nodesOfPiece = 1 << 14

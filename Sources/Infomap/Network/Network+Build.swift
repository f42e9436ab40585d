/// A type in which link weights may be given.
protocol LinkWeight: BinaryFloatingPoint, BitwiseCopyable, Sendable {}
extension Float: LinkWeight {}
extension Double: LinkWeight {}

/// One end of a link during the sort: the node at the other end, and the weight.
private struct HalfLink<Weight: LinkWeight>: BitwiseCopyable {
  var node: UInt32
  var weight: Weight
}

extension Network {
  static func build<Weight: LinkWeight>(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>, directed: Bool
  ) throws(NetworkError) -> Network {
    precondition(sources.count == targets.count && sources.count == weights.count)
    let survey = try survey(sources: sources, targets: targets, weights: weights)
    guard survey.positiveLinks > 0 else { throw .noLinks }
    let numbering = NodeNumbering(
      sources: sources, targets: targets, weights: weights, highestID: survey.highestID)
    let sorted = sortedLinks(
      sources: sources, targets: targets, weights: weights, directed: directed,
      positiveLinks: survey.positiveLinks, numbering: numbering)
    return Network(
      isDirected: directed, nodeIDs: numbering.nodeIDs, linkOffsets: sorted.offsets,
      targets: sorted.targets, weights: sorted.weights)
  }

  private static func survey<Weight: LinkWeight>(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>
  ) throws(NetworkError) -> (positiveLinks: Int, highestID: UInt32) {
    var positiveLinks = 0
    var highestID: UInt32 = 0
    for link in sources.indices {
      let weight = weights[link]
      guard weight >= 0 && weight.isFinite else {
        throw .badWeight(
          link: link, source: sources[link], target: targets[link], weight: Double(weight))
      }
      if weight > 0 {
        positiveLinks += 1
        highestID = max(highestID, max(sources[link], targets[link]))
      }
    }
    return (positiveLinks, highestID)
  }

  /// Sorts the links by source and target with two counting sorts, first by target, then by source,
  /// and merges those with the same ends.
  private static func sortedLinks<Weight: LinkWeight>(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>, directed: Bool,
    positiveLinks: Int, numbering: NodeNumbering
  ) -> (offsets: [Int], targets: [UInt32], weights: [Double]) {
    let nodeCount = numbering.nodeIDs.count
    // Element n + 2 counts the links of node n, so the running sums put the begin of n into element
    // n + 1. Placing a link there moves it on by one, at last to the begin of n + 1.
    let byTarget = Buffer<Int>(count: nodeCount + 2, repeating: 0)
    let bySource = Buffer<Int>(count: nodeCount + 2, repeating: 0)
    @inline(__always)
    func ends(_ link: Int) -> (source: UInt32, target: UInt32) {
      let a = numbering.number(of: sources[link])
      let b = numbering.number(of: targets[link])
      return directed || a <= b ? (a, b) : (b, a)
    }
    for link in sources.indices where weights[link] > 0 {
      let (source, target) = ends(link)
      byTarget[Int(target) + 2] += 1
      bySource[Int(source) + 2] += 1
    }
    for node in 1..<(nodeCount + 2) {
      byTarget[node] += byTarget[node - 1]
      bySource[node] += bySource[node - 1]
    }

    let grouped = Buffer(
      count: positiveLinks, repeating: HalfLink<Weight>(node: 0, weight: 0))
    for link in sources.indices where weights[link] > 0 {
      let (source, target) = ends(link)
      let place = byTarget[Int(target) + 1]
      byTarget[Int(target) + 1] = place + 1
      grouped[place] = HalfLink(node: source, weight: weights[link])
    }
    let rows = Buffer(count: positiveLinks, repeating: HalfLink<Weight>(node: 0, weight: 0))
    for target in 0..<nodeCount {
      for link in byTarget[target]..<byTarget[target + 1] {
        let source = Int(grouped[link].node)
        let place = bySource[source + 1]
        bySource[source + 1] = place + 1
        rows[place] = HalfLink(node: UInt32(target), weight: grouped[link].weight)
      }
    }
    return merged(rows: rows, begins: bySource, nodeCount: nodeCount)
  }

  /// Sums the weights of links with the same ends.
  private static func merged<Weight: LinkWeight>(
    rows: borrowing Buffer<HalfLink<Weight>>, begins: borrowing Buffer<Int>, nodeCount: Int
  ) -> (offsets: [Int], targets: [UInt32], weights: [Double]) {
    var offsets = [0]
    offsets.reserveCapacity(nodeCount + 1)
    var targets: [UInt32] = []
    var weights: [Double] = []
    let distinct = distinctLinks(rows: rows, begins: begins, nodeCount: nodeCount)
    targets.reserveCapacity(distinct)
    weights.reserveCapacity(distinct)
    for node in 0..<nodeCount {
      let end = begins[node + 1]
      var link = begins[node]
      while link < end {
        let target = rows[link].node
        var next = link + 1
        while next < end && rows[next].node == target { next += 1 }
        targets.append(target)
        weights.append(
          next == link + 1 ? Double(rows[link].weight) : sum(rows: rows, links: link..<next))
        link = next
      }
      offsets.append(targets.count)
    }
    return (offsets, targets, weights)
  }

  private static func distinctLinks<Weight: LinkWeight>(
    rows: borrowing Buffer<HalfLink<Weight>>, begins: borrowing Buffer<Int>, nodeCount: Int
  ) -> Int {
    var distinct = 0
    for node in 0..<nodeCount {
      var previous: UInt32?
      for link in begins[node]..<begins[node + 1] where rows[link].node != previous {
        distinct += 1
        previous = rows[link].node
      }
    }
    return distinct
  }

  /// Sums in rising order of the weights: rounding must not depend on the order of the input.
  private static func sum<Weight: LinkWeight>(
    rows: borrowing Buffer<HalfLink<Weight>>, links: Range<Int>
  ) -> Double {
    var values: [Double] = []
    for link in links { values.append(Double(rows[link].weight)) }
    values.sort()
    return values.reduce(0, +)
  }
}

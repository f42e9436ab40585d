extension Network {
  static func build<Weight: LinkWeight>(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>, directed: Bool
  ) throws(NetworkError) -> Network {
    precondition(sources.count == targets.count && sources.count == weights.count)
    let survey = try survey(sources: sources, targets: targets, weights: weights)
    guard survey.positiveLinks > 0 else { throw .noLinks }
    let numbering = NodeNumbering(
      sources: sources, targets: targets, weights: weights, highestID: survey.highestID)
    let rows = LinkRows(
      sources: sources, targets: targets, weights: weights, directed: directed,
      positiveLinks: survey.positiveLinks, numbering: numbering)
    return Network(merging: rows, ids: numbering.nodeIDs, directed: directed)
  }

  private static func survey<Weight: LinkWeight>(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>
  ) throws(NetworkError) -> (positiveLinks: Int, highestID: UInt32) {
    var positiveLinks = 0
    var highestID: UInt32 = 0
    for link in sources.indices {
      let weight = weights[link]
      guard isAcceptable(weight: Double(weight)) else {
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

  /// Sums the weights of links with the same ends, and numbers the nodes in the order of discovery.
  private init<Weight: LinkWeight>(
    merging rows: borrowing LinkRows<Weight>, ids: [UInt32], directed: Bool
  ) {
    let order = rows.discoveryOrder()
    let numbers = Buffer<UInt32>(uninitialized: order.count)
    for (number, node) in order.enumerated() { numbers[node] = UInt32(number) }
    var offsets = [0]
    offsets.reserveCapacity(order.count + 1)
    var targets: [UInt32] = []
    var weights: [Double] = []
    let distinct = rows.distinctLinks()
    targets.reserveCapacity(distinct)
    weights.reserveCapacity(distinct)
    for node in order {
      let end = rows.begins[Int(node) + 1]
      var link = rows.begins[Int(node)]
      while link < end {
        let target = rows.links[link].node
        var weight = Double(rows.links[link].weight)
        link += 1
        while link < end && rows.links[link].node == target {
          weight += Double(rows.links[link].weight)
          link += 1
        }
        targets.append(numbers[target])
        weights.append(weight)
      }
      offsets.append(targets.count)
    }
    self.init(
      isDirected: directed, nodeIDs: order.map { ids[Int($0)] }, linkOffsets: offsets,
      targets: targets, weights: weights)
  }
}

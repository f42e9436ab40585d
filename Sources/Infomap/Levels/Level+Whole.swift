extension Level {
  /// All of a level of which each rank has a part. Collective.
  init(gathering part: LevelPart, exchange: any RankExchange) throws {
    let view = part.view
    let own = part.own
    let lengths = try exchange.allGather(own.map { view.offsets[$0 + 1] - view.offsets[$0] })
    let neighbors = try exchange.allGather(
      Array(
        UnsafeBufferPointer(
          start: view.neighbors + view.offsets[own.lowerBound], count: part.ownLinkEnds)))
    let nodes = try exchange.allGather(own.map { view.nodes[$0] })
    let teleports = try exchange.allGather(
      view.teleports.map { teleports in own.map { teleports[$0] } } ?? [])
    let offsets = Buffer(count: lengths.count + 1, repeating: 0)
    for (node, length) in lengths.enumerated() { offsets[node + 1] = offsets[node] + length }
    self.init(
      offsets: offsets, neighbors: Buffer(neighbors), nodes: Buffer(nodes),
      teleports: Buffer(teleports))
  }
}

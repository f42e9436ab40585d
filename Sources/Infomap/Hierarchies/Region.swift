/// A module whose content is to be divided: some nodes of the network.
struct Region {
  /// Its number in the hierarchy; nil for the whole network.
  let module: Int?
  let nodes: [UInt32]
  /// A division of the nodes that is known already.
  let known: GroupingChain?

  /// The best division of the content of a region that is found, or nil if one codebook for all its
  /// nodes is better.
  ///
  /// - Parameters:
  ///   - level: the nodes of the region.
  ///   - search: whether one is searched for, and how; nil for those that are known.
  ///   - bitsPerModule: what each module costs.
  func division(
    of level: LevelView, search: RegionSearch?, bitsPerModule: Double
  ) -> GroupingChain? {
    var best: GroupingChain?
    var shortest = level.indexCodelength - LeastGain.ofStep
    func offer(_ chain: GroupingChain) {
      let codelength = chain.codelength(on: level, bitsPerModule: bitsPerModule)
      if codelength < shortest { (best, shortest) = (chain, codelength) }
    }
    if let known { offer(known) }
    let found = search?.division(of: nodes, level, bitsPerModule: bitsPerModule)
    if let found { offer(found) }
    return best
  }

  /// The regions of the top groups of a division, in their order.
  func parts(_ chain: GroupingChain, firstModule: Int) -> [Region] {
    let tops = chain.tops
    var members = [[UInt32]](repeating: [], count: chain.topCount)
    for (node, top) in zip(nodes, tops) { members[Int(top)].append(node) }
    return zip(members, chain.split()).enumerated().map { number, part in
      Region(module: firstModule + number, nodes: part.0, known: part.1)
    }
  }
}

extension LevelView {
  /// The modules that a search for two levels among the nodes of a region finds.
  func searchedPartition(seed: UInt64, shakes: Bool, costs: ModuleCosts) -> Partition {
    var trial = Trial<SerialEngine>(
      leaf: self, seed: seed, nodeTerm: nodeTerm, extras: shakes ? .shaking : .none, costs: costs)
    trial.run { _, _ in }
    return Partition(labels: trial.labels)
  }
}

extension Level {
  /// The part of a level that a region is.
  ///
  /// - Parameters:
  ///   - regionOf: the region of each node of the level.
  ///   - numbers: room for a number for each node.
  ///   - allSent: what all nodes of the network send by recorded teleportation.
  init(
    part nodes: [UInt32], of level: LevelView, regionOf: borrowing Buffer<UInt32>,
    numbers: borrowing Buffer<UInt32>, allSent: Double
  ) {
    let region = regionOf[nodes[0]]
    let offsets = Buffer(count: nodes.count + 1, repeating: 0)
    for (number, node) in nodes.enumerated() {
      numbers[node] = UInt32(number)
      var count = 0
      for link in level.offsets[Int(node)]..<level.offsets[Int(node) + 1]
      where regionOf[level.neighbors[link].node] == region {
        count += 1
      }
      offsets[number + 1] = offsets[number] + count
    }
    let neighbors = Buffer<AdjacentNode>(uninitialized: offsets[nodes.count])
    let flows = Buffer<NodeFlow>(uninitialized: nodes.count)
    let teleports = Buffer(
      count: level.teleports == nil ? 0 : nodes.count, repeating: TeleportFlow())
    var exit = 0.0
    var inside = 0.0
    var teleport = TeleportFlow()
    var place = 0
    for (number, node) in nodes.enumerated() {
      flows[number] = level.nodes[Int(node)]
      exit += flows[number].exit
      if let all = level.teleports {
        teleports[number] = all[Int(node)]
        teleport.sent += teleports[number].sent
        teleport.share += teleports[number].share
      }
      for link in level.offsets[Int(node)]..<level.offsets[Int(node) + 1] {
        var neighbor = level.neighbors[link]
        guard regionOf[neighbor.node] == region else { continue }
        inside += Double(neighbor.flow)
        neighbor.node = numbers[neighbor.node]
        neighbors[place] = neighbor
        place += 1
      }
    }
    // Both ends of an internal link have met it.
    exit += teleport.sent * (1 - teleport.share) - inside / 2
    self.init(
      offsets: offsets, neighbors: neighbors, nodes: flows, teleports: teleports)
    restOfNetwork = RestOfNetwork(exit: max(0, exit), sent: allSent - teleport.sent)
  }
}

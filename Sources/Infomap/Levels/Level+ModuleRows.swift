import Threads

extension Level {
  /// The level whose nodes are the modules of a level: flow between two modules is summed, flow
  /// within a module disappears from its enter and exit flow.
  ///
  /// - Precondition: `moduleOf` holds numbers below `moduleCount`, each at least once.
  init(
    aggregating part: LevelPart, into moduleOf: UnsafePointer<UInt32>, moduleCount: Int,
    _ tables: borrowing WorkerTables, exchange: (any RankExchange)?
  ) throws {
    let hasTeleportation = part.view.teleports != nil
    if let exchange {
      let rows = ModuleRows<ModuleLink>(part, moduleOf, moduleCount: moduleCount, tables)
      try self.init(gathering: rows, hasTeleportation: hasTeleportation, exchange: exchange)
    } else {
      let rows = ModuleRows<AdjacentNode>(part, moduleOf, moduleCount: moduleCount, tables)
      self.init(whole: rows, hasTeleportation: hasTeleportation, workers: tables.workers)
    }
  }

  private init(
    whole rows: borrowing ModuleRows<AdjacentNode>, hasTeleportation: Bool, workers: Workers
  ) {
    let count = rows.sums.count
    let offsets = Buffer(count: count + 1, repeating: 0)
    let nodes = Buffer<NodeFlow>(uninitialized: count)
    let teleports = Buffer<TeleportFlow>(uninitialized: hasTeleportation ? count : 0)
    for module in 0..<count {
      offsets[module + 1] = offsets[module] + rows.lengths[module]
      nodes[module] = rows.sums[module].node
      if hasTeleportation { teleports[module] = rows.sums[module].teleport }
    }
    let neighbors = Buffer<AdjacentNode>(uninitialized: offsets[count])
    let (offsetsBase, neighborsBase) = (offsets.base, neighbors.base)
    rows.pieces.withUnsafeBufferPointer { pieces in
      workers.forEach(0..<count, by: ModuleRows<AdjacentNode>.pieceSize) { modules, piece, _ in
        let row = neighborsBase + offsetsBase[modules.lowerBound]
        for (place, link) in pieces[piece].enumerated() { row[place] = link }
      }
    }
    self.init(offsets: offsets, neighbors: neighbors, nodes: nodes, teleports: teleports)
  }
}

import Threads

/// The flow between a module at hand and another one.
protocol RowLink: BitwiseCopyable {
  init(module: UInt32, flow: Int64)
}

/// A link between modules to which other ranks may have to add their flow.
struct ModuleLink: RowLink {
  var module: UInt32
  var flow: Int64
}

/// A link between modules that is final.
extension AdjacentNode: RowLink {
  init(module: UInt32, flow: Int64) {
    self.init(node: module, flow: Float(FixedPoint.flow(flow)))
  }
}

/// The share of a rank's own nodes in each module: a row of links and the sums.
struct ModuleRows<Link: RowLink>: ~Copyable {
  let sums: Buffer<ModuleSum>
  /// How many links each module's row has; the rows lie one after the other in the pieces.
  let lengths: Buffer<Int>
  let pieces: [[Link]]

  static var pieceSize: Int { 32 }

  init(
    _ part: LevelPart, _ moduleOf: UnsafePointer<UInt32>, moduleCount: Int,
    _ tables: borrowing WorkerTables
  ) {
    let members = Grouping(part.own, by: moduleOf, groups: moduleCount)
    sums = Buffer(uninitialized: moduleCount)
    lengths = Buffer(uninitialized: moduleCount)
    let flows = tables.of(Int64.self)
    let (sumsBase, lengthsBase) = (sums.base, lengths.base)
    let (begins, nodes) = (members.begins.base, members.nodes.base)
    let level = part.view
    var pieces = [[Link]](
      repeating: [], count: Workers.pieces(0..<moduleCount, by: Self.pieceSize))
    pieces.withUnsafeMutableBufferPointer { lists in
      tables.workers.forEach(0..<moduleCount, by: Self.pieceSize) { modules, piece, worker in
        let (flowTo, touched) = (flows.table(of: worker), flows.list(of: worker))
        var rows: [Link] = []
        for module in modules {
          var sum = ModuleSum()
          var touchedCount = 0
          for member in begins[module]..<begins[module + 1] {
            let node = Int(nodes[member])
            sum.add(level.nodes[node])
            if let teleports = level.teleports { sum.add(teleports[node]) }
            sum.within += Self.collect(
              around: node, level, moduleOf, flowTo: flowTo, touched: touched, &touchedCount)
          }
          sumsBase[module] = sum
          lengthsBase[module] = touchedCount
          for place in 0..<touchedCount {
            let other = Int(touched[place])
            rows.append(Link(module: UInt32(other), flow: flowTo[other]))
            flowTo[other] = 0
          }
        }
        // A copy takes no more memory than it needs, and the rows of all pieces need much.
        lists[piece] = rows.withUnsafeBufferPointer { Array($0) }
      }
    }
    self.pieces = pieces
    withExtendedLifetime(members) {}
  }

  /// Adds the flow between a node and other modules to `flowTo` them, and lists in `touched` those that
  /// have had none; returns the flow between the node and its own module. A function of its own for
  /// the reason of `NeighborModules.collect`.
  @inline(never)
  private static func collect(
    around node: Int, _ level: LevelView, _ moduleOf: UnsafePointer<UInt32>,
    flowTo: UnsafeMutablePointer<Int64>, touched: UnsafeMutablePointer<UInt32>, _ count: inout Int
  ) -> Int64 {
    let module = moduleOf[node]
    var touchedCount = count
    var within: Int64 = 0
    for link in level.offsets[node]..<level.offsets[node + 1] {
      let neighbor = level.neighbors[link]
      let other = moduleOf[Int(neighbor.node)]
      // No flow is taken for none.
      let flow = max(1, FixedPoint.flow(neighbor.flow))
      if other == module {
        within += flow
        continue
      }
      let before = flowTo[Int(other)]
      touched[touchedCount] = other
      touchedCount += before == 0 ? 1 : 0
      flowTo[Int(other)] = before + flow
    }
    count = touchedCount
    return within
  }
}

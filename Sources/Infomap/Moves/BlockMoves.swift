import Threads

/// Moves nodes within fixed blocks of nodes with near numbers: each block on its own, by the serial
/// search, as if nothing outside it moved. Neighbors have near numbers, so most of what there is to
/// gain is within blocks.
struct BlockMoves {
  /// Sums over all nodes of the level.
  let totals: LevelTotals
  /// The relative Markov time at which moves are valued.
  let timeFactor: Double

  /// Every node begins in a module of its own. Puts into `parts` for each own node a number that the
  /// nodes of its new module have, and no others; it lies in the range of the block.
  func run(
    _ part: LevelPart, within enclosing: Confinement?, key: UInt64,
    parts: UnsafeMutablePointer<UInt32>, _ tables: borrowing WorkerTables
  ) {
    let numbers = tables.of(UInt32.self)
    tables.workers.forEach(part.own, by: NodeBlocks.size) { nodes, _, worker in
      let block = Block(
        part.view, nodes, within: enclosing, numbers: numbers.table(of: worker), totals: totals)
      block.move(key: key, timeFactor: timeFactor, parts: parts)
    }
  }
}

/// Sums over all nodes of a level, each a module of its own.
struct LevelTotals: BitwiseCopyable {
  /// The enter flow by links, and with recorded teleportation.
  var enter = 0.0
  var enterWithTeleports = 0.0
  var sent = 0.0
}

/// The nodes of a block as a level of their own.
private struct Block: ~Copyable {
  private let level: LevelView
  /// The enclosing module of each node, numbered from 0 within the block, and what has to be added to
  /// the enter flow of the nodes of each for the total of its index codelength.
  private let enclosing: Buffer<UInt32>
  private let enclosingFlows: Buffer<NodeFlow>
  private let isConfined: Bool
  private var first: Int { Int(level.firstNode) }

  /// - Parameter numbers: 0 for each enclosing module, before and afterwards; one more than the number within the block of
  ///   those that it has, meanwhile.
  init(
    _ whole: LevelView, _ nodes: Range<Int>, within modules: Confinement?,
    numbers: UnsafeMutablePointer<UInt32>, totals: LevelTotals
  ) {
    let count = nodes.count
    let first = nodes.lowerBound
    isConfined = modules != nil
    var level = LevelView(
      nodeCount: count, offsets: whole.offsets + first, neighbors: whole.neighbors,
      nodes: whole.nodes + first, teleports: whole.teleports.map { $0 + first },
      firstNode: UInt32(first))
    var rest = RestOfNetwork(exit: totals.enterWithTeleports, sent: totals.sent)
    for node in 0..<count {
      rest.exit -= level.nodes[node].enter
      guard let teleport = level.teleports?[node] else { continue }
      rest.sent -= teleport.sent
      rest.exit -= (totals.sent - teleport.sent) * teleport.share
    }
    level.restOfNetwork = rest
    self.level = level

    enclosing = Buffer(uninitialized: isConfined ? count : 0)
    guard let modules else {
      enclosingFlows = Buffer(count: 0, repeating: NodeFlow())
      return
    }
    var used: [UInt32] = []
    for node in 0..<count {
      let module = Int(modules.moduleOf[first + node])
      if numbers[module] == 0 {
        used.append(UInt32(module))
        numbers[module] = UInt32(used.count)
      }
      enclosing[node] = numbers[module] - 1
    }
    enclosingFlows = Buffer(count: used.count, repeating: NodeFlow())
    for (number, module) in used.enumerated() {
      numbers[Int(module)] = 0
      enclosingFlows[number].exit =
        modules.hasOwnIndex ? modules.modules.nodes[Int(module)].exit : totals.enter
    }
    if !modules.hasOwnIndex {
      for node in 0..<count { enclosingFlows[enclosing[node]].exit -= level.nodes[node].enter }
    }
  }

  /// The share of the most flow between a node and a module below which a module is not tried. Trying all
  /// modules took half of the search's time, most of it for modules of one node. Later sweeps over all nodes
  /// try every module and find what is missed. With three times this share some networks have longer
  /// codelengths.
  private static var leastShare: Double { 1 / 8 }

  func move(key: UInt64, timeFactor: Double, parts: UnsafeMutablePointer<UInt32>) {
    var confinement: Confinement?
    if isConfined {
      let sums = LevelView(
        nodeCount: enclosingFlows.count, offsets: level.offsets, neighbors: level.neighbors,
        nodes: UnsafePointer(enclosingFlows.base), teleports: nil)
      confinement = Confinement(
        moduleOf: UnsafePointer(enclosing.base), modules: sums, hasOwnIndex: true)
    }
    let count = level.nodeCount
    let modules = Buffer<UInt32>(uninitialized: count)
    for node in 0..<count { modules[node] = UInt32(node) }
    var random = RandomSequence(seed: key ^ UInt64(first))
    var moves = LocalMoves(
      capacity: count, hasTeleportation: level.teleports != nil, leastShare: Self.leastShare)
    moves.state.timeFactor = timeFactor
    _ = moves.run(level, modules, sums: level, confinement: confinement, random: &random)
    for node in 0..<count { parts[first + node] = UInt32(first) + modules[node] }
  }
}

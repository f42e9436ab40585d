/// Moves nodes within fixed blocks of nodes with near numbers: each block on its own, by the serial
/// search, as if nothing outside it moved. Neighbors have near numbers, so most of what there is to
/// gain is within blocks.
struct BlockMoves {
  let workers: Workers
  /// Of the level.
  let totals: LevelTotals

  /// Nodes in a block. Ranks have whole blocks, so that the result does not depend on their number.
  static let blockSize = 16384

  /// Every node begins in a module of its own. Puts into `parts` for each own node a number that the
  /// nodes of its new module have, and no others; it lies in the range of the block.
  func run(
    _ part: LevelPart, within enclosing: Enclosing?, key: UInt64,
    parts: UnsafeMutablePointer<UInt32>
  ) {
    let pieces = Workers.pieces(part.own, by: Self.blockSize)
    let moduleCount = enclosing?.sums.nodeCount ?? 0
    let numbers = Buffer<UInt32>(
      count: min(workers.count, pieces) * moduleCount, repeating: .max)
    let numbersOfWorkers = numbers.base
    workers.forEach(part.own, by: Self.blockSize) { nodes, _, worker in
      let block = Block(
        part.view, nodes, within: enclosing, numbers: numbersOfWorkers + worker * moduleCount,
        totals: totals)
      block.move(key: key, parts: parts)
    }
    withExtendedLifetime(numbers) {}
  }
}

/// Modules that the nodes of a level must not leave.
struct Enclosing {
  let moduleOf: UnsafePointer<UInt32>
  /// The level that has these modules as its nodes.
  let sums: LevelView
  /// As in `Confinement`.
  let hasOwnIndex: Bool
}

/// Sums over all nodes of a level, each a module of its own.
struct LevelTotals: BitwiseCopyable {
  /// The enter flow by links, and with recorded teleportation.
  var enter = 0.0
  var enterWithTeleports = 0.0
  var sent = 0.0
}

/// The nodes of a block as a level of their own, and one more node for all the rest: it has no links,
/// so that it stays by itself, and the flow that completes the sums over the level.
private struct Block: ~Copyable {
  private let nodes: Range<Int>
  private let offsets: Buffer<Int>
  private let neighbors: Buffer<Neighbor>
  private let flows: Buffer<NodeFlow>
  private let teleports: Buffer<TeleportFlow>
  private let hasTeleportation: Bool
  /// The enclosing module of each node, numbered from 0 within the block, and what has to be added to
  /// the enter flow of the nodes of each for the total of its index codelength.
  private let enclosing: Buffer<UInt32>
  private let enclosingFlows: Buffer<NodeFlow>
  private let isConfined: Bool

  private var count: Int { nodes.count + 1 }

  /// - Parameter numbers: `.max` for each enclosing module, before and afterwards.
  init(
    _ level: LevelView, _ nodes: Range<Int>, within modules: Enclosing?,
    numbers: UnsafeMutablePointer<UInt32>, totals: LevelTotals
  ) {
    let count = nodes.count
    self.nodes = nodes
    isConfined = modules != nil
    hasTeleportation = level.teleports != nil
    offsets = Buffer(count: count + 2, repeating: 0)
    neighbors = Buffer(
      uninitialized: level.offsets[nodes.upperBound] - level.offsets[nodes.lowerBound])
    flows = Buffer(count: count + 1, repeating: NodeFlow())
    teleports = Buffer(count: hasTeleportation ? count + 1 : 0, repeating: TeleportFlow())
    enclosing = Buffer(count: isConfined ? count + 1 : 0, repeating: 0)

    var place = 0
    for (local, node) in nodes.enumerated() {
      for link in level.offsets[node]..<level.offsets[node + 1] {
        let neighbor = level.neighbors[link]
        guard nodes.contains(Int(neighbor.node)) else { continue }
        if let modules, modules.moduleOf[Int(neighbor.node)] != modules.moduleOf[node] { continue }
        neighbors[place] = Neighbor(
          node: neighbor.node - UInt32(nodes.lowerBound), flow: neighbor.flow)
        place += 1
      }
      offsets[local + 1] = place
      flows[local] = level.nodes[node]
      if let sent = level.teleports { teleports[local] = sent[node] }
    }
    offsets[count + 1] = place

    var rest = totals
    for local in 0..<count {
      rest.enter -= flows[local].enter
      rest.enterWithTeleports -= flows[local].enter
      guard hasTeleportation else { continue }
      let teleport = teleports[local]
      rest.sent -= teleport.sent
      rest.enterWithTeleports -= (totals.sent - teleport.sent) * teleport.share
    }
    flows[count].enter = rest.enterWithTeleports
    if hasTeleportation { teleports[count].sent = rest.sent }

    guard let modules else {
      enclosingFlows = Buffer(count: 0, repeating: NodeFlow())
      return
    }
    var used: [UInt32] = []
    for (local, node) in nodes.enumerated() {
      let module = Int(modules.moduleOf[node])
      if numbers[module] == .max {
        numbers[module] = UInt32(used.count)
        used.append(UInt32(module))
      }
      enclosing[local] = numbers[module]
    }
    enclosing[count] = UInt32(used.count)
    enclosingFlows = Buffer(count: used.count + 1, repeating: NodeFlow())
    for (number, module) in used.enumerated() {
      numbers[Int(module)] = .max
      enclosingFlows[number].exit =
        modules.hasOwnIndex ? modules.sums.nodes[Int(module)].exit : totals.enter
    }
    if !modules.hasOwnIndex {
      for local in 0..<count { enclosingFlows[enclosing[local]].exit -= flows[local].enter }
    }
  }

  func move(key: UInt64, parts: UnsafeMutablePointer<UInt32>) {
    let level = LevelView(
      nodeCount: count, offsets: UnsafePointer(offsets.base),
      neighbors: UnsafePointer(neighbors.base), nodes: UnsafePointer(flows.base),
      teleports: hasTeleportation ? UnsafePointer(teleports.base) : nil)
    var confinement: Confinement?
    if isConfined {
      let sums = LevelView(
        nodeCount: enclosingFlows.count, offsets: level.offsets, neighbors: level.neighbors,
        nodes: UnsafePointer(enclosingFlows.base), teleports: nil)
      confinement = Confinement(
        moduleOf: UnsafePointer(enclosing.base), modules: sums, hasOwnIndex: true)
    }
    let modules = Buffer<UInt32>(uninitialized: count)
    for node in 0..<count { modules[node] = UInt32(node) }
    var random = RandomSequence(seed: key ^ UInt64(nodes.lowerBound))
    var moves = LocalMoves(capacity: count, hasTeleportation: hasTeleportation)
    _ = moves.run(level, modules, sums: level, confinement: confinement, random: &random)
    for (local, node) in nodes.enumerated() {
      parts[node] = UInt32(nodes.lowerBound) + modules[local]
    }
  }
}

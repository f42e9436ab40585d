/// Nodes that move only within the modules of another partition, to take these apart.
struct Confinement {
  /// The enclosing module of each node, and the level that has these modules as its nodes.
  let moduleOf: UnsafePointer<UInt32>
  let modules: LevelView
  /// Whether the parts of each module are named from a codebook of the module's own, with a word for
  /// leaving it. Parts become smaller that way than with one codebook for the parts of all modules.
  let hasOwnIndex: Bool

  /// The sum that the index codelength of each enclosing module is about, with each node of `level`
  /// a part of its own, recorded teleportation included.
  ///
  /// - Parameter state: knows how much all nodes together send by teleportation.
  func indexTotals(_ level: LevelView, _ state: borrowing ModuleState) -> Buffer<Double> {
    let totals = Buffer(count: modules.nodeCount, repeating: 0.0)
    var all = level.restOfNetwork.exit
    for node in 0..<level.nodeCount {
      let enter = state.enter(of: level.nodes[node], level.teleport(node))
      totals[moduleOf[node]] += enter
      all += enter
    }
    for module in 0..<modules.nodeCount {
      totals[module] =
        hasOwnIndex
        ? totals[module] + state.exit(of: modules.nodes[module], modules.teleport(module)) : all
    }
    return totals
  }
}

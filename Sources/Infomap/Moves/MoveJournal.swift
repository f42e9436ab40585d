/// What moves change, so that they can be valued together and taken back.
struct MoveJournal: ~Copyable {
  /// A module as it was before.
  private struct ChangedModule: BitwiseCopyable {
    let number: UInt32
    let module: Module
    let teleport: TeleportFlow
    let memberCount: UInt32
  }

  /// A node that moved, and the module it was in before.
  private struct MovedNode: BitwiseCopyable {
    let node: UInt32
    let module: UInt32
  }

  private var modules: [ChangedModule] = []
  private var nodes: [MovedNode] = []
  /// The free numbers that modules took, in this order, and their places among the free ones.
  private var taken: [(number: UInt32, place: Int)] = []
  private var totals: ModuleState.Totals
  /// Whether a module, or a node, has been noted.
  private let hasModule: Buffer<Bool>
  private let hasNode: Buffer<Bool>

  /// A journal of moves of `nodeCount` nodes, between as many modules at most.
  init(nodeCount: Int, _ state: borrowing ModuleState) {
    hasModule = Buffer(count: nodeCount, repeating: false)
    hasNode = Buffer(count: nodeCount, repeating: false)
    totals = state.totals
  }

  /// The modules that have changed.
  var changed: [UInt32] { modules.map(\.number) }

  /// Begins anew: what has been noted stays as it is.
  mutating func begin(_ state: borrowing ModuleState) {
    for module in modules { hasModule[module.number] = false }
    for moved in nodes { hasNode[moved.node] = false }
    modules.removeAll(keepingCapacity: true)
    nodes.removeAll(keepingCapacity: true)
    taken.removeAll(keepingCapacity: true)
    totals = state.totals
  }

  /// Takes note of a move before it is applied.
  mutating func note(from old: UInt32, to new: UInt32, _ state: borrowing ModuleState) {
    note(old, state)
    note(new, state)
    if state.memberCounts[new] == 0 { taken.append((new, state.freeCount - 1)) }
  }

  private mutating func note(_ number: UInt32, _ state: borrowing ModuleState) {
    if hasModule[number] { return }
    hasModule[number] = true
    modules.append(
      ChangedModule(
        number: number, module: state.modules[number], teleport: state.teleport(number),
        memberCount: state.memberCounts[number]))
  }

  /// Takes note of a node that is about to leave its module.
  mutating func note(_ node: UInt32, of module: UInt32) {
    if hasNode[node] { return }
    hasNode[node] = true
    nodes.append(MovedNode(node: node, module: module))
  }

  /// By how much all moves together have changed the codelength.
  func change(of state: borrowing ModuleState) -> Double {
    var change = state.totalTerm - totals.term + state.price - totals.price
    for before in modules { change += state.modules[before.number].term - before.module.term }
    return change
  }

  /// Takes all moves back.
  func takeBack(
    _ state: inout ModuleState, _ moduleOf: borrowing Buffer<UInt32>,
    _ members: borrowing MemberLists
  ) {
    for moved in nodes.reversed() {
      members.move(moved.node, from: moduleOf[moved.node], to: moved.module)
      moduleOf[moved.node] = moved.module
    }
    for before in modules {
      state.restore(
        before.number, before.module, before.teleport, memberCount: before.memberCount)
    }
    for (number, place) in taken.reversed() { state.free[place] = number }
    state.restore(totals)
  }
}

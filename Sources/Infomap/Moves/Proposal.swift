/// The move that a node wishes for by the state of all modules at the begin of a sub-round, with
/// everything that is needed to check it again without the node's links.
struct Proposal: BitwiseCopyable {
  var node: UInt32
  var old: UInt32
  /// `emptyModule` for any module without members.
  var new: UInt32
  var moving: MovingNode
  var flowToOld: Double
  var flowToNew: Double

  static var emptyModule: UInt32 { .max }
}

/// The flow between the nodes of two proposals of which the earlier, once it is carried out, changes
/// what the later is worth. Both are given by their places in the list of proposals.
struct FlowCorrection: BitwiseCopyable {
  var later: UInt32
  var earlier: UInt32
  var flow: Float
}

extension Proposal {
  /// Whether the flow between this node and a module that it leaves or joins changes when a neighbor
  /// moves.
  @inline(__always)
  func isAffected(by other: Proposal) -> Bool {
    other.old == old || other.old == new || other.new == old
      || (other.new == new && new != Self.emptyModule)
  }

  /// Takes note of a neighbor's move.
  @inline(__always)
  mutating func correct(for other: Proposal, flow: Double) {
    if other.old == old { flowToOld -= flow }
    if other.old == new { flowToNew -= flow }
    if other.new == old { flowToOld += flow }
    if other.new == new { flowToNew += flow }
  }
}

extension ModuleState {
  /// Carries a proposal out if it still shortens the codelength; says which module the node joined.
  @inline(__always)
  mutating func carryOut(_ proposal: Proposal) -> UInt32? {
    let old = proposal.old
    var new = proposal.new
    if new == Proposal.emptyModule {
      if memberCounts[old] == 1 || freeCount == 0 { return nil }
      new = free[freeCount - 1]
    } else if memberCounts[new] == 0 {
      return nil
    }
    let left = changed(
      modules[old], teleport(old), by: proposal.moving, between: proposal.flowToOld, sign: -1,
      total: totalEnter)
    let totalWithoutNode = totalEnter + left.enterChange
    let joined = changed(
      modules[new], teleport(new), by: proposal.moving, between: proposal.flowToNew, sign: 1,
      total: totalWithoutNode)
    let change =
      left.module.term - modules[old].term - totalTerm + joined.module.term - modules[new].term
      + joined.totalTerm
    guard change < -LeastGain.ofMove else { return nil }
    apply(left, old: old, joined, new: new, total: totalWithoutNode + joined.enterChange)
    return new
  }
}

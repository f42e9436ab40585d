/// Sums over the members of a module that one rank has, in fixed point: the sums over all ranks do
/// not depend on how the nodes are spread over them.
struct ModuleSum: BitwiseCopyable, Equatable {
  var flow: Int64 = 0
  var enter: Int64 = 0
  var exit: Int64 = 0
  /// The flow between members; links between own members are counted at both ends.
  var within: Int64 = 0
  var sent: Int64 = 0
  var share: Int64 = 0

  mutating func add(_ node: NodeFlow) {
    flow += FixedPoint.flow(node.flow)
    enter += FixedPoint.flow(node.enter)
    exit += FixedPoint.flow(node.exit)
  }

  mutating func add(_ teleport: TeleportFlow) {
    sent += FixedPoint.flow(teleport.sent)
    share += FixedPoint.flow(teleport.share)
  }

  mutating func add(_ other: ModuleSum) {
    flow += other.flow
    enter += other.enter
    exit += other.exit
    within += other.within
    sent += other.sent
    share += other.share
  }

  /// The flow of the module.
  var node: NodeFlow {
    NodeFlow(
      flow: FixedPoint.flow(flow), enter: FixedPoint.flow(enter - within / 2),
      exit: FixedPoint.flow(exit - within / 2))
  }

  var teleport: TeleportFlow {
    TeleportFlow(sent: FixedPoint.flow(sent), share: FixedPoint.flow(share))
  }
}

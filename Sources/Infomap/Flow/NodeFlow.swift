/// The flow of one node of a level, or the sum over the nodes of a module.
struct NodeFlow: BitwiseCopyable {
  var flow = 0.0
  var enter = 0.0
  var exit = 0.0

  /// Whether nobody comes or goes along links, to the precision of neighbor lists, in which no flow is zero.
  var isApart: Bool { enter + exit < Self.leastFlow }

  private static var leastFlow: Double { 1e-30 }
}

/// Recorded teleportation of one node or module: what it sends, and which share of all it receives.
struct TeleportFlow: BitwiseCopyable {
  var sent = 0.0
  var share = 0.0
}

/// The flow of one node of a level, or the sum over the nodes of a module.
struct NodeFlow: BitwiseCopyable {
  var flow = 0.0
  var enter = 0.0
  var exit = 0.0
}

/// Recorded teleportation of one node or module: what it sends, and which share of all it receives.
struct TeleportFlow: BitwiseCopyable {
  var sent = 0.0
  var share = 0.0
}

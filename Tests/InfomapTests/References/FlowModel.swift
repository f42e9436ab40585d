import Infomap

/// The flow models that all formulas are tested with.
enum FlowModel: String, CaseIterable, Sendable {
  case undirected
  case directed
  case recorded
  case toNodes
  case recordedToNodes

  var isDirected: Bool { self != .undirected }

  var options: FlowOptions {
    var options = FlowOptions()
    options.recordsTeleportation = self == .recorded || self == .recordedToNodes
    options.teleportsToNodes = self == .toNodes || self == .recordedToNodes
    return options
  }
}

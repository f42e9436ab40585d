import Infomap
import Testing

/// What the reference (mapequation Infomap 2.16.0, `--two-level`, seed 123, one trial) finds for an
/// example network: codelengths, and its partition, a letter per node by rising id.
struct Golden: Sendable, CustomTestStringConvertible {
  let network: String
  let model: FlowModel
  let codelength: Double
  let oneLevel: Double
  let modules: String

  init(
    _ network: String, _ model: FlowModel, _ codelength: Double, oneLevel: Double,
    _ modules: String
  ) {
    self.network = network
    self.model = model
    self.codelength = codelength
    self.oneLevel = oneLevel
    self.modules = modules
  }

  var testDescription: String { "\(network) \(model)" }

  func partition(on flow: FlowNetwork) -> Partition {
    let letters = Dictionary(uniqueKeysWithValues: zip(flow.network.nodeIDs.sorted(), modules.utf8))
    return Partition(labels: flow.network.nodeIDs.map { UInt32(letters[$0]!) })
  }

  /// The network with its flow.
  func flow() throws -> FlowNetwork {
    FlowNetwork(try exampleNetwork(network, directed: model.isDirected), options: model.options)
  }

  static let all: [Golden] = [
    Golden("twotriangles", .undirected, 2.320730356834, oneLevel: 2.556656707463, "aaabbb"),
    Golden("twotriangles", .directed, 1.808241199268, oneLevel: 2.147792043405, "bbbaaa"),
    Golden("twotriangles", .recorded, 2.147792043405, oneLevel: 2.147792043405, "aaaaaa"),
    Golden("twotriangles", .toNodes, 1.794460808168, oneLevel: 2.094003489803, "bbbaaa"),
    Golden("twotriangles", .recordedToNodes, 2.436575286611, oneLevel: 2.436575286611, "aaaaaa"),
    Golden(
      "ninetriangles", .undirected, 3.517754809044, oneLevel: 4.745545529071,
      "gggcccaaadddhhhbbbeeefffiii"),
    Golden(
      "ninetriangles", .directed, 3.302273933111, oneLevel: 4.281643758193,
      "cccccccccdddeeedbbccabbbaaa"),
    Golden(
      "ninetriangles", .recorded, 4.161071583621, oneLevel: 4.281643758193,
      "edbddbbbbaaaaaaaaabbcaaacaa"),
    Golden(
      "ninetriangles", .toNodes, 3.170565522149, oneLevel: 4.189430281238,
      "bbbbbbbbbcccccccccbbdaaadaa"),
    Golden(
      "ninetriangles", .recordedToNodes, 4.295997698829, oneLevel: 4.442336936013,
      "bbbbbbbbbcccccccccbaaaaaaaa"),
    Golden(
      "modular_w", .undirected, 3.048111860027, oneLevel: 4.526980992912,
      "ccccccbbbbbbbddddaaaaaaaa"),
    Golden(
      "modular_w", .directed, 3.178056420336, oneLevel: 4.148262397117, "ddddddcccccccbbbbbaaaaaaa"),
    Golden(
      "modular_w", .recorded, 4.148262397117, oneLevel: 4.148262397117, "aaaaaaaaaaaaaaaaaaaaaaaaa"),
    Golden(
      "modular_w", .toNodes, 3.073010828290, oneLevel: 4.040582329431, "ddddddccccccccbbbbaaaaaaa"),
    Golden(
      "modular_w", .recordedToNodes, 4.263128562086, oneLevel: 4.355358842468,
      "ddddddcccccccbbbbbaaaaaaa"),
    Golden(
      "modular_wd", .undirected, 3.048111860027, oneLevel: 4.526980992912,
      "ccccccbbbbbbbddddaaaaaaaa"),
    Golden(
      "modular_wd", .directed, 2.935524704767, oneLevel: 4.133301342536, "ccccccddddbbbbbbbaaaaaaaa"
    ),
    Golden(
      "modular_wd", .recorded, 3.495934885119, oneLevel: 4.133301342536, "fbbbbbeeeecccddddaaaaaaaa"
    ),
    Golden(
      "modular_wd", .toNodes, 2.931699539876, oneLevel: 4.061514844701, "bbbbbbddddcccccaaaaaaaaaa"),
    Golden(
      "modular_wd", .recordedToNodes, 3.611502535673, oneLevel: 4.233346892734,
      "bbbbbbddddccccaaaaaaaaaaa"),
  ]
}

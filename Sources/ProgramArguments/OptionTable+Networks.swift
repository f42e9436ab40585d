import FaceClustering
import Foundation
import Infomap

/// The options of networks and of the flow on them.
extension ProgramOption {
  static let networks = [
    ProgramOption(
      "--flow-model",
      value: .choice("MODEL", among: FlowModel.allCases.map(\.rawValue)) {
        $0.network.flow.model = FlowModel(rawValue: $1)!
      },
      help:
        "where flow comes from; undirdir, outdirdir and rawdir: each link has its share of the weight; "
        + "precomputed: weights are flow",
      default: "undirected", commands: [.infomap]),
    ProgramOption(
      "--skip-adjust-bipartite-flow", value: .none { $0.network.flow.adjustsBipartite = false },
      help: "under *Bipartite visit nodes of both kinds, not those of the first alone",
      commands: [.infomap]),
    ProgramOption(
      "--two-level", value: .none { $0.network.isTwoLevel = true },
      help: "one level of modules, not a hierarchy", commands: [.infomap]),
    ProgramOption(
      "--preferred-number-of-levels",
      value: .integer("N", in: 2...100) { $0.network.preferredLevels = $1 },
      help: "a hierarchy of N levels, that of the nodes included, at whatever cost",
      default: "as many as are best", commands: [.infomap]),
    ProgramOption(
      "--recorded-teleportation", value: .none { $0.network.flow.recordsTeleportation = true },
      help: "steps of teleportation are coded like steps along links", commands: [.infomap]),
    ProgramOption(
      "--to-nodes", value: .none { $0.network.flow.teleportsToNodes = true },
      help: "teleportation lands on nodes rather than on links", commands: [.infomap]),
    ProgramOption(
      "--teleportation-probability",
      value: .number("P", in: 0...1) { $0.network.flow.teleportationProbability = $1 },
      help: "chance per step to teleport", default: "\(FlowOptions().teleportationProbability)",
      commands: [.infomap]),
    ProgramOption(
      "--markov-time", value: .number("T", in: 1e-6...1e6) { $0.network.flow.markovTime = $1 },
      help: "above 1 for fewer modules, below for more",
      default: String(format: "%g", FlowOptions().markovTime), commands: [.infomap]),
    ProgramOption(
      "--regularized", value: .none { $0.network.flow.prior = PriorNetwork() },
      help:
        "besides its links the walker follows a prior network, so that missing ones make no modules",
      commands: [.infomap]),
    ProgramOption(
      "--regularization-strength",
      value: .number("S", in: 1e-6...1e6) { $0.regularizationStrength = $1 },
      help: "how many times that network counts",
      default: String(format: "%g", PriorNetwork().strength), commands: [.infomap]),
    ProgramOption(
      "--variable-markov-time", value: .none { $0.network.flow.localTime = LocalMarkovTime() },
      help: "a longer Markov time where the network is sparse", commands: [.infomap]),
    ProgramOption(
      "--variable-markov-damping",
      value: .number("D", in: 0...1) { $0.localTimes.damping = $1 },
      help: "of the Markov time, which varies by degree (0) or by its logarithm (1)",
      default: String(format: "%g", LocalMarkovTime().damping), commands: [.infomap]),
    ProgramOption(
      "--variable-markov-min-scale",
      value: .number("S", in: 1e-6...1e6) { $0.localTimes.leastScale = $1 },
      help: "the least scale of a node, by which its Markov time is divided",
      default: String(format: "%g", LocalMarkovTime().leastScale), commands: [.infomap]),
    ProgramOption(
      "--entropy-corrected", value: .none { $0.network.flow.entropyCorrection = 1 },
      help: "correct codelengths for few links, which otherwise favor many modules",
      commands: [.infomap]),
    ProgramOption(
      "--entropy-correction-strength",
      value: .number("S", in: 0...1e6) { $0.entropyCorrectionStrength = $1 },
      help: "how many times that counts", default: "1", commands: [.infomap]),
    ProgramOption(
      "--use-node-weights-as-flow", value: .none { $0.network.flow.visitsByNodeWeights = true },
      help: "the weights of nodes are how often each is visited", commands: [.infomap]),
    ProgramOption(
      "--no-self-links", value: .none { $0.network.links.keepsSelfLinks = false },
      help: "leave out links from a node to itself", commands: [.infomap]),
    ProgramOption(
      "--weight-threshold",
      value: .number("W", in: 0...Network.weightRange.upperBound) {
        $0.network.links.leastWeight = $1
      },
      help: "leave out links of less weight", default: "0", commands: [.infomap]),
    ProgramOption(
      "--cluster-data", value: .path("FILE") { $0.network.clusterData = $1 },
      help: "start from the modules of a .clu, .tree or .ftree file", commands: [.infomap]),
    ProgramOption(
      "--assign-to-neighbouring-module", value: .none { $0.network.joinsNeighbors = true },
      help: "nodes that --cluster-data does not have join modules of their neighbors",
      commands: [.infomap]),
    ProgramOption(
      "--no-infomap", value: .none { $0.network.searches = false },
      help: "only the codelength of --cluster-data", commands: [.infomap]),
  ]
}

import FaceClustering
import NearestNeighbors

/// The only home of the options.
extension CommandLineOption {
  static let all: [CommandLineOption] = [
    CommandLineOption(
      name: "--dim", value: "D", help: "columns of a raw .bin (256); others know theirs",
      commands: [.cluster, .knn, .generate]
    ) { line, text throws(Failure) in
      line.options.dimension = try integer("--dim", text, in: 1...65_536)
    },
    CommandLineOption(
      name: "--k", value: "K", help: "neighbors searched, the face itself counted (50)",
      commands: [.cluster, .knn]
    ) { line, text throws(Failure) in
      line.options.k = try integer("--k", text, in: 1...ClusteringOptions.largestK)
    },
    CommandLineOption(
      name: "--min-sim", value: "S", help: "smallest cosine kept as an edge (0.58)",
      commands: [.cluster, .knn]
    ) { line, text throws(Failure) in
      guard let value = Float(text), value >= -1, value <= 1 else {
        throw Failure(.commandLine, "--min-sim must be a number from -1 to 1, not \"\(text)\"")
      }
      line.options.minSimilarity = value
    },
    CommandLineOption(
      name: "--preset", value: "NAME",
      help: "published settings: " + Preset.allCases.map(\.rawValue).joined(separator: ", "),
      commands: [.cluster, .knn]
    ) { line, text throws(Failure) in
      guard let preset = Preset(rawValue: text) else {
        throw Failure(
          .commandLine,
          "--preset \"\(text)\" is not known; known are "
            + Preset.allCases.map(\.rawValue).joined(separator: ", "))
      }
      line.options.k = preset.k
      line.options.minSimilarity = preset.minSimilarity
    },
    CommandLineOption(
      name: "--truth", value: "FILE",
      help: "the true labels: scores are printed and recorded (also --labels)",
      commands: [.cluster]
    ) { line, text throws(Failure) in line.options.truth = text },
    CommandLineOption(
      name: "--out", value: "FILE", help: "labels, one a line (labels.txt); infomap: .clu or .tree",
      commands: [.cluster, .infomap]
    ) { line, text throws(Failure) in line.out = text },
    CommandLineOption(
      name: "--record", value: "FILE", help: "the run record (named after --out: labels.run.json)",
      commands: [.cluster, .knn]
    ) { line, text throws(Failure) in line.options.record = text },
    CommandLineOption(
      name: "--edges", value: "PREFIX", help: "write PREFIX.src.npy, PREFIX.dst.npy, PREFIX.w.npy",
      commands: [.cluster, .knn]
    ) { line, text throws(Failure) in line.options.edges = text },
    CommandLineOption(
      name: "--checkpoint", value: "DIR", help: "save progress there, and go on from it",
      commands: [.cluster, .knn]
    ) { line, text throws(Failure) in line.options.checkpoint = text },
    CommandLineOption(
      name: "--stall-timeout", value: "S",
      help: "end when a rank is silent for S seconds, 0: never (120)", commands: [.cluster, .knn]
    ) { line, text throws(Failure) in
      line.options.stallTimeout = try integer("--stall-timeout", text, in: 0...86_400)
    },
    CommandLineOption(
      name: "--directed", value: nil, help: "flow follows the edges (the default)",
      commands: [.cluster, .infomap]
    ) { line, _ throws(Failure) in line.options.directed = true },
    CommandLineOption(
      name: "--undirected", value: nil, help: "flow goes both ways", commands: [.cluster, .infomap]
    ) { line, _ throws(Failure) in line.options.directed = false },
    CommandLineOption(
      name: "--seed", value: "N", help: "of Infomap and of synthetic data (1)",
      commands: [.cluster, .infomap, .generate]
    ) { line, text throws(Failure) in
      line.options.seed = UInt64(try integer("--seed", text, in: 0...Int.max))
    },
    CommandLineOption(
      name: "--trials", value: "N", help: "searches by Infomap, the best counts (1)",
      commands: [.cluster, .infomap]
    ) { line, text throws(Failure) in
      line.options.trials = try integer("--trials", text, in: 1...1_000_000)
    },
    CommandLineOption(
      name: "--num-trials", value: "N", help: "the same as --trials", commands: [.infomap]
    ) { line, text throws(Failure) in
      line.options.trials = try integer("--num-trials", text, in: 1...1_000_000)
    },
    CommandLineOption(
      name: "--infomap", value: "MODE",
      help: "root (the default): on rank 0; distributed: one search by all ranks",
      commands: [.cluster, .infomap]
    ) { line, text throws(Failure) in
      line.options.infomap = try choice("--infomap", text)
    },
    CommandLineOption(
      name: "--two-level", value: nil, help: "one level of modules, not a hierarchy",
      commands: [.infomap]
    ) { line, _ throws(Failure) in line.network.isTwoLevel = true },
    CommandLineOption(
      name: "--recorded-teleportation", value: nil,
      help: "steps of teleportation are coded like steps along links", commands: [.infomap]
    ) { line, _ throws(Failure) in line.network.flow.recordsTeleportation = true },
    CommandLineOption(
      name: "--to-nodes", value: nil, help: "teleportation lands on nodes rather than on links",
      commands: [.infomap]
    ) { line, _ throws(Failure) in line.network.flow.teleportsToNodes = true },
    CommandLineOption(
      name: "--teleportation-probability", value: "P", help: "chance per step to teleport (0.15)",
      commands: [.infomap]
    ) { line, text throws(Failure) in
      let value = try share("--teleportation-probability", text)
      guard value > 0 else {
        throw Failure(.commandLine, "--teleportation-probability must be above 0")
      }
      line.network.flow.teleportationProbability = value
    },
    CommandLineOption(
      name: "--markov-time", value: "T", help: "above 1 for fewer modules, below for more (1)",
      commands: [.infomap]
    ) { line, text throws(Failure) in
      guard let value = Double(text), value >= 1e-6, value <= 1e6 else {
        throw Failure(
          .commandLine, "--markov-time must be a number from 0.000001 to 1000000, not \"\(text)\"")
      }
      line.network.flow.markovTime = value
    },
    CommandLineOption(
      name: "--preferred-number-of-modules", value: "N",
      help: "each (top) module more or fewer adds a bit to the codelength",
      commands: [.cluster, .infomap]
    ) { line, text throws(Failure) in
      line.options.preferredModules = try integer(
        "--preferred-number-of-modules", text, in: 1...Int(UInt32.max))
    },
    CommandLineOption(
      name: "--no-self-links", value: nil, help: "leave out links from a node to itself",
      commands: [.infomap]
    ) { line, _ throws(Failure) in line.network.keepsSelfLinks = false },
    CommandLineOption(
      name: "--cluster-data", value: "FILE", help: "start from the modules of a .clu or .tree file",
      commands: [.infomap]
    ) { line, text throws(Failure) in line.network.clusterData = text },
    CommandLineOption(
      name: "--no-infomap", value: nil, help: "only the codelength of --cluster-data",
      commands: [.infomap]
    ) { line, _ throws(Failure) in line.network.searches = false },
    CommandLineOption(
      name: "--threads", value: "T", help: "per rank (a fair share of the cores it may use)",
      commands: [.cluster, .knn, .infomap]
    ) { line, text throws(Failure) in
      line.options.threads = try integer("--threads", text, in: 1...1024)
    },
    CommandLineOption(
      name: "--kernel", value: "NAME",
      help: "of the neighbor search (auto: the fastest for --min-sim): "
        + SearchKernel.all.filter(\.isSupported).map(\.name).joined(separator: ", "),
      commands: [.cluster, .knn]
    ) { line, text throws(Failure) in
      line.options.kernel = text
      _ = try line.options.searchKernel()
    },
    CommandLineOption(
      name: "--search", value: "MODE", help: "of neighbors: exact (the default) or approximate",
      commands: [.cluster, .knn]
    ) { line, text throws(Failure) in
      line.options.search = try choice("--search", text)
    },
    CommandLineOption(
      name: "--recall", value: "R",
      help: "of --search approximate: the share of the neighbors to find (0.99)",
      commands: [.cluster, .knn]
    ) { line, text throws(Failure) in
      line.options.recall = try share("--recall", text)
    },
    CommandLineOption(
      name: "--synthetic", value: nil, help: "cluster synthetic faces instead of a file",
      commands: [.cluster]
    ) { line, _ throws(Failure) in line.isSynthetic = true },
    CommandLineOption(
      name: "--faces", value: "N", help: "how many synthetic faces (100000)",
      commands: [.cluster, .generate]
    ) { line, text throws(Failure) in
      line.options.faces = try integer("--faces", text, in: 1...Int(UInt32.max))
    },
    CommandLineOption(
      name: "--intrinsic-dim", value: "D", help: "dimension of the subspace of synthetic faces",
      commands: [.generate]
    ) { line, text throws(Failure) in
      line.intrinsicDimension = try integer("--intrinsic-dim", text, in: 2...65_536)
    },
    CommandLineOption(
      name: "--confusable", value: "SHARE",
      help: "share of synthetic identities in pairs that look alike, 0 to 1 (0.04)",
      commands: [.generate]
    ) { line, text throws(Failure) in
      line.confusableShare = try share("--confusable", text)
    },
    CommandLineOption(
      name: "--nodes", value: "N", help: "generate a network of N nodes instead of faces",
      commands: [.generate]
    ) { line, text throws(Failure) in
      line.nodes = try integer("--nodes", text, in: 2...Int(UInt32.max))
    },
    CommandLineOption(
      name: "--links", value: "M", help: "how many links the network has (20 a node)",
      commands: [.generate]
    ) { line, text throws(Failure) in
      line.links = try integer("--links", text, in: 1...1 << 40)
    },
    CommandLineOption(
      name: "--mixing", value: "SHARE",
      help: "share of the network's links that lead anywhere, 0 to 1 (0.2)", commands: [.generate]
    ) { line, text throws(Failure) in line.mixing = try share("--mixing", text) },
    CommandLineOption(
      name: "--json", value: nil, help: "the summary as one JSON object", commands: Command.allCases
    ) { line, _ throws(Failure) in line.json = true },
    CommandLineOption(
      name: "--quiet", value: nil, help: "no progress", commands: Command.allCases
    ) { line, _ throws(Failure) in line.verbosity = .quiet },
    CommandLineOption(
      name: "--verbose", value: nil, help: "also say what each stage finds",
      commands: Command.allCases
    ) { line, _ throws(Failure) in line.verbosity = .verbose },
    CommandLineOption(
      name: "--help", value: nil, help: "this text", commands: Command.allCases
    ) { line, _ throws(Failure) in line.wantsHelp = true },
    CommandLineOption(
      name: "--version", value: nil, help: "the version", commands: Command.allCases
    ) { line, _ throws(Failure) in line.wantsVersion = true },
  ]
}

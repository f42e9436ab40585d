import Clustering
import Embeddings
import FaceClustering
import Foundation
import Infomap
import NearestNeighbors

/// The only home of the options, but for those of constraints, networks, scores and plans beside it.
extension ProgramOption {
  /// The options by subject, as the help lists them.
  static let subjects: [(title: String, options: [ProgramOption])] = [
    ("Faces", faces), ("Neighbors", neighbors), ("Clusters", clusters), ("Networks", networks),
    ("Scores", scores), ("Synthetic data", synthetic), ("A run that is planned", planning),
    ("Results", results),
    ("Files of modules", modules), ("The run", running),
  ]

  /// All options.
  package static let all: [ProgramOption] = subjects.flatMap(\.options)

  private static let defaults = ClusteringOptions()

  private static let faces = [
    ProgramOption(
      "--dim", value: .integer("D", in: 1...65_536) { $0.options.dimension = $1 },
      help: "columns of a raw .bin, if nothing beside it tells them; of synthetic or planned faces",
      default: "\(SyntheticFaces.defaultDimension)",
      commands: [.cluster, .compare, .assign, .update, .knn, .calibrate, .sweep, .plan, .generate]),
    ProgramOption(
      "--from-edges", value: .path("PREFIX") { $0.options.fromEdges = $1 },
      help: "cluster the graph that --edges PREFIX has written, without a search; "
        + "FEATURES beside it where the faces are elsewhere by now",
      commands: [.cluster]),
    ProgramOption(
      "--truth", "--labels", value: .path("FILE") { $0.options.truth = $1 },
      help:
        "the true labels: scores are printed and recorded; of assign and update: the labels of the faces of --to",
      commands: [.cluster, .compare, .sweep, .assign, .update]),
    ProgramOption(
      "--to", value: .path("FILE") { $0.knownFaces.append($1) },
      help: "the faces whose clusters are known, or @LIST; given again for each further file",
      commands: [.assign, .update]
    ).repeated(),
    ProgramOption(
      "--to-edges", value: .path("PREFIX") { $0.options.knownEdges = $1 },
      help:
        "the graph of the faces of --to, as --edges PREFIX has written it: only new faces are searched, by its --k and --min-sim",
      commands: [.update]),
    ProgramOption(
      "--margin", value: .number("M", in: 0...2) { $0.margin = $1 },
      help: "by how much a face must be more similar to its cluster than to others",
      default: "\(FaceAssignment.defaultMargin)", commands: [.assign]),
    ProgramOption(
      "--new-clusters", value: .none { $0.makesClusters = true },
      help: "new faces that join no cluster are clustered among themselves", commands: [.assign]),
  ]

  private static let neighbors = [
    ProgramOption(
      "--k", value: .integer("K", in: 1...ClusteringOptions.largestK) { $0.k = $1 },
      help: "neighbors searched, the face itself counted", default: "\(defaults.k)",
      commands: [.cluster, .compare, .assign, .update, .knn, .sweep, .plan]),
    ProgramOption(
      "--min-sim",
      value: .numberOrWord("S", in: -1...1, word: "auto") {
        $0.minSimilarity = $1.map { Float($0) }
        $0.calibratesSimilarity = $1 == nil
      },
      help: "smallest cosine kept as an edge; auto: calibrated to the faces, and "
        + "\(defaults.minSimilarity) where that finds none",
      default: "auto; of assign that of the record beside --labels",
      commands: [.cluster, .compare, .assign, .update, .knn, .plan]),
    ProgramOption(
      "--weights",
      value: .choice("NAME", among: EdgeWeights.allCases.map(\.rawValue)) {
        $0.options.weights = EdgeWeights(rawValue: $1)!
      },
      help: "of infomap: edges weigh by their cosine, or calibrated by the odds of one identity",
      default: "calibrated with --min-sim auto, else cosine", commands: [.cluster, .update]),
    ProgramOption(
      "--calibration", value: .path("FILE") { $0.options.calibrationFile = $1 },
      help:
        "what --min-sim auto and the weights go by, of an earlier run: its record, or what calibrate --json printed",
      commands: [.cluster, .compare, .update, .knn]),
    ProgramOption(
      "--thresholds",
      value: .numbers("S,S,…", in: -1...0.999) { $0.sweep.thresholds = $1.map { Float($0) } },
      help: "the values of --min-sim to cluster with", default: "14 around auto",
      commands: [.sweep]),
    ProgramOption(
      "--ks",
      value: .numbers("K,K,…", in: 1...Double(ClusteringOptions.largestK)) {
        $0.sweep.neighbors = $1.map { Int($0) }
      },
      help: "the values of --k to cluster with; the largest is searched", default: "--k",
      commands: [.sweep]),
    ProgramOption(
      "--preset",
      value: .choice("NAME", among: Preset.allCases.map(\.rawValue)) {
        $0.preset = Preset(rawValue: $1)
      },
      help: "published --k, --min-sim and parameters of the method for "
        + Preset.allCases.map(\.rawValue).joined(separator: ", "),
      commands: [.cluster, .knn, .compare]),
    ProgramOption(
      "--search",
      value: .choice("MODE", among: SearchMode.allCases.map(\.rawValue)) {
        $0.options.search = SearchMode(rawValue: $1)!
      },
      help: "exact or approximate", default: defaults.search.rawValue,
      commands: [.cluster, .knn, .compare, .update, .plan]),
    ProgramOption(
      "--recall", value: .number("R", in: 0...1) { $0.options.recall = $1 },
      help: "with --search approximate: the share of the neighbors to find",
      default: "\(ClusteringOptions.defaultRecall)", commands: [.cluster, .knn, .compare, .update]),
    ProgramOption(
      "--kernel",
      // Which of them a CPU can run is for the rank to say that has it.
      value: .choice("NAME", among: [defaults.kernel] + SearchKernel.all.map(\.name)) {
        $0.options.kernel = $1
      },
      help: "changes the speed only; here "
        + SearchKernel.all.filter(\.isSupported).map(\.name).joined(separator: ", "),
      default: "\(defaults.kernel), the fastest",
      commands: [.cluster, .compare, .assign, .update, .knn, .sweep]),
  ]

  private static let clusters =
    [
      ProgramOption(
        "--method",
        value: .choice("NAME", among: ClusteringMethods.names) { $0.options.method = $1 },
        help: ClusteringMethods.summaries.joined(separator: "; "),
        default: ClusteringMethods.defaultName, commands: [.cluster, .sweep])
    ] + comparison + parameters + infomap + constraints

  private static let comparison = [
    ProgramOption(
      "--methods", value: .path("LIST") { $0.methods = $1 },
      help:
        "methods to compare, with settings of their own: dbscan:eps=0.3,infomap:k=80:min-sim=0.6",
      default: ClusteringMethods.onAnyEdges.joined(separator: ","), commands: [.compare]),
    ProgramOption(
      "--seeds", value: .integer("N", in: 1...1000) { $0.options.seeds = $1 },
      help: "how often random methods run, with seeds from --seed on",
      default: "\(ClusteringOptions.defaultSeeds)", commands: [.compare]),
  ]

  /// What methods can be told, one option for all that share it.
  private static let parameters: [ProgramOption] = {
    var names: [String] = []
    for parameter in ClusteringMethods.parameters where !names.contains(parameter.name) {
      names.append(parameter.name)
    }
    return names.map { name in
      let owners = ClusteringMethods.names.filter {
        ClusteringMethods.parameters(of: $0).contains { $0.name == name }
      }
      let parameter = ClusteringMethods.parameters.first { $0.name == name }!
      let value: OptionValue =
        parameter.isInteger
        ? .integer(
          parameter.placeholder,
          in: Int(parameter.range.lowerBound)...Int(parameter.range.upperBound)
        ) { $0.options.parameters[name] = Double($1) }
        : .number(parameter.placeholder, in: parameter.range) { $0.options.parameters[name] = $1 }
      return ProgramOption(
        "--\(name)", value: value,
        help: "\(owners.joined(separator: ", ")): \(parameter.help)",
        default: parameter.defaultText,
        commands: [.cluster])
    }
  }()

  /// What only Infomap is told.
  private static let infomap = [
    ProgramOption(
      "--directed", value: .none { $0.take(directed: true) },
      help: "flow follows the edges: the default of Infomap on faces, not of networks or methods",
      commands: [.cluster, .sweep, .infomap, .update]),
    ProgramOption(
      "--undirected", value: .none { $0.take(directed: false) },
      help: "flow goes both ways", commands: [.cluster, .sweep, .infomap, .update]),
    ProgramOption(
      "--seed", value: .integer("N", in: 0...Int.max) { $0.options.seed = UInt64($1) },
      help: "of what is random in methods, and of synthetic data", default: "\(defaults.seed)",
      commands: [.cluster, .compare, .sweep, .infomap, .generate, .update]),
    ProgramOption(
      "--trials", "--num-trials",
      value: .integer("N", in: 1...1_000_000) { $0.options.trials = $1 },
      help:
        "searches by Infomap, the best counts; up to \(ClusteringOptions.mostFreeTrials) of few links "
        + "where --min-sim is auto", default: "\(defaults.trials)",
      commands: [.cluster, .sweep, .infomap, .update]),
    ProgramOption(
      "--infomap",
      value: .choice("MODE", among: InfomapMode.allCases.map(\.rawValue)) {
        $0.options.infomap = InfomapMode(rawValue: $1)!
      },
      help: "root: on rank 0; distributed: one search by all ranks",
      default: defaults.infomap.rawValue, commands: [.cluster, .infomap]),
    ProgramOption(
      "--preferred-number-of-modules",
      value: .integer("N", in: 1...Int(UInt32.max)) { $0.options.preferredModules = $1 },
      help: "each (top) module more or fewer adds a bit to the codelength",
      commands: [.cluster, .infomap]),
  ]

  private static let synthetic = [
    ProgramOption(
      "--synthetic", value: .none { $0.isSynthetic = true },
      help: "cluster synthetic faces instead of a file",
      commands: [.cluster, .compare]),
    ProgramOption(
      "--faces", value: .integer("N", in: 1...Int(UInt32.max)) { $0.options.faces = $1 },
      help: "how many synthetic or planned faces", default: "\(SyntheticFaces.defaultCount)",
      commands: [.cluster, .compare, .plan, .generate]),
    ProgramOption(
      "--intrinsic-dim", value: .integer("D", in: 2...65_536) { $0.intrinsicDimension = $1 },
      help: "dimension of the subspace of synthetic faces", default: "all", commands: [.generate]),
    ProgramOption(
      "--confusable", value: .number("SHARE", in: 0...1) { $0.character.confusableShare = $1 },
      help: "share of synthetic identities in pairs that look alike",
      default: "\(SyntheticFaces.Character().confusableShare)", commands: [.generate]),
    ProgramOption(
      "--cosine", value: .span("LOW:HIGH", in: 0...1) { $0.character.cosines = $1 },
      help: "range of the mean cosine of an identity's faces", default: "about 0.74",
      commands: [.generate]),
    ProgramOption(
      "--sizes", value: .number("MEAN", in: 1...1e9) { $0.character.meanSize = $1 },
      help: "mean number of an identity's faces",
      default: "\(Int(SyntheticFaces.Character().meanSize))", commands: [.generate]),
    ProgramOption(
      "--size-spread", value: .number("SIGMA", in: 0...4) { $0.character.sizeSpread = $1 },
      help: "spread of the logarithm of that number; 0: all alike",
      default: "\(SyntheticFaces.Character().sizeSpread)", commands: [.generate]),
    ProgramOption(
      "--nodes", value: .integer("N", in: 2...Int(UInt32.max)) { $0.nodes = $1 },
      help: "a network of N nodes instead of faces", commands: [.generate]),
    ProgramOption(
      "--links", value: .integer("M", in: 1...1 << 40) { $0.links = $1 },
      help: "how many links the network has",
      default: "\(SyntheticNetwork.defaultLinksPerNode) a node", commands: [.generate]),
    ProgramOption(
      "--mixing", value: .number("SHARE", in: 0...1) { $0.mixing = $1 },
      help: "share of the network's links that lead anywhere",
      default: "\(SyntheticNetwork.defaultMixing)", commands: [.generate]),
  ]

  private static let modules = [
    ProgramOption(
      "--output", value: .path("LIST") { $0.outputLists.append($1) },
      help: "what to write into FOLDER: "
        + NetworkOutput.Content.names.joined(separator: ",") + " or some of them",
      default: "tree", commands: [.infomap]
    ).repeated(),
    ProgramOption(
      "--clu", value: .none { $0.contents.append(.modules(.clu)) },
      help: "write a .clu file into FOLDER", commands: [.infomap]),
    ProgramOption(
      "--tree", value: .none { $0.contents.append(.modules(.tree)) },
      help: "write a .tree file into FOLDER", commands: [.infomap]),
    ProgramOption(
      "--ftree", value: .none { $0.contents.append(.modules(.ftree)) },
      help: "write an .ftree file into FOLDER: a tree with the links of its modules",
      commands: [.infomap]),
    ProgramOption(
      "--clu-level", value: .integer("N", in: -1...1_000_000) { $0.takeCluLevel($1) },
      help: "the level of the modules in a .clu file; -1: the lowest", default: "1",
      commands: [.infomap]),
    ProgramOption(
      "--out-name", value: .path("NAME") { $0.outName = $1 },
      help: "the name of the files in FOLDER, without ending", default: "that of NETWORK",
      commands: [.infomap]),
    ProgramOption(
      "--no-file-output", value: .none { $0.writesNoFiles = true },
      help: "write no files, only the summary", commands: [.infomap]),
    ProgramOption(
      "--hide-bipartite-nodes", value: .none { $0.network.file.hidesBipartiteNodes = true },
      help: "leave nodes of the second kind out of files, but of .ftree", commands: [.infomap]),
  ]

  private static let results = [
    ProgramOption(
      "--out", "-o", value: .path("FILE") { $0.out = $1 },
      help:
        "labels, one a line; infomap: .clu, .tree, .ftree, .json, .csv or .nwk; compare: .txt, .md, .csv, .tex, .json, or all",
      default: defaults.labels,
      commands: [.cluster, .compare, .assign, .update, .infomap]),
    ProgramOption(
      "--keep-labels", value: .path("FILE") { $0.options.earlierLabels = $1 },
      help:
        "clusters keep the numbers of an earlier run: labels of the first faces, or PREFIX.labels.csv and "
        + "--names", commands: [.cluster]),
    ProgramOption(
      "--changes", value: .path("FILE.csv") { $0.options.changes = $1 },
      help: "write which clusters are born or split, and which have merged or died",
      commands: [.cluster, .update]),
    ProgramOption(
      "--record", value: .path("FILE") { $0.options.record = $1 },
      help: "the run record", default: "beside --out, named after it",
      commands: [.cluster, .knn, .compare, .update]),
    ProgramOption(
      "--dendrogram", value: .path("FILE") { $0.options.dendrogram = $1 },
      help: "of methods that make one, the tree of clusters: a .npy file as scipy's linkage matrix",
      commands: [.cluster]),
    ProgramOption(
      "--edges", value: .path("PREFIX") { $0.options.edges = $1 },
      help: "write PREFIX.src.npy, PREFIX.dst.npy, PREFIX.w.npy and PREFIX.json",
      commands: [.cluster, .compare, .knn, .update]),
    ProgramOption(
      "--min-size", value: .integer("N", in: 1...Int(UInt32.max)) { $0.options.minSize = $1 },
      help: "faces of clusters of fewer than N faces get the label -1: they are in none",
      default: "\(defaults.minSize)", commands: [.cluster, .update]),
    ProgramOption(
      "--attach",
      value: .none {
        $0.options.attachProbability =
          $0.options.attachProbability ?? ClusteringOptions.defaultAttachProbability
      },
      help: "put faces that are alone into the cluster to which they probably belong",
      commands: [.cluster, .update]),
    ProgramOption(
      "--attach-probability",
      value: .number("P", in: 0.5...1) { $0.options.attachProbability = $1 },
      help: "with --attach: the least probability that such a face belongs to the cluster",
      default: "\(ClusteringOptions.defaultAttachProbability)", commands: [.cluster, .update]),
    ProgramOption(
      "--tables", value: .path("PREFIX") { $0.options.tables.tables = $1 },
      help: "write PREFIX.labels.csv, a row a face, and PREFIX.clusters.csv, mixtures first",
      commands: [.cluster, .assign, .update]),
    ProgramOption(
      "--arrays", value: .path("PREFIX") { $0.options.tables.arrays = $1 },
      help: "the same for numpy: PREFIX.labels.npy and PREFIX.clusters.npy",
      commands: [.cluster, .update]),
    ProgramOption(
      "--names", value: .path("FILE") { $0.options.tables.names = $1 },
      help: "the names of the faces, one a line, for tables and report",
      commands: [.cluster, .assign, .update]),
    ProgramOption(
      "--name-column", value: .path("HEADING") { $0.options.tables.nameColumn = $1 },
      help: "the column of --names that has the names, if it is a table (CSV)",
      commands: [.cluster, .assign, .update]),
    ProgramOption(
      "--report", value: .path("FILE.html") { $0.options.tables.report = $1 },
      help:
        "write a page about the run and its clusters that needs nothing else; of sweep: its curves and "
        + "its table",
      commands: [.cluster, .update, .sweep]),
    ProgramOption(
      "--sweep", value: .path("FILE") { $0.options.tables.sweep = $1 },
      help: "show in --report the curves of a sweep of the same faces, which sweep --json printed",
      commands: [.cluster]),
    ProgramOption(
      "--images", value: .path("ROOT") { $0.options.tables.images = $1 },
      help: "show thumbnails of faces in --report: --names are pictures in the folder ROOT",
      commands: [.cluster, .update]),
    ProgramOption(
      "--link-images", value: .path("ROOT") { $0.options.tables.linkedImages = $1 },
      help: "the same by links to the pictures, for a small page that is moved with their folder",
      commands: [.cluster, .update]),
    ProgramOption(
      "--csv", value: .path("FILE") { $0.sweep.csv = $1 },
      help: "the table as comma-separated values", commands: [.sweep]),
    ProgramOption(
      "--svg", value: .path("FILE") { $0.sweep.svg = $1 },
      help:
        "the curves as a picture; of compare: precision and recall of each method over what trades them",
      commands: [.sweep, .compare]),
    ProgramOption(
      "--json", value: .none { $0.json = true },
      help: "the summary as one JSON object on standard output", commands: Command.allCases),
  ]

  private static let running = [
    ProgramOption(
      "--threads",
      value: .integerOrWord("T", in: 1...1024, word: "auto") { $0.options.threads = $1 },
      help: "per rank; auto: a fair share of the cores it may use", default: "auto",
      commands: [.cluster, .compare, .assign, .update, .knn, .calibrate, .sweep, .infomap, .plan]),
    ProgramOption(
      "--checkpoint", value: .path("DIR") { $0.options.checkpoint = $1 },
      help: "save progress there, and go on from what is there",
      commands: [.cluster, .knn, .compare, .update]),
    ProgramOption(
      "--stall-timeout", value: .integer("S", in: 0...86_400) { $0.options.stallTimeout = $1 },
      help: "end when a rank is silent or stuck for S seconds, 0: never",
      default: "\(defaults.stallTimeout)",
      commands: [.cluster, .compare, .assign, .update, .knn, .calibrate, .sweep, .infomap]),
    ProgramOption(
      "--quiet", value: .none { $0.verbosity = .quiet },
      help: "no progress and no warnings", commands: Command.allCases),
    ProgramOption(
      "--verbose", value: .none { $0.verbosity = .verbose },
      help: "also say what each stage finds", commands: Command.allCases),
    ProgramOption(
      "--help", "-h", value: .none { _ in },
      help: "this text; of one command: help COMMAND", commands: Command.allCases),
    ProgramOption(
      "--version", "-V", value: .none { _ in }, help: "the version", commands: Command.allCases),
  ]
}

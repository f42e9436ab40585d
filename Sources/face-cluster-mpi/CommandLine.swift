import Embeddings
import FaceClustering
import Foundation
import Infomap

/// What only the command `infomap` is told.
struct NetworkOptions {
  var flow = FlowOptions()
  var isTwoLevel = false
  var keepsSelfLinks = true
  /// A file of modules to start from.
  var clusterData: String?
  var searches = true
}

/// What the program was told to do.
struct CommandLine {
  enum Verbosity { case quiet, normal, verbose }

  var command = Command.cluster
  /// Whether the command was given by its name.
  private(set) var namesCommand = false
  var files: [String] = []
  var options = ClusteringOptions()
  var network = NetworkOptions()
  var out: String?
  /// Whether to cluster synthetic faces instead of those of a file.
  var isSynthetic = false
  var intrinsicDimension: Int?
  var confusableShare: Double?
  /// Of a synthetic network; nil for faces.
  var nodes: Int?
  var links: Int?
  var mixing: Double?
  var json = false
  var verbosity = Verbosity.normal
  var wantsHelp = false
  var wantsVersion = false
  /// The names of the options given.
  private var given: Set<String> = []

  /// - Parameter arguments: without the name of the program.
  init(_ arguments: [String]) throws(Failure) {
    var rest = arguments[...]
    if let first = rest.first, let named = Command(rawValue: first) {
      command = named
      namesCommand = true
      rest.removeFirst()
    }
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        files.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts[0] == "--labels" ? "--truth" : String(parts[0])
      guard let option = CommandLineOption.all.first(where: { $0.name == name }) else {
        throw Failure(.commandLine, "unknown option \(name); --help lists all options")
      }
      guard option.commands.contains(command) else {
        throw Failure(.commandLine, "\(name) is not an option of the command \(command.rawValue)")
      }
      given.insert(name)
      guard option.value != nil else {
        guard parts.count == 1 else {
          throw Failure(.commandLine, "\(name) takes no value")
        }
        try option.apply(&self, "")
        continue
      }
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
        throw Failure(.commandLine, "\(name) needs a value")
      }
      if parts.count == 1, CommandLineOption.all.contains(where: { $0.name == value }) {
        throw Failure(.commandLine, "\(name) needs a value, but \(value) follows")
      }
      try option.apply(&self, value)
    }
    if !wantsHelp, !wantsVersion { try complete() }
  }

  /// Checks what belongs together and fills in what follows from it.
  private mutating func complete() throws(Failure) {
    let expected =
      switch command {
      case .cluster: 0...1
      case .knn, .infomap, .generate: 1...1
      case .evaluate: 2...2
      }
    guard expected.contains(files.count) else {
      throw Failure(
        .commandLine,
        "\(command.rawValue) takes \(expected.upperBound) file\(expected.upperBound == 1 ? "" : "s"), "
          + "not \(files.count); call it as: face-cluster-mpi \(command.usage.call)")
    }
    if command == .cluster { try checkSource() }
    options.features = files.first
    options.labels = command == .cluster ? out ?? "labels.txt" : nil
    if command == .knn, options.edges == nil {
      throw Failure(.commandLine, "knn needs --edges PREFIX, where to write the edges")
    }
    if let labels = options.labels, options.record == nil {
      options.record = RunRecord.path(besideLabels: labels)
    }
    try refuse(["--dim", "--faces", "--intrinsic-dim", "--confusable"], with: "--nodes")
    try refuse(["--directed"], with: "--undirected")
    try refuse(
      ["--recorded-teleportation", "--to-nodes", "--teleportation-probability"],
      with: "--undirected")
    try require("--cluster-data", with: "--no-infomap")
    if options.infomap == .distributed,
      let other = ["--cluster-data", "--preferred-number-of-modules"].first(where: given.contains)
    {
      throw Failure(
        .commandLine,
        "\(other) cannot be combined with --infomap distributed; take --infomap root")
    }
    for option in ["--links", "--mixing"] { try require("--nodes", with: option) }
    if let intrinsicDimension, intrinsicDimension > options.dimension ?? 256 {
      throw Failure(.commandLine, "--intrinsic-dim cannot be more than --dim")
    }
  }

  /// Checks that faces to cluster are given, once.
  private mutating func checkSource() throws(Failure) {
    guard isSynthetic else {
      guard !files.isEmpty else {
        throw Failure(
          .commandLine,
          "no file of faces is given; name one (face-cluster-mpi faces.npy), or take --synthetic to "
            + "cluster synthetic faces")
      }
      return try require("--synthetic", with: "--faces")
    }
    guard files.isEmpty else {
      throw Failure(
        .commandLine, "--synthetic cannot be combined with a file of faces; leave one of them out")
    }
    options.faces = options.faces ?? SyntheticFaces.defaultCount
  }

  /// Refuses options together with one that they make no sense with.
  private func refuse(_ others: [String], with option: String) throws(Failure) {
    guard given.contains(option), let other = others.first(where: given.contains) else { return }
    throw Failure(.commandLine, "\(other) cannot be combined with \(option); leave one of them out")
  }

  private func require(_ other: String, with option: String) throws(Failure) {
    guard given.contains(option), !given.contains(other) else { return }
    throw Failure(.commandLine, "\(option) needs \(other)")
  }

  /// The help of the command that was named, or of all.
  var help: String {
    let shown = namesCommand ? [command] : Command.allCases
    let commands = shown.map {
      "  face-cluster-mpi \($0.usage.call)\n      \($0.usage.purpose)"
    }
    let options = CommandLineOption.all.filter { $0.commands.contains(where: shown.contains) }
    return """
      Clusters face embeddings by identity: exact k nearest neighbors, then Infomap.

      \(commands.joined(separator: "\n"))

      Options:
      \(options.map { $0.helpLine(namingCommands: !namesCommand) }.joined(separator: "\n"))

      Examples:
        mpirun -np 8 face-cluster-mpi faces.npy --out labels.txt
        mpirun -np 8 face-cluster-mpi faces.bin --dim 512 --k 50 --min-sim 0.65 --truth truth.txt
        face-cluster-mpi infomap network.net --out network.clu

      Exit codes: 0 done, 1 failed while running, 2 the command line is wrong, 3 the input is bad,
      4 it does not fit in memory, 75 stopped by SIGTERM or SIGUSR1 with the progress saved
      (--checkpoint): run the same command again to go on.
      """
  }
}

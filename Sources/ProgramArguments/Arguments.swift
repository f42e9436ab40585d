import Clustering
import Embeddings
import FaceClustering
import Foundation
import Infomap

/// What only the command `sweep` is told.
package struct SweepOptions: Sendable {
  /// Empty for some around the one that is calibrated.
  package internal(set) var thresholds: [Float] = []
  /// Numbers of neighbors, the face itself counted; empty for `k` alone.
  package internal(set) var neighbors: [Int] = []
  package internal(set) var csv: String?
  package internal(set) var svg: String?
}

/// What the program was told to do, by the words of its command line.
package struct Arguments: Sendable {
  /// How much the program tells on the way.
  package enum Verbosity: Sendable { case quiet, normal, verbose }

  package internal(set) var command = Command.cluster
  /// Whether the command was given by its name.
  package internal(set) var namesCommand = false
  package internal(set) var files: [String] = []
  package internal(set) var options = ClusteringOptions()
  package internal(set) var network = NetworkOptions()
  package internal(set) var sweep = SweepOptions()
  package internal(set) var evaluation = EvaluationOptions()
  /// The file of the result, if one was named.
  package internal(set) var out: String?
  /// The files of the faces whose clusters are known, in the order of the labels.
  package internal(set) var knownFaces: [String] = []
  /// By how much a new face must be more similar to its cluster than to others.
  package internal(set) var margin = FaceAssignment.defaultMargin
  /// Whether new faces that join no cluster are clustered among themselves.
  package internal(set) var makesClusters = false
  /// The ranks of a run that is planned, and how many of them a node has; nil for all.
  package internal(set) var plannedRanks = 1
  package internal(set) var ranksPerNode: Int?
  package internal(set) var intrinsicDimension: Int?
  /// What the identities of generated faces are like.
  package internal(set) var character = SyntheticFaces.Character()
  /// How many nodes a synthetic network has; nil for synthetic faces.
  package internal(set) var nodes: Int?
  package internal(set) var links: Int?
  package internal(set) var mixing: Double?
  package internal(set) var json = false
  /// Whether not even the result is printed.
  package internal(set) var isSilent = false
  package internal(set) var verbosity = Verbosity.normal
  /// Whether to print ``help`` and do nothing else.
  package internal(set) var wantsHelp = false
  package internal(set) var wantsVersion = false
  /// What the help is printed for; `scripts/install` asks for all.
  package internal(set) var helpForm = HelpForm.text

  /// The name of the program and all words, separated by blanks.
  var commandLine = "face-cluster-mpi"
  /// The outputs of a network that were asked for, in this order.
  var contents: [NetworkOutput.Content] = []
  /// What `--output` was given.
  var outputLists: [String] = []
  /// How many times the correction of `--entropy-corrected` counts.
  var entropyCorrectionStrength: Double?
  /// How Markov times vary with `--variable-markov-time`.
  var localTimes = LocalMarkovTime()
  /// How many times the prior network of `--regularized` counts.
  var regularizationStrength: Double?
  /// How outputs in a folder are named, if not as the network.
  var outName: String?
  var writesNoFiles = false
  /// Whether to cluster synthetic faces instead of those of a file.
  var isSynthetic = false
  /// What was given by itself, which wins over the preset wherever either stands.
  var k: Int?
  var minSimilarity: Float?
  /// Whether the threshold was asked to be calibrated to the faces.
  var calibratesSimilarity = false
  var preset: Preset?
  /// The methods to compare, as they were given.
  var methods: String?
  /// What stands where a command would, if none is named.
  var wordForCommand: String?
  /// The values of the options that were given, by their names in the table.
  var values: [String: String] = [:]

  /// Nothing but the defaults.
  package init() {}

  /// Whether a smallest cosine was given, or asked to be found.
  package var givesSimilarity: Bool {
    minSimilarity != nil || calibratesSimilarity || options.calibrationFile != nil
  }

  /// Whether it was given what edges weigh.
  package var givesWeights: Bool { given("--weights") }

  /// Whether a number of neighbors was given.
  package var givesNeighborCount: Bool { k != nil }

  /// Whether the command searches the neighbors of faces.
  package var searchesNeighbors: Bool {
    [.cluster, .knn, .compare, .calibrate, .sweep, .assign, .update].contains(command)
  }

  /// Understands a command line.
  ///
  /// - Parameters:
  ///   - words: without the name of the program.
  ///   - isFile: whether there is a file of a name; the first word is no misspelt command then.
  /// - Throws: `Failure` of the kind `commandLine`, which says what is wrong and what to do.
  package init(
    _ words: [String], isFile: (String) -> Bool = FileManager.default.fileExists
  ) throws(Failure) {
    let beforeFiles = words.prefix { $0 != "--" }
    guard beforeFiles.first != "help" else {
      try askForHelp(on: Array(words.dropFirst()))
      return
    }
    wantsHelp = !Self.helpNames.isDisjoint(with: beforeFiles)
    wantsVersion = !wantsHelp && !Self.versionNames.isDisjoint(with: beforeFiles)
    if wantsHelp || wantsVersion {
      if let named = beforeFiles.lazy.compactMap(Command.init).first { take(named) }
      return
    }
    commandLine = Self.commandLine(of: words)
    let givenOptions = try read(words, isFile: isFile)
    try check(isCommandMisspelt: isFile)
    for option in givenOptions { try apply(option) }
    var known: [String] = []
    for word in knownFaces { known += try filesNamed(by: word, isFile) }
    knownFaces = known
    try complete()
  }

  /// The command line for headings of files, without what changes no module: files are the same for any number
  /// of threads, and whatever their names.
  private static func commandLine(of words: [String]) -> String {
    let idle: Set<String> = [
      "--threads", "--num-threads", "--stall-timeout", "--infomap", "--out", "--out-name",
    ]
    let idleSwitches: Set<String> = [
      "--quiet", "--silent", "--verbose", "--json", "--no-file-output",
    ]
    var shown = ["face-cluster-mpi"]
    var rest = words[...]
    while let word = rest.popFirst() {
      if idleSwitches.contains(word) { continue }
      let name = String(word.prefix { $0 != "=" })
      guard idle.contains(name) else {
        shown.append(word)
        continue
      }
      if name == word { _ = rest.popFirst() }
    }
    return shown.joined(separator: " ")
  }

  private mutating func askForHelp(on words: [String]) throws(Failure) {
    wantsHelp = true
    guard let word = words.first, !Self.helpNames.contains(word) else { return }
    if words.count == 1, let form = HelpForm(rawValue: word) {
      helpForm = form
      return
    }
    guard let named = Command(rawValue: word), words.count == 1 else {
      let names = Command.allCases.map(\.rawValue)
      let isKnown = names.contains(word)
      throw Failure(
        .commandLine,
        isKnown
          ? "help takes one command, not \(words.count) words"
          : "there is no command \"\(word)\" to help with; there are "
            + names.joined(separator: ", ") + Suggestion.question(word, among: names))
    }
    take(named)
  }

  private static let helpNames: Set<String> = ["--help", "-h", "-hh"]
  private static let versionNames: Set<String> = ["--version", "-V"]

  mutating func take(_ named: Command) {
    command = named
    namesCommand = true
  }
}

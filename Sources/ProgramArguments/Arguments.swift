import Clustering
import FaceClustering
import Foundation
import Infomap

/// What only the command `sweep` is told.
public struct SweepOptions: Sendable {
  /// Empty for some around the one that is calibrated.
  public internal(set) var thresholds: [Float] = []
  /// Numbers of neighbors, the face itself counted; empty for `k` alone.
  public internal(set) var neighbors: [Int] = []
  public internal(set) var csv: String?
  public internal(set) var svg: String?
}

/// What the program was told to do, by the words of its command line.
public struct Arguments: Sendable {
  /// How much the program tells on the way.
  public enum Verbosity: Sendable { case quiet, normal, verbose }

  public internal(set) var command = Command.cluster
  /// Whether the command was given by its name.
  public internal(set) var namesCommand = false
  public internal(set) var files: [String] = []
  public internal(set) var options = ClusteringOptions()
  public internal(set) var network = NetworkOptions()
  public internal(set) var sweep = SweepOptions()
  /// The file of the result, if one was named.
  public internal(set) var out: String?
  /// The file of the faces whose clusters are known.
  public internal(set) var knownFaces: String?
  /// By how much a new face must be more similar to its cluster than to others.
  public internal(set) var margin = FaceAssignment.defaultMargin
  public internal(set) var intrinsicDimension: Int?
  public internal(set) var confusableShare: Double?
  /// How many nodes a synthetic network has; nil for synthetic faces.
  public internal(set) var nodes: Int?
  public internal(set) var links: Int?
  public internal(set) var mixing: Double?
  public internal(set) var json = false
  public internal(set) var verbosity = Verbosity.normal
  /// Whether to print ``help`` and do nothing else.
  public internal(set) var wantsHelp = false
  public internal(set) var wantsVersion = false
  /// What the help is printed for; `scripts/install` asks for all.
  public internal(set) var helpForm = HelpForm.text

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
  public init() {}

  /// Whether the command searches the neighbors of faces.
  public var searchesNeighbors: Bool {
    [.cluster, .knn, .compare, .calibrate, .sweep, .assign].contains(command)
  }

  /// Understands a command line.
  ///
  /// - Parameters:
  ///   - words: without the name of the program.
  ///   - isFile: whether there is a file of a name; the first word is no misspelt command then.
  /// - Throws: `Failure` of the kind `commandLine`, which says what is wrong and what to do.
  public init(
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
    let givenOptions = try read(words)
    try check(isCommandMisspelt: isFile)
    for option in givenOptions { try apply(option) }
    try complete()
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

  private static let helpNames: Set<String> = ["--help", "-h"]
  private static let versionNames: Set<String> = ["--version", "-V"]

  mutating func take(_ named: Command) {
    command = named
    namesCommand = true
  }
}

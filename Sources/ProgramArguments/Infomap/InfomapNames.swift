/// Names that people who know the reference Infomap type. They hold after the word `infomap` only, since other
/// commands use some of the short ones otherwise.
enum InfomapNames {
  /// The options of the table by the short names that they have with `infomap`.
  static let short: [Character: String] = [
    "2": "--two-level", "d": "--directed", "N": "--trials", "s": "--seed",
    "p": "--teleportation-probability", "e": "--recorded-teleportation", "c": "--cluster-data",
    "v": "--verbose", "h": "--help", "V": "--version", "f": "--flow-model", "o": "--output",
    "0": "--no-file-output",
  ]

  /// The options of the table by other long names that they have with `infomap`.
  static let long = ["--silent": "--quiet", "--num-threads": "--threads"]

  /// An option of the reference that has no meaning here.
  struct Idle {
    let name: String
    let short: Character?
    let takesValue: Bool
    /// Why it changes nothing.
    let reason: String

    init(
      _ name: String, _ short: Character? = nil, takesValue: Bool = false,
      reason: String = "it is about how the reference Infomap searches"
    ) {
      (self.name, self.short, self.takesValue, self.reason) = (name, short, takesValue, reason)
    }
  }

  /// What is accepted with a note.
  static let idle = [
    Idle("--core-loop-limit", "M", takesValue: true),
    Idle("--core-level-limit", "L", takesValue: true),
    Idle("--tune-iteration-limit", "T", takesValue: true),
    Idle("--core-loop-codelength-threshold", takesValue: true),
    Idle("--tune-iteration-relative-threshold", takesValue: true),
    Idle("--fast-hierarchical-solution", "F"), Idle("--inner-parallelization"),
    Idle("--parallel-trials"), Idle("--converge"),
    Idle("--num-random-moves", takesValue: true),
    Idle("--max-degree-for-random-moves", takesValue: true),
    Idle("--max-flow-iterations", takesValue: true),
    Idle("--min-flow-iterations", takesValue: true), Idle("--flow-tolerance", takesValue: true),
    Idle(
      "--include-self-links", "k",
      reason: "links from a node to itself count in any case but with --no-self-links"),
    Idle("--pretty", reason: "it is about what the reference Infomap prints"),
  ]

  /// Options of the reference that would change what comes out, which this program does not have, and why.
  private static let missing: [(names: [String], reason: String)] = [
    (
      [
        "--matchable-multilayer-ids", "--multilayer-skip-absent-nodes", "--multilayer-relax-rate",
        "--multilayer-relax-limit", "--multilayer-relax-limit-up", "--multilayer-relax-limit-down",
        "--multilayer-relax-by-jsd", "--multilayer-relax-to-self",
        "--intra-regularization-strength", "--inter-regularization-strength",
      ], "networks of states or layers are not read"
    ),
    (
      ["--meta-data", "--meta-data-rate", "--meta-data-unweighted"],
      "the codelength is that of the walk alone"
    ),
    (["--bipartite-teleportation"], "a walker on a bipartite network teleports as on others"),
    (
      ["--node-limit"],
      "all nodes of the file are read, as Infomap 2.16 does, which passes over the option; take the others out of "
        + "the file"
    ),
    (
      ["--preferred-number-of-levels-strength"],
      "--preferred-number-of-levels is met wherever it can be, at whatever cost"
    ),
    (["--prefer-modular-solution"], "where no modules shorten the codelength all nodes are in one"),
    (
      ["--print-all-trials", "--trial-offset", "--trial-results", "--no-final-output"],
      "ranks share the trials, and the best is written"
    ),
    (["--no-overwrite"], "files that are there already are replaced"),
    (
      [
        "--print-config-fingerprint", "--timing-json", "--summary-json", "--manifest-json",
        "--memory-report", "--print-json-parameters",
      ], "--json prints what a run did"
    ),
    (["--completion"], "scripts/install installs completions"),
  ]

  /// Why an option is refused that the reference has; nil for others.
  static func refusal(of name: String) -> String? {
    guard let reason = missing.first(where: { $0.names.contains(name) })?.reason else { return nil }
    return
      "\(name) is an option of the reference Infomap that this program does not have: \(reason); leave it out, or run "
      + "the reference for it"
  }
}

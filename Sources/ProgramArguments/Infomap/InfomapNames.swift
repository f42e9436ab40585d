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

  /// An option that changes how the reference searches, and has no meaning here.
  struct Idle {
    let name: String
    let short: Character?
    let takesValue: Bool

    init(_ name: String, _ short: Character? = nil, takesValue: Bool = false) {
      (self.name, self.short, self.takesValue) = (name, short, takesValue)
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
    Idle("--include-self-links", "k"), Idle("--pretty"),
  ]

  /// Options of the reference that would change the result, and that this program does not have.
  static let missing: Set<String> = [
    "--intra-regularization-strength",
    "--inter-regularization-strength",
    "--bipartite-teleportation", "--node-limit", "--meta-data", "--meta-data-rate",
    "--meta-data-unweighted", "--preferred-number-of-levels",
    "--preferred-number-of-levels-strength", "--prefer-modular-solution", "--print-all-trials",
    "--no-overwrite", "--print-config-fingerprint", "--timing-json", "--summary-json",
    "--manifest-json", "--memory-report", "--trial-offset", "--trial-results",
    "--no-final-output", "--completion", "--print-json-parameters", "--matchable-multilayer-ids",
    "--multilayer-skip-absent-nodes", "--multilayer-relax-rate", "--multilayer-relax-limit",
    "--multilayer-relax-limit-up", "--multilayer-relax-limit-down", "--multilayer-relax-by-jsd",
    "--multilayer-relax-to-self",
  ]

  /// Why an option is refused that the reference has; nil for others.
  static func refusal(of name: String) -> String? {
    guard missing.contains(name) else { return nil }
    return
      "\(name) is an option of the reference Infomap that this program does not have; leave it out, or run the "
      + "reference for it"
  }
}

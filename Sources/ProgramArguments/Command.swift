/// The commands of the program.
package enum Command: String, CaseIterable, Sendable {
  case cluster, knn, compare, calibrate, sweep, infomap, evaluate, assign, update, plan,
    generate

  /// How many files the command takes: those of faces may be spread over any number.
  var files: ClosedRange<Int> {
    switch self {
    case .cluster, .compare: 0...Int.max
    case .knn, .calibrate, .sweep, .assign, .update: 1...Int.max
    case .infomap: 1...2
    case .generate: 1...1
    case .evaluate: 2...Int.max
    case .plan: 0...0
    }
  }

  /// Whether these files are of faces, so that a list may name them.
  var takesFaces: Bool {
    switch self {
    case .cluster, .knn, .compare, .calibrate, .sweep, .assign, .update: true
    case .infomap, .generate, .evaluate, .plan: false
    }
  }

  /// How the command is called, and what it does.
  var usage: (call: String, purpose: String) {
    switch self {
    case .cluster:
      (
        "[cluster] FEATURES… | --synthetic | --from-edges PREFIX",
        "cluster the faces of a file, synthetic ones, or a graph that --edges has written"
      )
    case .knn: ("knn FEATURES… --edges PREFIX", "stop after the graph")
    case .compare:
      (
        "compare FEATURES… | compare --synthetic",
        "the results of several methods on one graph, as a table"
      )
    case .calibrate:
      ("calibrate FEATURES…", "the --min-sim that suits the faces, without labels, and why")
    case .sweep:
      ("sweep FEATURES…", "cluster with many thresholds, from one search of neighbors")
    case .infomap:
      (
        "infomap NETWORK --out FILE | infomap NETWORK FOLDER",
        "cluster a link list, a Pajek .net or the PREFIX of an edge list"
      )
    case .evaluate:
      (
        "evaluate PREDICTED… TRUTH",
        "scores of any two label files; of several with one truth a table"
      )
    case .assign:
      (
        "assign NEW… --to OLD --labels LABELS --out FILE",
        "give new faces the clusters of others, or none"
      )
    case .update:
      (
        "update NEW… --to OLD --labels LABELS --out FILE",
        "cluster old and new faces together, from the clusters that the old ones have"
      )
    case .plan:
      (
        "plan --faces N --dim D --ranks P",
        "the memory and the time that cluster would take, before anyone asks for nodes"
      )
    case .generate:
      (
        "generate OUT.npy --faces N | generate PREFIX --nodes N",
        "synthetic faces or a network, and their true labels in OUT.meta or PREFIX.meta"
      )
    }
  }
}

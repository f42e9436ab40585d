/// The commands of the program.
enum Command: String, CaseIterable {
  case cluster, knn, infomap, evaluate, generate

  /// How the command is called, and what it does.
  var usage: (call: String, purpose: String) {
    switch self {
    case .cluster:
      (
        "[cluster] FEATURES | --synthetic [options]",
        "cluster the faces of a file, or synthetic ones"
      )
    case .knn: ("knn FEATURES --edges PREFIX", "stop after the graph")
    case .infomap:
      (
        "infomap NETWORK --out FILE",
        "cluster a link list, a Pajek .net or the PREFIX of an edge list"
      )
    case .evaluate: ("evaluate PREDICTED TRUTH", "scores of any two label files")
    case .generate:
      (
        "generate OUT.bin --faces N | generate PREFIX --nodes N",
        "synthetic faces or a network, and their true labels in OUT.meta or PREFIX.meta"
      )
    }
  }
}

extension ClusteringOptions {
  /// All files that a run writes, each with the option that names it.
  package var outputs: [(path: String, option: String)] {
    let named = [
      (labels, "--out"), (changes, "--changes"), (record, "--record"),
      (dendrogram, "--dendrogram"), (comparisonPlot, "--svg"),
    ]
    return named.compactMap { path, option in path.map { ($0, option) } }
      + tableFiles.map { ($0.path, "--out") }
      + (edges.map(SavedGraph.files(prefix:)) ?? []).map { ($0, "--edges") }
      + tables.files
  }
}

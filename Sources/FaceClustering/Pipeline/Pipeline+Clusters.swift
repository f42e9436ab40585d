import MPI
import Storage

extension Pipeline {
  /// Finds clusters by the method of the run, and writes and judges their labels. Collective.
  ///
  /// - Returns: on rank 0, the label of each face, and the files of the labels and the tree, which are left
  ///   to be committed.
  func cluster(
    _ graph: SharedEdges, _ plan: RunPlan, labelsPath: String, record: inout RunRecord
  ) throws -> (labels: [Int], files: [AtomicFile]) {
    let team = ClusteringTeam(
      world: world, node: plan.nodes.node, threads: plan.threads, source: plan.source,
      search: plan.search)
    var found = try timer.measure(.clustering) {
      try method.clusters(
        of: graph, among: team,
        telling: ClusteringProgress(
          share: { if isRoot { progress(method.name, $0) } }, note: { if isRoot { note($0) } }))
    }
    timer.count(bytes: found.sentBytes)
    found.leaveOut(clustersBelow: options.minSize)
    if isRoot { found.warnings.forEach(warn) }
    let files = try timer.measure(.write) {
      try world.agree(.whileRunning) { () throws(FileError) -> [AtomicFile] in
        guard isRoot else { return [] }
        let file = try AtomicFile(labelsPath)
        try file.append(lines: found.labels)
        try file.finish()
        guard let path = options.dendrogram, let tree = found.dendrogram else { return [file] }
        return [file, try tree.write(to: path)]
      }
    }
    timer.count(bytes: files.reduce(0) { $0 + $1.byteCount })
    timer.measure(.evaluate) {
      guard isRoot else { return }
      let clusters = RunRecord.Clusters(found, by: method.name, leastSize: options.minSize)
      record.clusters = clusters
      if let truth = plan.truth {
        let comparison = LabelComparison(predicted: found.labels, truth: truth)
        comparison.notices(truth: options.truth ?? plan.source.name, predicted: labelsPath)
          .forEach(warn)
        record.scores = comparison.scores
      }
      ResultAdvice(options: options, faces: plan.source.faces).ofClusters(largest: clusters.largest)
        .forEach(warn)
    }
    return (found.labels, files)
  }
}

import CMemory
import ClusterTables
import Embeddings
import MPI
import NearestNeighbors
import Storage
import Threads

extension Pipeline {
  /// Finds what there is to say of faces and clusters. The faces are read once more where they are not in
  /// memory: they were not with the graph. Collective.
  ///
  /// - Returns: on rank 0, the tables; nil elsewhere.
  func findTables(_ plan: RunPlan, of clusters: ClustersOfRun) throws -> ClusterTable? {
    let rows = try clusters.rows ?? readAgain(plan)
    let members = try ClusterMembers(
      labels: clusters.labels, layout: plan.layout, world: world)
    let search = ClusterTableSearch(settingsOfClusters(plan), nodes: plan.nodes)
    let table = try timer.phase("compare") {
      try search.table(of: rows, members) { session.progress("tables", $0) }
    }
    try rows.free()
    return table
  }

  /// How faces are compared with clusters: by the threshold, below which edges of calibrated weights may begin.
  func settingsOfClusters(_ plan: RunPlan) -> SearchSettings {
    SearchSettings(
      k: plan.search.k, minSimilarity: options.minSimilarity, threads: plan.threads,
      kernel: plan.search.kernel)
  }

  /// Reads the faces after the clusters are there. Collective.
  func readAgain(_ plan: RunPlan) throws -> Shards {
    try timer.phase("read") {
      try plan.source.readAgain(plan.layout, nodes: plan.nodes, threads: plan.threads)
    }
  }

  /// Writes tables and arrays of the clusters, as the options ask for them. The stage `tables`.
  /// Collective.
  ///
  /// - Parameter edges: on rank 0, what a report says of the edges; nil where none is wanted.
  /// - Returns: on rank 0, what the report is made of, and the files, which are left to be committed.
  func writeTables(
    _ plan: RunPlan, of clusters: ClustersOfRun, edges: EdgeSummary?
  ) throws -> (report: RunReport?, files: [AtomicFile]) {
    guard options.tables.areWanted else { return (nil, []) }
    let (labels, numbers) = (clusters.labels, clusters.numbers)
    let found = try timer.measure(.tables) {
      let table = try findTables(plan, of: clusters)
      let files = try world.agree(.whileRunning) { () throws(FileError) -> [AtomicFile] in
        guard let table else { return [] }
        var writer = TableFiles(
          table: table, labels: labels, numbers: numbers, names: plan.names,
          workers: Workers(count: plan.threads))
        writer.sharedPhotos = plan.names?.photosShared(by: labels, clusters: table.clusters.count)
        writer.attached = clusters.attached
        writer.known = (plan.constraints?.known).map { known in
          Dictionary(
            uniqueKeysWithValues: known.namedClusters(labels).map { ($0.cluster, $0.label) })
        }
        var files: [AtomicFile] = []
        if let prefix = options.tables.tables { files += try writer.writeTables(prefix: prefix) }
        if let prefix = options.tables.arrays { files += try writer.writeArrays(prefix: prefix) }
        return files
      }
      var report: RunReport?
      if let table, let edges {
        report = RunReport(
          table: table, labels: labels, numbers: numbers, names: plan.names, edges: edges,
          lists: ReportLists(table, labels: labels, edges: edges), options: options.tables,
          sweep: plan.savedSweep)
      }
      let pictures = try findPictures(plan, of: report)
      report?.pictures = pictures
      return (
        (report: report, files: files),
        bytes: files.reduce(0) { $0 + $1.byteCount }
      )
    }
    give_back_memory()
    return found
  }
}

import CMemory
import ClusterTables
import Embeddings
import MPI
import NearestNeighbors

extension Pipeline {
  /// Attaches single faces to clusters, if that is asked for. The faces are read once more: they were not in memory
  /// with the graph. The stage `attach`. Collective.
  ///
  /// - Parameter labels: on rank 0, the cluster of each face.
  /// - Returns: on rank 0, what has become of single faces; nil elsewhere, and where it is not asked for. The faces that
  ///   were read, if tables need them too.
  func attachSingleFaces(
    _ plan: RunPlan, labels: [Int]
  ) throws -> (outcome: SingleFaces.Outcome?, rows: Shards?) {
    guard let leastProbability = options.attachProbability else { return (nil, nil) }
    var kept: Shards?
    let outcome = try timer.measure(.attach) { () -> (SingleFaces.Outcome?, bytes: Int) in
      let rows = try readAgain(plan)
      if options.tables.areWanted { kept = rows }
      let members = try ClusterMembers(labels: labels, layout: plan.layout, world: world)
      let search = NearestClusterSearch(settingsOfClusters(plan), nodes: plan.nodes)
      let centers = try search.centers(nearestTo: rows, members) { session.progress("attach", $0) }
      let faces = SingleFaces(
        leastProbability: leastProbability, constraints: plan.constraints?.faces)
      return (centers.map { faces.attach(labels, $0) }, bytes: 0)
    }
    give_back_memory()
    if let notice = outcome?.notice { session.warn(notice) }
    return (outcome, kept)
  }
}

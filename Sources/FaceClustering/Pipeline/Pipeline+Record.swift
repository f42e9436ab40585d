import Foundation
import MPI
import NearestNeighbors
import Storage

extension Pipeline {
  /// What there is to say of the machine and the input, the same on all ranks. Collective.
  func makeRecord(
    _ plan: RunPlan, start: Date, graph: RunRecord.Graph, checksum: String
  ) throws -> RunRecord {
    return RunRecord(
      version: programVersion, run: .init(start: start), options: options,
      input: .init(
        name: plan.source.name, faces: plan.source.faces, dimension: plan.source.dimension,
        checksum: checksum),
      machine: .init(
        ranks: world.size, hosts: try session.gather(MPIEnvironment.processorName),
        threadsPerRank: try world.gather([plan.threads], to: 0) ?? [],
        kernel: plan.search.kernel.name, blasCore: BLASCore.name, blas: BLASCore.library,
        mpi: MPIEnvironment.libraryVersion, cpus: try session.gather(HostSystem.cpu),
        system: HostSystem.version),
      graph: graph, stages: [])
  }

  /// What there is to say of the graph and its search. Collective.
  func graphRecord(
    _ plan: RunPlan, _ found: SearchOutcome<SharedEdges>, isolatedFaces: Int
  ) throws -> RunRecord.Graph {
    let report = found.report
    let saving = try world.allReduce(report.savingSeconds ?? 0, with: .max)
    return RunRecord.Graph(
      edges: found.result.count, isolatedFaces: isolatedFaces,
      longestWait: try world.allReduce(report.cost.waitingSeconds, with: .max),
      ranksWithGroups: try world.allReduce(report.cost.usedGroups ? 1 : 0, with: .sum),
      ranksWithBLAS: try world.allReduce(report.cost.usedBLAS ? 1 : 0, with: .sum),
      shardsInPlace: plan.inPlace, savingSeconds: options.checkpoint == nil ? nil : saving,
      approximation: report.approximation)
  }

  /// Warns of what made this run's graph take more memory or time than it need.
  func tell(ofGraph graph: SharedEdges, _ report: SearchReport) {
    guard isRoot else { return }
    if !graph.isShared {
      session.warn(
        "/dev/shm had no room for the edges, or the ranks of a node do not have the same, so each rank "
          + "that searches clusters has them to itself; make it larger (--shm-size of Docker), or let "
          + "containers share it (--ipc)")
    }
    if report.cost.encodedVisitors {
      session.warn(
        "/dev/shm had no room for the codes of the faces, so every rank encoded the others' faces "
          + "too, which takes time; make it larger (--shm-size of Docker)")
    }
  }

  /// Looks for what is odd about the graph; on a rank that has all edges.
  ///
  /// - Returns: how many faces have no edge that carries flow, and what is odd.
  func oddities(of graph: SharedEdges, faces: Int) -> (isolated: Int, advice: [String]) {
    guard options.needsGraph else { return (0, []) }
    var isConnected = [Bool](repeating: false, count: faces)
    graph.markConnected(&isConnected)
    let full = graph.faces(withEdges: options.k - 1, ofWeight: options.minSimilarity)
    let advice = ResultAdvice(options: options, faces: faces)
      .ofGraph(edges: graph.count, fullFaces: full)
    return (isConnected.count { !$0 }, advice)
  }

  /// Completes the record, writes it, and gives all files of the run their names. Collective.
  ///
  /// - Parameter report: on rank 0, what is reported, if a report is wanted.
  func finish(
    _ record: inout RunRecord, _ outputs: [AtomicFile], reporting report: RunReport?
  ) throws {
    record.stages = try timer.records(world: world)
    record.warnings = session.warningTexts
    record.peakMemory = try world.allGather(PeakMemory.ofProcess())
    record.run.end(at: Date())
    try world.agree(.whileRunning) {
      guard isRoot else { return }
      var outputs = outputs
      if let path = options.record { outputs.append(try record.write(to: path)) }
      if let report = try report?.write(record) { outputs.append(report) }
      try AtomicFile.commit(outputs)
    }
  }
}

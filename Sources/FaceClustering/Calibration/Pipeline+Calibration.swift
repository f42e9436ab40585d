import Calibration
import MPI
import NearestNeighbors

extension ThresholdCalibration {
  /// Compares a cohort of all ranks' faces with all of them, and calibrates to what it counts. Collective;
  /// the same on all ranks.
  ///
  /// - Parameter faces: normalized; they stay as they are.
  init(_ faces: Shards, threads: Int, world: Communicator) throws(MPIError) {
    let members = Cohort.rows(of: faces.layout.faces)
    let counts = try SimilarityCounts(edges: AngleBins.edges, threads: threads)
      .counts(of: members, among: faces, world: world)
    self.init(CohortCounts(members: members.count, counts: counts), faces: faces.layout.faces)
  }
}

extension RunSession {
  /// Calibrates the threshold to faces. The stage `calibrate`. Collective; the same on all ranks.
  func calibration(of shards: Shards, threads: Int) throws -> ThresholdCalibration {
    try timer.measure(.calibrate) {
      (try ThresholdCalibration(shards, threads: threads, world: world), bytes: 0)
    }
  }
}

extension Pipeline {
  /// This run with the threshold that its faces are calibrated to, if that is asked for. The stage
  /// `calibrate`. Collective.
  ///
  /// - Returns: the run to go on with, and what was found; nil where a threshold is given.
  func calibrated(
    to shards: Shards, _ plan: RunPlan
  ) throws -> (run: Pipeline, plan: RunPlan, record: CalibrationRecord?) {
    guard options.calibratesSimilarity else { return (self, plan, nil) }
    let found = try session.calibration(of: shards, threads: plan.threads)
    var resolved = options
    if let similarity = found.minSimilarity { resolved.minSimilarity = similarity }
    if isRoot {
      for finding in found.findings { session.warn(finding.text) }
      if found.minSimilarity == nil {
        session.warn("--min-sim \(resolved.minSimilarity), the default of before, is taken instead")
      }
    }
    let kernel = try world.agree(.commandLine) { try resolved.searchKernel() }
    let search = SearchSettings(
      k: plan.search.k, minSimilarity: resolved.minSimilarity, threads: plan.threads,
      kernel: kernel)
    return (with(resolved), plan.searching(search), CalibrationRecord(found))
  }
}

import Calibration
import Foundation
import MPI
import NearestNeighbors

extension ThresholdCalibration {
  /// Compares a cohort of all ranks' faces with all of them, and calibrates to what it counts: of many faces by
  /// codes, unless these are too coarse. Rank 0 calibrates, with a core to itself. Collective; the same on all
  /// ranks.
  ///
  /// - Parameter faces: normalized; they stay as they are.
  init(_ faces: Shards, threads: Int, world: Communicator) throws {
    let members = Cohort.rows(of: faces.layout.faces)
    func calibration(
      by precision: SimilarityCounts.Precision
    ) throws -> (found: ThresholdCalibration, deviation: Double) {
      let counted = try SimilarityCounts(edges: AngleBins.edges, threads: threads)
        .counts(of: members, among: faces, by: precision, world: world)
      var bytes: [UInt8] = []
      if world.rank == 0 {
        let counts = CohortCounts(members: members.count, counts: counted.counts)
        let found = ThresholdCalibration(counts, faces: faces.layout.faces)
        bytes = Array(try JSONEncoder().encode(found))
      }
      try world.sleepingBarrier()
      bytes = try world.broadcast(bytes, from: 0)
      return (
        try JSONDecoder().decode(ThresholdCalibration.self, from: Data(bytes)), counted.deviation
      )
    }
    guard faces.layout.faces > Self.mostFacesComparedExactly else {
      self = try calibration(by: .exact).found
      return
    }
    let (found, deviation) = try calibration(by: .coded)
    self = found.isBlurred(byDeviation: deviation) ? try calibration(by: .exact).found : found
  }

  /// Comparing so few takes a moment only.
  private static let mostFacesComparedExactly = 8192
}

extension RunSession {
  /// Calibrates the threshold to faces. The stage `calibrate`. Collective; the same on all ranks.
  func calibration(of shards: Shards, threads: Int) throws -> ThresholdCalibration {
    try timer.measure(.calibrate) {
      (try ThresholdCalibration(shards, threads: threads, world: world), bytes: 0)
    }
  }
}

/// A run with a threshold that was calibrated.
struct CalibratedRun {
  let run: Pipeline
  let plan: RunPlan
  /// What was found; nil where a threshold is given, or a saved graph has been calibrated.
  let record: CalibrationRecord?

  /// The same run, which goes by its calibration whatever clusters say.
  var relyingOnCalibration: CalibratedRun {
    var (options, record) = (run.options, record)
    options.reliesOnCalibration = true
    record?.isKept = true
    return CalibratedRun(run: run.with(options), plan: plan, record: record)
  }
}

extension Pipeline {
  /// This run with the threshold that its faces are calibrated to, if that is asked for. The stage
  /// `calibrate`. Collective.
  ///
  func calibrated(to shards: Shards, _ plan: RunPlan) throws -> CalibratedRun {
    guard options.calibratesSimilarity || options.weights == .calibrated,
      options.calibration == nil
    else { return CalibratedRun(run: self, plan: plan, record: nil) }
    let found =
      try givenCalibration()
      ?? CalibrationRecord(session.calibration(of: shards, threads: plan.threads))
    var resolved = options.calibrated(to: found.minSimilarity)
    if options.compared == nil {
      resolved.take(found.fit, faces: plan.source.faces)
      resolved.reliesOnCalibration = found.isKept ?? false
      if let lowered = found.lowered { resolved.take(lowered) }
    }
    if isRoot {
      found.findings.forEach(session.warn)
      if found.fit != nil, found.lowered == nil, resolved.weights != options.weights {
        session.warn(CalibratedInfomap.isNotReliedOn)
      }
      if found.minSimilarity == nil {
        let weights = options.weights == .cosine ? "" : "--weights cosine with "
        session.warn(
          "\(weights)--min-sim \(resolved.minSimilarity), the default of before, is taken instead")
      }
    }
    var search = SearchSettings(
      k: plan.search.k, minSimilarity: resolved.searchedSimilarity, threads: plan.threads,
      kernel: plan.search.kernel)
    if resolved.weights == .calibrated, let fit = found.fit {
      // Of pairs below fewer than half are of one identity, mostly in groups that are compared anyway.
      search.usualSimilarity = Float(fit.evenOdds)
    }
    return CalibratedRun(run: with(resolved), plan: plan.searching(search), record: found)
  }

  /// What a file says that a calibration found, if one is named. Collective; the same on all ranks.
  private func givenCalibration() throws -> CalibrationRecord? {
    guard let path = options.calibrationFile else { return nil }
    let found = try world.agree { try isRoot ? CalibrationRecord(file: path) : nil }
    let bytes = try world.broadcast(found.map { Array(JSONText.of($0).utf8) } ?? [], from: 0)
    return try JSONDecoder().decode(CalibrationRecord.self, from: Data(bytes))
  }
}

extension ClusteringOptions {
  /// Takes what was fitted for the edges and their weights. Where nothing was the least similarity stays; there, and
  /// where the weights are not relied on, weights are cosines.
  ///
  /// - Parameter faces: how many there are.
  mutating func take(_ fit: ThresholdCalibration.Fit?, faces: Int) {
    guard let fit else {
      weights = .cosine
      hasFreeTrials = false
      return
    }
    calibration = fit
    minSimilarity = fit.minSimilarity
    guard weights == .calibrated, reliesOnWeights(of: fit) else {
      weights = .cosine
      return
    }
    let least = LinkWeightCurve(fit).leastSimilarity(
      shift: LinkWeightCurve.shifts(faces: faces).lowest)
    leastSimilarityOfEdges = min(fit.minSimilarity, least)
  }

  /// Whether edges may weigh by a calibration until clusters contradict it: where pairs of one identity have a mode of
  /// their own, or lists have room for as many as the fit sees behind the pairs of different ones.
  func reliesOnWeights(of fit: ThresholdCalibration.Fit) -> Bool {
    reliesOnCalibration || fit.hasOwnMode || fit.otherFaces < Double(k)
  }
}

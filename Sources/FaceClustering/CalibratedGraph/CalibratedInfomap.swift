import Calibration
import Clustering
import MPI
import NearestNeighbors

/// Infomap on links that weigh by the odds that a pair is of one identity, with a link of each face to itself.
///
/// How much of the weight is between identities is read off the links themselves, and the weights follow from that. In
/// the end clusters are joined that are parts of one identity, and split that are two identities. Where clusters
/// contradict the calibration edges weigh their cosine.
struct CalibratedInfomap: ClusteringMethod {
  private let options: ClusteringOptions
  private let infomap: InfomapMethod

  init(_ options: ClusteringOptions) {
    self.options = options
    infomap = InfomapMethod(options)
  }

  var name: String { infomap.name }

  func readsEdges(rank: Int) -> Bool { infomap.readsEdges(rank: rank) }

  /// The similarities stay while links are made of them and searched; then the faces are read again.
  func bytes(of load: ClusteringLoad) -> Int {
    var links = load
    links.edges += load.faces
    return 12 * load.edgeCopies * load.edges
      + max(
        12 * load.edgeCopies * links.edges, infomap.bytes(of: links),
        IdentityMerging.bytes(load) + LookAlikeSplitting.bytes(load))
  }

  func clusters(
    of graph: SharedEdges, among team: ClusteringTeam, telling progress: ClusteringProgress
  ) throws -> FoundClusters {
    guard let fit = options.calibration else {
      preconditionFailure("weights are calibrated before they are needed")
    }
    guard options.reliesOnWeights(of: fit) else {
      return try clustersOfCosines(graph, fit, among: team, telling: progress)
    }
    let curve = LinkWeightCurve(fit)
    let shift = try shift(curve, graph, among: team)
    progress.note("calibrated weights: shift \(shift)")
    let table = LinkWeightTable(curve, shift: shift)
    let links = try graph.weighted(
      table, among: team, isNeeded: readsEdges(rank: team.world.rank))
    let found = try infomap.clusters(of: links, among: team, telling: progress)
    if var plain = try clustersOfCosines(
      ifContradictedBy: found.labels, graph, fit, among: team, telling: progress)
    {
      plain.sentBytes += found.sentBytes
      return plain
    }
    let faces = FacesReadAgain(team)
    let joined = try progress.timer.phase("join") {
      let labels =
        team.world.rank == 0
        ? graph.joiningUnvisited(found.labels, table, team.constraints) : []
      return try IdentityMerging(team, faces, evenOdds: curve.evenOdds)
        .joined(labels, linkedBy: graph)
    }
    try graph.free()
    let split = try progress.timer.phase("split") {
      try LookAlikeSplitting(team, faces, fit).split(joined.labels)
    }
    return FoundClusters(
      labels: split.labels,
      report: Report(
        infomap: found.report, weightShift: shift, joinedClusters: joined.count,
        splitClusters: split.count),
      warnings: found.warnings + [split.warning].compactMap { $0 },
      sentBytes: found.sentBytes)
  }

  /// What Infomap finds on the edges of the threshold, which weigh their cosine, and frees the graph. Collective.
  private func clustersOfCosines(
    _ graph: SharedEdges, _ fit: ThresholdCalibration.Fit, among team: ClusteringTeam,
    telling progress: ClusteringProgress
  ) throws -> FoundClusters {
    let found = try cosineClusters(graph, fit, among: team, telling: progress)
    try graph.free()
    return found
  }

  private func cosineClusters(
    _ graph: SharedEdges, _ fit: ThresholdCalibration.Fit, among team: ClusteringTeam,
    telling progress: ClusteringProgress
  ) throws -> FoundClusters {
    let edges = try graph.selecting(
      k: options.k, minSimilarity: fit.minSimilarity, nodes: NodeTopology(of: team.world),
      isNeeded: readsEdges(rank: team.world.rank))
    var found = try infomap.clusters(of: edges, among: team, telling: progress)
    found.warnings.append(Self.isNotReliedOn)
    return found
  }

  /// The clusters by cosine weights where `labels` contradict the calibration, or leave it in doubt and the clusters by
  /// cosines contradict it; then the graph is freed. Nil, and the graph stays, otherwise. Collective.
  ///
  /// Calibrated weights join less of what hangs together in chains than cosines do.
  ///
  /// - Parameter labels: on rank 0.
  private func clustersOfCosines(
    ifContradictedBy labels: [Int], _ graph: SharedEdges, _ fit: ThresholdCalibration.Fit,
    among team: ClusteringTeam, telling progress: ClusteringProgress
  ) throws -> FoundClusters? {
    func agree(_ isSo: (ThresholdCalibration.Fit, Double) -> Bool, _ labels: [Int]) throws -> Bool {
      let own = team.world.rank == 0 && isSo(fit, Labels.otherFaces(labels))
      return try team.world.allReduce(own, with: .logicalOr)
    }
    guard !options.reliesOnCalibration, try agree({ $0.isInDoubt(byOtherFaces: $1) }, labels)
    else { return nil }
    let isCertain = try agree({ $0.isContradicted(byOtherFaces: $1) }, labels)
    var plain = try cosineClusters(graph, fit, among: team, telling: progress)
    guard try isCertain || agree({ $0.isContradicted(byOtherFaces: $1) }, plain.labels) else {
      return nil
    }
    try graph.free()
    // Of a mode that is hidden clusters may be so small that they agree with anything.
    if !isCertain, fit.hasOwnMode, team.world.rank == 0 { plain.doubted = labels }
    return plain
  }

  /// How many tau above even odds a link has half of its weight; the same on all ranks. Collective.
  private func shift(
    _ curve: LinkWeightCurve, _ graph: SharedEdges, among team: ClusteringTeam
  ) throws -> Double {
    var shift = 0.0
    if team.world.rank == 0 {
      let shifts = LinkWeightCurve.shifts(faces: team.faces)
      let crossing = graph.weight(
        below: curve.evenOdds, LinkWeightTable(curve, shift: shifts.first))
      let counted = LinkWeightCurve.shift(crossing: crossing)
      // Lists that are full of likely pairs have none below even odds: then it tells nothing.
      shift = counted < shifts.lowest ? shifts.first : counted
    }
    try team.world.sleepingBarrier()
    return try team.world.broadcast(shift, from: 0)
  }

  static let isNotReliedOn =
    "the calibration is not relied on for weights, as clusters contradict it, or as it found no mode of its own and more "
    + "faces of an identity than --k allows neighbors, so edges weigh their cosine, as with --weights cosine"

  /// What Infomap found, and what was made of it.
  struct Report: MethodReport {
    let infomap: any MethodReport
    /// How many tau above even odds a link has half of its weight.
    let weightShift: Double
    /// How many clusters were joined to others.
    let joinedClusters: Int
    /// How many clusters there are more since identities that look alike were split.
    let splitClusters: Int

    private enum Key: CodingKey { case weightShift, joinedClusters, splitClusters }

    func encode(to encoder: any Encoder) throws {
      try infomap.encode(to: encoder)
      var values = encoder.container(keyedBy: Key.self)
      try values.encode(weightShift, forKey: .weightShift)
      try values.encode(joinedClusters, forKey: .joinedClusters)
      try values.encode(splitClusters, forKey: .splitClusters)
    }

    var lines: [(name: String, text: String)] {
      infomap.lines + [
        ("joined", "\(joinedClusters) clusters to others of their identity"),
        ("split", "\(splitClusters) clusters off others that look alike"),
      ]
    }
  }
}

import Calibration
import Clustering
import MPI
import NearestNeighbors

/// Infomap on links that weigh by the odds that a pair is of one identity, with a link of each face to itself.
///
/// First it clusters edges that weigh their cosine, to see how much of the weight is between clusters: the weights
/// follow from that. In the end clusters are joined that are parts of one identity, and split that are two identities.
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
        SplitIdentities.bytes(load) + LookAlikes.bytes(load))
  }

  func clusters(
    of graph: SharedEdges, among team: ClusteringTeam, telling progress: ClusteringProgress
  ) throws -> FoundClusters {
    guard let fit = options.calibration else {
      preconditionFailure("weights are calibrated before they are needed")
    }
    let edges = try graph.selecting(
      k: options.k, minSimilarity: fit.minSimilarity, nodes: NodeTopology(of: team.world),
      isNeeded: readsEdges(rank: team.world.rank))
    var plain = try infomap.clusters(of: edges, among: team, telling: progress)
    let curve = LinkWeightCurve(fit)
    guard let shift = try shift(curve, fit, plain.labels, graph, among: team) else {
      try graph.free()
      plain.warnings.append(Self.isNotReliedOn)
      return plain
    }
    progress.note("calibrated weights: shift \(shift)")
    let table = LinkWeightTable(curve, shift: shift)
    let links = try graph.weighted(
      table, among: team, isNeeded: readsEdges(rank: team.world.rank))
    let found = try infomap.clusters(of: links, among: team, telling: progress)
    let faces = FacesReadAgain(team)
    let joined = try progress.timer.phase("join") {
      let labels =
        team.world.rank == 0
        ? graph.joiningUnvisited(found.labels, table, team.constraints) : []
      return try SplitIdentities(team, faces, evenOdds: curve.evenOdds)
        .joined(labels, linkedBy: graph)
    }
    try graph.free()
    let split = try progress.timer.phase("split") {
      try LookAlikes(team, faces, fit).split(joined.labels)
    }
    return FoundClusters(
      labels: split.labels,
      report: Report(
        infomap: found.report, weightShift: shift, joinedClusters: joined.count,
        splitClusters: split.count),
      warnings: found.warnings + [split.warning].compactMap { $0 },
      sentBytes: plain.sentBytes + found.sentBytes)
  }

  /// How many tau above even odds a link has half of its weight; nil where the calibration is not to be relied
  /// on. Collective.
  ///
  /// - Parameter labels: on rank 0, the clusters of edges that weigh their cosine.
  private func shift(
    _ curve: LinkWeightCurve, _ fit: ThresholdCalibration.Fit, _ labels: [Int],
    _ graph: SharedEdges,
    among team: ClusteringTeam
  ) throws -> Double? {
    var shift = 0.0
    if team.world.rank == 0, fit.hasOwnMode,
      !fit.isContradicted(byOtherFaces: Labels.otherFaces(labels))
    {
      let first = LinkWeightCurve.shifts(faces: team.faces).first
      let crossing = graph.crossingWeight(LinkWeightTable(curve, shift: first), labels: labels)
      shift = LinkWeightCurve.shift(crossing: max(crossing, Self.leastCrossing))
    }
    try team.world.sleepingBarrier()
    shift = try team.world.broadcast(shift, from: 0)
    return shift > 0 ? shift : nil
  }

  static let isNotReliedOn =
    "the calibration is not relied on for weights, as clusters contradict it or it found no mode of its own, so "
    + "edges weigh their cosine, as with --weights cosine"

  /// With less weight between modules the break-even does not change.
  private static let leastCrossing = 1e-3

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

/// Clusters of faces in dense places, on a graph of nearest neighbors (Ester, Kriegel, Sander, Xu: "A
/// density-based algorithm for discovering clusters", KDD 1996).
///
/// Two faces are near if either is in the other's list at a distance, 1 - cosine, of at most `radius`.
/// Faces with enough others near are core faces; these form a cluster wherever a chain of near ones
/// connects them. Another face goes to the cluster of the core face that is most similar to it, of equal
/// ones the first, or stays alone. Nothing is random, and the numbering of the faces does not matter.
/// `isDirected` goes by each face's own list and searches in the order of the faces instead, as
/// scikit-learn does with a sparse matrix of such lists: for comparison with what others published.
package struct KNNDBSCAN: GraphMethod {
  package static let name = "dbscan"
  package static let summary = "DBSCAN on the graph"
  package static let parameters = [
    MethodParameter(
      "eps", "D", in: 0...2, help: "largest distance, 1 - cosine, of a near face",
      defaultText: "1 - --min-sim"),
    MethodParameter(
      "min-points", "N", in: 1...65_535, help: "faces near a core face, itself counted",
      default: defaultLeastPoints),
  ]
  package static let takesDirection = true
  package static let curve = MethodCurve.leastSimilarity(insteadOf: ["eps"])
  private static let defaultLeastPoints = 1

  package static func settings(of preset: Preset) -> PresetSettings? {
    func settings(k: Int, radius: Double, leastPoints: Double) -> PresetSettings {
      PresetSettings(
        k: k, minSimilarity: Float(1 - radius),
        values: ["eps": radius, "min-points": leastPoints])
    }
    return switch preset {
    case .msCeleb: settings(k: 80, radius: 0.25, leastPoints: 1)
    case .youTubeFaces: settings(k: 160, radius: 0.3, leastPoints: 1)
    case .deepFashion: settings(k: 4, radius: 0.1, leastPoints: 2)
    }
  }

  package static func notice(of preset: Preset) -> String? {
    preset == .msCeleb
      ? "the published label of dbscan says th=0.7, which was a least similarity that eps 0.25 makes "
        + "redundant; eps alone is what ran" : nil
  }

  package static func leastSimilarity(_ values: MethodValues) -> Double? {
    values["eps"].map { 1 - $0 }
  }

  /// The largest distance of a near face, eps: infinite where every edge leads to one.
  package let radius: Double
  /// How many faces must be near a core face, itself counted, min_samples.
  package let leastPoints: Int
  package let isDirected: Bool

  package init(radius: Double, leastPoints: Int, isDirected: Bool = false) {
    self.radius = radius
    self.leastPoints = leastPoints
    self.isDirected = isDirected
  }

  package init(_ values: MethodValues, seed: UInt64) {
    self.init(
      radius: values["eps"] ?? .infinity,
      leastPoints: values["min-points"].map { Int($0) } ?? Self.defaultLeastPoints,
      isDirected: values[directionParameter] == 1)
  }

  package struct Report: MethodReport {
    /// The faces with enough others near.
    package let coreFaces: Int
    /// The faces that are neither core faces nor near one, each a cluster of its own.
    package let noise: Int

    package var lines: [(name: String, text: String)] {
      [("core faces", "\(coreFaces), \(noise) faces near none")]
    }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    NeighborGraph.unionBytes(faces: faces, edges: edges) + 9 * faces
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    // Where every face is a core face, an edge connects its ends whichever of them lists it.
    let near = isDirected || leastPoints <= 1 ? graph : graph.union(threads: threads)
    let faces = near.nodeCount
    let isCore = (0..<faces).map { face in
      var points = 1
      near.forEachNeighbor(of: face) { _, weight in if isNear(weight) { points += 1 } }
      return points >= leastPoints
    }
    return isDirected ? reached(near, isCore) : connected(near, isCore)
  }

  /// Clusters by searching from one core face after another.
  private func reached(_ near: NeighborGraph, _ isCore: [Bool]) -> MethodResult<Report> {
    let reach = DirectedReach(
      near, isExpandable: { isCore[$0] }, follows: { _, _, weight in isNear(weight) })
    let noise = reach.labels.indices.count { !isCore[$0] && reach.labels[$0] == $0 }
    return MethodResult(
      labels: reach.labels, report: Report(coreFaces: isCore.count { $0 }, noise: noise))
  }

  /// Clusters of core faces that are connected, and what is near them.
  private func connected(_ near: NeighborGraph, _ isCore: [Bool]) -> MethodResult<Report> {
    let faces = near.nodeCount
    var components = Components(count: faces)
    var noise = 0
    for face in 0..<faces {
      if isCore[face] {
        near.forEachNeighbor(of: face) { other, weight in
          if isCore[other], isNear(weight) { components.join(face, other) }
        }
      } else if let nearest = nearestCore(to: face, in: near, isCore) {
        components.join(face, nearest)
      } else {
        noise += 1
      }
    }
    let report = Report(coreFaces: isCore.count { $0 }, noise: noise)
    return MethodResult(labels: components.labels(), report: report)
  }

  /// The threshold is compared in double, as the similarities of float32 are exact there. The same faces are near each
  /// other with any radius.
  private func isNear(_ weight: Float) -> Bool {
    Double(weight) >= NeighborGraph.leastWeight(of: 1 - radius)
  }

  private func nearestCore(to face: Int, in near: NeighborGraph, _ isCore: [Bool]) -> Int? {
    var best: (face: Int, weight: Float)?
    near.forEachNeighbor(of: face) { other, weight in
      guard isCore[other], isNear(weight) else { return }
      if best.map({ weight > $0.weight }) ?? true { best = (other, weight) }
    }
    return best?.face
  }
}

/// Mean shift with a flat kernel (Comaniciu, Meer: "Mean shift: a robust approach toward feature space
/// analysis", TPAMI 2002).
///
/// From every face a point moves to the mean of all faces within `bandwidth`, a Euclidean distance, again
/// and again until it hardly moves. Of the points that are reached those with most faces around them are
/// centers, but for those within the bandwidth of a better one; each face goes to the nearest center.
/// Nothing is random. There are 5 to 15 passes, in each of which every point is compared with every face, in
/// O(N² d) time less what approximate similarities save: more than 200,000 faces are refused. Take it for
/// small sets of faces that lie in dense groups of one size; `dbscan` and `whispers` find the like from a
/// graph.
package struct MeanShift: FeatureMethod {
  package static let name = "mean-shift"
  package static let summary = "mean shift with a flat kernel"
  package static let parameters = [
    MethodParameter(
      "bandwidth", "E", in: 1e-3...2,
      help: "Euclidean distance of unit vectors up to which faces count in a mean",
      defaultText: "\(defaultBandwidth)")
  ]
  package static let curve = MethodCurve.values(
    "bandwidth", [0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85])
  private static let defaultBandwidth = 0.7
  private static let mostFaces = 200_000

  package static func settings(of preset: Preset) -> PresetSettings? {
    preset == .deepFashion ? PresetSettings(values: ["bandwidth": 0.5]) : nil
  }

  package static func refusal(of faces: Int, _ values: MethodValues) -> String? {
    faces > mostFaces
      ? "--method mean-shift compares all \(faces) faces with each other in every pass, which it does up to "
        + "\(mostFaces) faces only; take --method whispers, or dbscan" : nil
  }

  package let bandwidth: Double

  package init(bandwidth: Double) { self.bandwidth = bandwidth }

  package init(_ values: MethodValues, seed: UInt64) {
    self.init(bandwidth: values["bandwidth"] ?? Self.defaultBandwidth)
  }

  package struct Report: MethodReport {
    /// The passes of the point that moved longest.
    package let passes: Int
    /// The different points that were reached.
    package let points: Int

    package var lines: [(name: String, text: String)] {
      [("shifted", "to \(points) points in \(passes) passes")]
    }
  }

  package func bytes(own: Int, faces: Int, dimension: Int, threads: Int) -> Int {
    // All rows, points of all faces, also as they are saved, and of some at a time all that is near.
    faces * dimension * 6 + 6 * faces * dimension * 8 + MovingPoints.atATime * faces * 12
  }

  package func clusters(
    of faces: any DistributedFaces, saving checkpoint: (any RoundCheckpoint)?,
    progress: (Double) -> Void
  ) throws -> MethodResult<Report> {
    let own = UnsafeBufferPointer(
      start: faces.rows.values, count: faces.rows.count * faces.dimension)
    let all = FloatRows(try faces.gather(Array(own)), dimension: faces.dimension)
    var moving = MovingPoints(faces, all: all, bandwidth: bandwidth, from: checkpoint?.saved)
    try moving.run(saving: checkpoint, progress: progress)
    let reached = try ReachedPoints(gathering: moving.reached, of: faces)
    let centers = reached.centers(apart: bandwidth, faces)
    let labels = faces.nearestCenters(to: faces.rows).nearest(among: centers, before: nil)
    return MethodResult(
      labels: try faces.gather(labels),
      report: Report(passes: moving.passes, points: reached.points.count))
  }
}

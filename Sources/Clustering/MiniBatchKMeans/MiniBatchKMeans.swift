/// K-means on small random batches of the faces (Sculley: "Web-scale k-means clustering", WWW 2010), as
/// scikit-learn does it.
///
/// Each step draws `batch` faces with replacement and moves their nearest centers towards them, a center the
/// less the more faces it has had. Centers that get hardly any faces are put to faces of a batch. It ends
/// when the smoothed distances of the batches have not become less for ten steps. A step takes
/// O(batch K d) time; labelling all faces at the end takes what a pass of ``KMeans`` takes. Random are the
/// sample from which it starts, the best of three by a second sample, and the batches. All ranks compute the
/// steps alike, from rows that they send each other.
///
/// Take it for a first look at very many faces with a known number of people. With a batch that is small
/// beside the number of clusters, as in published settings, most centers hardly move.
package struct MiniBatchKMeans: FeatureMethod {
  package static let name = "minibatch-kmeans"
  package static let summary = "k-means on small batches"
  package static let parameters = [
    KMeans.clustersParameter,
    MethodParameter(
      "batch", "N", in: 1...1_000_000, help: "faces of a step", default: defaultBatch),
  ]
  package static let isRandom = true
  package static let curve = KMeans.curve
  private static let defaultBatch = 1024

  package static func settings(of preset: Preset) -> PresetSettings? {
    switch preset {
    case .msCeleb: PresetSettings(values: ["clusters": 5000, "batch": 100])
    case .youTubeFaces, .deepFashion: nil
    }
  }

  package static func notice(of preset: Preset) -> String? {
    "the published row of minibatch-kmeans is that of an early script, 5000 clusters in batches of 100; a "
      + "later one has 8573 in batches of 1000"
  }

  package static func missing(in values: MethodValues) -> String? {
    KMeans.missingClusters(in: values, of: name)
  }

  package static func refusal(of faces: Int, _ values: MethodValues) -> String? {
    KMeans.refusalOfClusters(of: faces, values)
  }

  package let clusters: Int
  package let batch: Int
  package let seed: UInt64

  package init(_ values: MethodValues, seed: UInt64) {
    clusters = Int(values["clusters"] ?? 1)
    batch = values["batch"].map { Int($0) } ?? Self.defaultBatch
    self.seed = seed
  }

  package struct Report: MethodReport {
    /// The steps of the best start.
    package let steps: Int
    /// Whether it ended because batches came no nearer to their centers.
    package let hasConverged: Bool

    package var lines: [(name: String, text: String)] {
      [("steps", "\(steps)" + (hasConverged ? "" : ", the most that are made"))]
    }
  }

  package func bytes(own: Int, faces: Int, dimension: Int, threads: Int) -> Int {
    Lloyd.bytes(own: own, clusters: clusters, dimension: dimension)
      + 2 * sampleSize(faces) * dimension * 12
  }

  /// Starts, of which the best is gone on from.
  private static let starts = 3
  /// Steps at most, in passes over as many faces as there are.
  private static let mostPasses = 100

  private func sampleSize(_ faces: Int) -> Int { min(faces, 3 * max(batch, clusters)) }

  package func clusters(
    of faces: any DistributedFaces, saving checkpoint: (any RoundCheckpoint)?,
    progress: (Double) -> Void
  ) throws -> MethodResult<Report> {
    var steps =
      try checkpoint?.saved.flatMap {
        BatchSteps(
          $0, clusters: clusters, dimension: faces.dimension, faces: faces.count, seed: seed)
      }
      ?? BatchSteps(
        centers: start(faces), dimension: faces.dimension, faces: faces.count, seed: seed)
    let draws = RandomDraws(seed: seed, purpose: 5)
    let mostSteps = max(1, Self.mostPasses * faces.count / batch)
    while steps.done < mostSteps, !steps.hasConverged {
      try checkpoint?.passed { steps.saved }
      let chosen = (0..<batch).map { draws.number(steps.done * batch + $0, below: faces.count) }
      let rows = FloatRows(try faces.rows(of: chosen), dimension: faces.dimension)
      steps.step(rows, nearest: faces.nearestCenters(to: rows))
      progress(Double(steps.done) / Double(mostSteps))
    }
    let labels = faces.nearestCenters(to: faces.rows).nearest(among: steps.centers, before: nil)
    return MethodResult(
      labels: try faces.gather(labels),
      report: Report(steps: steps.done, hasConverged: steps.hasConverged))
  }

  /// The best of some starts by k-means++ on a sample.
  private func start(_ faces: any DistributedFaces) throws -> [Float] {
    let size = max(clusters, sampleSize(faces.count))
    let draws = RandomDraws(seed: seed, purpose: 3)
    let test = FloatRows(
      try faces.rows(of: (0..<size).map { draws.number($0, below: faces.count) }),
      dimension: faces.dimension)
    let search = faces.nearestCenters(to: test)
    var best: (centers: [Float], cost: Double)?
    for start in 0..<Self.starts {
      let sample = RandomDraws(seed: seed &+ UInt64(start), purpose: 4)
        .distinct(size, below: faces.count)
      let rows = FloatRows(try faces.rows(of: sample), dimension: faces.dimension)
      let centers = try KMeansSeeding(
        faces.alone(rows), count: clusters, seed: seed &+ UInt64(start)
      ).centers()
      let cost = BatchSteps.cost(test, search.nearest(among: centers, before: nil), centers)
      if best.map({ cost < $0.cost }) ?? true { best = (centers, cost) }
    }
    return best!.centers
  }
}

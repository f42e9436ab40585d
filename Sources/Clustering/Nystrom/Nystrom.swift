/// Spectral clustering by a few landmarks (Fowlkes, Belongie, Chung, Malik: "Spectral grouping using the
/// Nyström method", TPAMI 2004), as DaskSpectral does it.
///
/// Faces are placed by how similar, exp(-gamma |x - y|²), they are to some that are drawn as landmarks: in
/// as many columns as there are landmarks or, if fewer, clusters; k-means finds clusters there. It takes
/// O(N L d + N K L) time for each pass of k-means and L columns of memory a face. Random are the landmarks
/// and the start of k-means. It stands in for `spectral`, which cannot scale, but sees only what the
/// landmarks see: with many more people than landmarks its clusters are poor.
package struct Nystrom: FeatureMethod {
  package static let name = "nystrom"
  package static let summary = "spectral clustering by landmarks"
  package static let parameters = [
    KMeans.clustersParameter,
    MethodParameter(
      "landmarks", "L", in: 1...mostLandmarks, help: "faces that others are compared with",
      default: defaultLandmarks),
    MethodParameter(
      "gamma", "G", in: 1e-6...1e6, help: "how fast similarity falls with the squared distance",
      defaultText: "1"),
  ]
  package static let isRandom = true
  package static let curve = KMeans.curve
  private static let defaultLandmarks = 100
  /// The eigenvectors of more take longer than anything else.
  private static let mostLandmarks = 2000

  package static func settings(of preset: Preset) -> PresetSettings? {
    switch preset {
    case .msCeleb: PresetSettings(values: ["clusters": 8573, "landmarks": 100, "gamma": 1])
    case .youTubeFaces: nil
    case .deepFashion: PresetSettings(values: ["clusters": 3991, "landmarks": 100, "gamma": 1])
    }
  }

  package static func missing(in values: MethodValues) -> String? {
    KMeans.missingClusters(in: values, of: name)
  }

  package static func refusal(of faces: Int, _ values: MethodValues) -> String? {
    KMeans.refusalOfClusters(of: faces, values)
  }

  package let clusters: Int
  package let landmarks: Int
  package let gamma: Double
  package let seed: UInt64

  package init(_ values: MethodValues, seed: UInt64) {
    clusters = Int(values["clusters"] ?? 1)
    landmarks = values["landmarks"].map { Int($0) } ?? Self.defaultLandmarks
    gamma = values["gamma"] ?? 1
    self.seed = seed
  }

  package struct Report: MethodReport {
    /// The columns in which k-means found clusters.
    package let columns: Int
    /// The passes of k-means over all faces.
    package let passes: Int

    package var lines: [(name: String, text: String)] {
      [("embedded", "in \(columns) columns, \(passes) passes of k-means")]
    }
  }

  package func bytes(own: Int, faces: Int, dimension: Int, threads: Int) -> Int {
    own * landmarks * 12 + landmarks * landmarks * 40
      + Lloyd.bytes(own: own, clusters: clusters, dimension: min(landmarks, clusters))
  }

  package func clusters(
    of faces: any DistributedFaces, saving checkpoint: (any RoundCheckpoint)?,
    progress: (Double) -> Void
  ) throws -> MethodResult<Report> {
    let chosen = RandomDraws(seed: seed, purpose: 7)
      .distinct(min(landmarks, faces.count), below: faces.count)
    let embedding = try NystromEmbedding(
      faces, landmarks: chosen, gamma: gamma, columns: clusters)
    let embedded = faces.with(embedding.rows)
    // As published: the passes end when centers hardly move.
    let lloyd = Lloyd(embedded, tolerance: .shift(1e-4))
    let first =
      try checkpoint?.saved.flatMap { Lloyd.State($0, of: embedded, clusters: clusters) }
      ?? lloyd.start(from: KMeansSeeding(embedded, count: clusters, seed: seed).centers())
    let found = try lloyd.run(from: first) { state, share in
      progress(share)
      try checkpoint?.passed { try state.saved(of: embedded) }
    }
    var warnings: [String] = []
    if embedding.clamped > 0 {
      warnings.append(
        "\(embedding.clamped) faces have no positive sum of similarities by these landmarks; take more "
          + "--landmarks or a lower --gamma")
    }
    return MethodResult(
      labels: try faces.gather(found.labels),
      report: Report(columns: embedded.dimension, passes: found.passes), warnings: warnings)
  }
}

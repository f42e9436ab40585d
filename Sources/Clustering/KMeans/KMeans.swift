/// K-means (Lloyd: "Least squares quantization in PCM", 1982; the start by Arthur and Vassilvitskii:
/// "k-means++: the advantages of careful seeding", SODA 2007): a given number of clusters, so that the
/// squared distances of the faces from the means of their clusters become small.
///
/// A pass takes O(N K d) time, which approximate distances cut short, and K d numbers of memory; there are
/// 5 to 50 passes. What is random is the start: greedy k-means++, which takes the best of 2 + ln K
/// candidates for each center, and beyond 10,000 clusters, where that would take longest, different faces.
/// The best of several `starts` by its sum of squares counts. A cluster that becomes empty takes the face
/// that is farthest from its center.
///
/// Take it where the number of people is known and each has about as many faces. Where most have few, it
/// cuts large clusters to pieces: a method that looks at a threshold finds more there, in less time.
package struct KMeans: FeatureMethod {
  package static let name = "kmeans"
  package static let summary = "k-means"
  package static let parameters = [
    clustersParameter,
    MethodParameter(
      "starts", "N", in: 1...1000, help: "random starts, of which the best counts", default: 1),
  ]
  package static let isRandom = true
  package static let curve = MethodCurve.multiples(clustersParameter.name, [0.25, 0.5, 1, 2, 4])

  /// How many clusters to find, of all methods that must be told.
  static let clustersParameter = MethodParameter(
    "clusters", "N", in: 1...Double(UInt32.max), isInteger: true,
    help: "how many clusters are wished", defaultText: nil)

  package static func settings(of preset: Preset) -> PresetSettings? {
    switch preset {
    case .msCeleb: nil
    case .youTubeFaces: PresetSettings(values: ["clusters": 1436, "starts": 10])
    case .deepFashion: PresetSettings(values: ["clusters": 3991, "starts": 10])
    }
  }

  package static func missing(in values: MethodValues) -> String? {
    missingClusters(in: values, of: name)
  }

  static func missingClusters(in values: MethodValues, of method: String) -> String? {
    values[clustersParameter.name] == nil
      ? "--method \(method) needs --clusters N, how many clusters to find" : nil
  }

  package static func refusal(of faces: Int, _ values: MethodValues) -> String? {
    refusalOfClusters(of: faces, values)
  }

  static func refusalOfClusters(of faces: Int, _ values: MethodValues) -> String? {
    guard let clusters = values[clustersParameter.name], clusters > Double(faces) else {
      return nil
    }
    return "--clusters \(Int(clusters)) is more than there are faces, \(faces)"
  }

  package let clusters: Int
  package let starts: Int
  package let seed: UInt64

  package init(_ values: MethodValues, seed: UInt64) {
    clusters = Int(values["clusters"] ?? 1)
    starts = values["starts"].map { Int($0) } ?? 1
    self.seed = seed
  }

  package struct Report: MethodReport {
    /// The sum of the squared distances of the faces from their centers.
    package let inertia: Double
    /// The passes over all faces from the best start.
    package let passes: Int

    package var lines: [(name: String, text: String)] {
      [("inertia", "\(inertia) after \(passes) passes")]
    }
  }

  package func bytes(own: Int, faces: Int, dimension: Int, threads: Int) -> Int {
    Lloyd.bytes(own: own, clusters: clusters, dimension: dimension)
  }

  package func clusters(
    of faces: any DistributedFaces, saving checkpoint: (any RoundCheckpoint)?,
    progress: (Double) -> Void
  ) throws -> MethodResult<Report> {
    let lloyd = Lloyd(faces)
    var saved = checkpoint?.saved.flatMap { SavedStart($0, of: faces, clusters: clusters) }
    var best = saved?.best
    for start in (saved?.start ?? 0)..<starts {
      let first =
        try saved?.state
        ?? lloyd.start(
          from: KMeansSeeding(faces, count: clusters, seed: seed &+ UInt64(start)).centers())
      saved = nil
      let found = try lloyd.run(from: first) { state, share in
        progress((Double(start) + share) / Double(starts))
        try checkpoint?.passed {
          try SavedStart(start: start, state: state, best: best).saved(of: faces)
        }
      }
      if best.map({ found.cost < $0.cost }) ?? true { best = found }
    }
    let found = best!
    return MethodResult(
      labels: try faces.gather(found.labels),
      report: Report(inertia: found.inertia, passes: found.passes))
  }

  /// A start that is under way, and the best of those before it.
  private struct SavedStart {
    let start: Int
    let state: Lloyd.State
    let best: Lloyd.Result?

    init(start: Int, state: Lloyd.State, best: Lloyd.Result?) {
      self.start = start
      self.state = state
      self.best = best
    }

    init?(_ saved: MethodState, of faces: any DistributedFaces, clusters: Int) {
      guard let state = Lloyd.State(saved, of: faces, clusters: clusters), saved.numbers.count >= 2
      else { return nil }
      let best = Lloyd.Result(endOf: saved, of: faces, clusters: clusters)
      let start = saved.numbers[1]
      guard start == 0 || start > 0 && best != nil else { return nil }
      self.init(start: start, state: state, best: best)
    }

    func saved(of faces: any DistributedFaces) throws -> MethodState {
      var saved = try state.saved(of: faces)
      saved.numbers.append(start)
      try best?.save(to: &saved, of: faces)
      return saved
    }
  }
}

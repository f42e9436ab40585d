import Threads

/// Spectral clustering (Ng, Jordan, Weiss 2001; Yu and Shi: "Multiclass spectral clustering", ICCV 2003) on
/// the graph of nearest neighbors, as scikit-learn does it with `affinity="nearest_neighbors"` and
/// `assign_labels="discretize"`.
///
/// Two faces are similar by 1 where each lists the other, and by 1/2 where one does. Faces are placed by as
/// many eigenvectors of the normalized Laplacian as clusters are wished, and a rotation is looked for that
/// brings them near the axes. All eigenvectors are computed, in O(N³) time and N² doubles of memory: more than
/// 5,000 faces are refused. Random is the face from which the rotation starts. It is unfit where most people
/// have few faces; take `nystrom` for more faces, and rather a method with a threshold.
package struct Spectral: GraphMethod {
  package static let name = "spectral"
  package static let summary = "spectral clustering of few faces"
  package static let parameters = [KMeans.clustersParameter]
  package static let isRandom = true
  /// Lists of ten, the face itself counted.
  package static let defaultK: Int? = 10
  package static let curve = KMeans.curve
  private static let mostFaces = 5_000

  package static func settings(of preset: Preset) -> PresetSettings? {
    preset == .deepFashion ? PresetSettings(k: 10, values: ["clusters": 3991]) : nil
  }

  package static func notice(of preset: Preset) -> String? {
    "the published label of spectral says affinity=rbf, but the code takes 10 nearest neighbors, as is done "
      + "here"
  }

  /// Lists are taken as they are, however dissimilar the faces.
  package static func leastSimilarity(_ values: MethodValues) -> Double? { -1 }

  package static func missing(in values: MethodValues) -> String? {
    KMeans.missingClusters(in: values, of: name)
  }

  package static func refusal(of faces: Int, _ values: MethodValues) -> String? {
    faces > mostFaces
      ? "--method spectral takes N³ time and N² memory, and \(faces) faces are more than the \(mostFaces) "
        + "that it clusters; take --method nystrom"
      : KMeans.refusalOfClusters(of: faces, values)
  }

  package let clusters: Int
  package let seed: UInt64

  package init(_ values: MethodValues, seed: UInt64) {
    clusters = Int(values["clusters"] ?? 1)
    self.seed = seed
  }

  package struct Report: MethodReport {
    /// The eigenvalue of the Laplacian of the last eigenvector that was taken.
    package let lastEigenvalue: Double
    /// How often the rotation was improved.
    package let rotations: Int

    package var lines: [(name: String, text: String)] {
      [("rotated", "\(rotations) times, eigenvalues up to \(Float(lastEigenvalue))")]
    }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    NeighborGraph.unionBytes(faces: faces, edges: edges) + 32 * faces * faces
      + 40 * faces * clusters
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    let count = min(clusters, graph.nodeCount)
    let workers = Workers(count: threads)
    let embedding = LaplacianEmbedding(graph, columns: count, workers)
    progress(0.5)
    var rotation = AxisRotation(
      embedding.rows, first: RandomDraws(seed: seed, purpose: 8).number(0, below: graph.nodeCount),
      workers)
    let labels = rotation.labels()
    return MethodResult(
      labels: labels.map { UInt32($0) },
      report: Report(lastEigenvalue: embedding.lastEigenvalue, rotations: rotation.improvements))
  }
}

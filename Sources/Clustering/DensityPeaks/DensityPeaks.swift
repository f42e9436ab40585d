/// Clusters around faces in the densest places (Rodriguez, Laio: "Clustering by fast search and find of
/// density peaks", Science 2014), on a graph of nearest neighbors, as GCN-V decodes its confidences (Yang et
/// al.: "Learning to cluster faces via confidence and connectivity estimation", CVPR 2020).
///
/// The density of a face is the sum of the similarities of its list. Each face is linked with the first of
/// its list that is denser, if that is more similar than `tau`; linked faces are a cluster. It takes O(E)
/// time. Nothing is random; of equally dense faces neither links to the other. Take it where people's faces
/// thin out towards the borders between them: a link goes to denser places only, so that chains of
/// intermediate faces connect two people less easily than with single linkage.
package struct DensityPeaks: GraphMethod {
  package static let name = "density-peaks"
  package static let summary = "links to denser faces"
  package static let parameters = [
    MethodParameter(
      "tau", "S", in: -1...1, help: "similarity that a link must exceed",
      defaultText: "that of --min-sim")
  ]
  package static let curve = MethodCurve.values(
    "tau", [0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9])

  package static func settings(of preset: Preset) -> PresetSettings? {
    switch preset {
    case .msCeleb: PresetSettings(k: 80, minSimilarity: 0, values: ["tau": 0.65])
    case .youTubeFaces: nil
    case .deepFashion: PresetSettings(k: 5, minSimilarity: 0, values: ["tau": 0.8])
    }
  }

  package static func notice(of preset: Preset) -> String? {
    "the published settings of density-peaks are those of GCN-V on raw features, where a trained network "
      + "tells how dense a place is; here the sums of similarities do"
  }

  /// What a link must exceed: minus infinity where every edge does.
  package let tau: Double

  package init(tau: Double) { self.tau = tau }

  package init(_ values: MethodValues, seed: UInt64) { self.init(tau: values["tau"] ?? -.infinity) }

  package struct Report: MethodReport {
    /// The faces of which no face in the list is denser.
    package let peaks: Int
    /// The links that were dropped, as their faces are not similar enough.
    package let dropped: Int

    package var lines: [(name: String, text: String)] {
      [("peaks", "\(peaks), and \(dropped) links dropped")]
    }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int { 24 * faces }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    let density = (0..<graph.nodeCount).map { face in
      var sum = 0.0
      graph.forEachNeighbor(of: face) { _, weight in sum += Double(weight) }
      return sum
    }
    return clusters(of: graph, density: density)
  }

  /// The clusters by given densities.
  func clusters(of graph: NeighborGraph, density: [Double]) -> MethodResult<Report> {
    var components = Components(count: graph.nodeCount)
    var (peaks, dropped) = (0, 0)
    for face in 0..<graph.nodeCount {
      var parent: (face: Int, weight: Float)?
      graph.forEachNeighbor(of: face) { other, weight in
        if parent == nil, density[other] > density[face] { parent = (other, weight) }
      }
      guard let parent else {
        peaks += 1
        continue
      }
      // By distances, as published.
      if 1 - Double(parent.weight) < 1 - tau {
        components.join(face, parent.face)
      } else {
        dropped += 1
      }
    }
    return MethodResult(
      labels: components.labels(), report: Report(peaks: peaks, dropped: dropped))
  }
}

/// Clusters by first neighbors (Sarfraz, Sharma, Stiefelhagen: "Efficient parameter-free clustering using
/// first neighbor relations", CVPR 2019).
///
/// Each face is connected with the face most similar to it. That makes the clusters of level 1; at each
/// further level each cluster is connected with the one whose mean face is most similar to its own. It
/// takes O(N) time on the graph, and a search of the nearest among all means for a further level. Nothing
/// is random; of equally similar faces the first counts. Faces and clusters without another as similar as
/// the graph asks for stay alone: the published method is that of `--min-sim -1`. There is nothing to
/// set, but also no way to ask for less or more than a level: level 1 has many small clusters.
package struct FINCH: GraphAndFaceMethod {
  package static let name = "finch"
  package static let summary = "FINCH, by first neighbors"
  package static let parameters = [
    MethodParameter(
      "level", "N", in: 1...64, help: "which partition, the first being the finest", default: 1)
  ]
  package static let curve = MethodCurve.values("level", [1, 2, 3, 4, 5])

  /// Which partition, from 1 on.
  package let level: Int

  package init(level: Int) { self.level = level }

  package init(_ values: MethodValues, seed: UInt64) {
    self.init(level: values["level"].map { Int($0) } ?? 1)
  }

  package struct Report: MethodReport {
    /// The level that was reached: fewer than asked for where nothing is left to connect.
    package let level: Int

    package var lines: [(name: String, text: String)] { [("level", "\(level)")] }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int { 12 * faces }

  /// The first level, as far as the graph alone leads.
  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    MethodResult(labels: firstLevel(graph), report: Report(level: 1))
  }

  package func clusters(
    of graph: NeighborGraph, faces: any NearestFaceQueries, threads: Int, progress: (Double) -> Void
  ) throws -> MethodResult<Report> {
    var labels = firstLevel(graph)
    for next in 1..<level {
      let groups = Self.numbered(labels)
      let edges = try faces.nearestMeans(
        of: groups.numbers, count: groups.count, least: graph.leastWeight)
      guard !edges.isEmpty else {
        return MethodResult(labels: labels, report: Report(level: next))
      }
      progress(Double(next) / Double(level))
      var components = Components(count: groups.count)
      for edge in edges { components.join(Int(edge.source), Int(edge.target)) }
      let merged = components.labels()
      labels = groups.numbers.map { merged[Int($0)] }
    }
    return MethodResult(labels: labels, report: Report(level: level))
  }

  private func firstLevel(_ graph: NeighborGraph) -> [UInt32] {
    var components = Components(count: graph.nodeCount)
    for face in 0..<graph.nodeCount {
      if let nearest = graph.firstNeighbor(of: face) { components.join(face, nearest) }
    }
    return components.labels()
  }

  /// The same clusters by numbers from 0 on.
  private static func numbered(_ labels: [UInt32]) -> (numbers: [UInt32], count: Int) {
    var numbers = [UInt32](repeating: .max, count: labels.count)
    var next: UInt32 = 0
    let numbered = labels.map { label in
      if numbers[Int(label)] == .max {
        numbers[Int(label)] = next
        next += 1
      }
      return numbers[Int(label)]
    }
    return (numbered, Int(next))
  }
}

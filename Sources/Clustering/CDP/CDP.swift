/// Clusters of bounded size by propagation over pairs of similar faces (Zhan, Liu, Yan, Lin, Loy:
/// "Consensus-Driven Propagation in massive unlabeled data for face recognition", ECCV 2018), with one
/// model, and so without votes.
///
/// Connected faces are a cluster, unless they are too many: their pairs are then cut at a higher
/// similarity, which takes up a share of what is left to 1, as often as it takes. A cluster that is final
/// at one level has no pair to others at the next, so all levels are cuts of one tree, which is made in
/// O(E) time and cut from its roots down. Nothing is random, and neither the numbering of the faces nor
/// the order of equal similarities matters. Take it where chains of single linkage connect different
/// people and no cluster should be larger than a known size.
package struct CDP: GraphMethod {
  package static let name = "cdp"
  package static let summary = "propagation into clusters of bounded size"
  package static let parameters = [
    MethodParameter(
      "max-size", "N", in: 1...Int(UInt32.max), help: "most faces of a cluster",
      default: defaultMostFaces),
    MethodParameter(
      "step", "SHARE", in: 0.001...0.999,
      help: "share of the gap to 1 by which the similarity rises where a cluster is too large",
      defaultText: "\(defaultStep)"),
  ]
  package static let makesDendrogram = true
  private static let defaultMostFaces = 300
  private static let defaultStep = 0.05

  package static func settings(of preset: Preset) -> PresetSettings? {
    switch preset {
    case .msCeleb:
      PresetSettings(k: 80, minSimilarity: 0.7, values: ["max-size": 300, "step": 0.05])
    case .youTubeFaces: nil
    case .deepFashion:
      PresetSettings(k: 2, minSimilarity: 0.5, values: ["max-size": 200, "step": 0.05])
    }
  }

  package static func notice(of preset: Preset) -> String? {
    preset == .msCeleb
      ? "of cdp only the least similarity 0.7 is published; k 80, max-size 300 and step 0.05 are those of "
        + "the script that came with it" : nil
  }

  /// The most faces of a cluster, maxsz.
  package let mostFaces: Int
  /// The share of the gap to 1 by which the threshold rises.
  package let step: Double

  /// How often the threshold rises at most.
  private static let mostRises = 100

  package init(mostFaces: Int, step: Double) {
    self.mostFaces = mostFaces
    self.step = step
  }

  package init(_ values: MethodValues, seed: UInt64) {
    self.init(
      mostFaces: values["max-size"].map { Int($0) } ?? Self.defaultMostFaces,
      step: values["step"] ?? Self.defaultStep)
  }

  package struct Report: MethodReport {
    /// How often the threshold rose for the faces for which it rose most.
    package let rises: Int
    /// Faces that were in too large clusters to the end, and are one together.
    package let remainder: Int

    package var lines: [(name: String, text: String)] {
      [("levels", "\(rises + 1)" + (remainder > 0 ? ", \(remainder) faces left at the end" : ""))]
    }
  }

  package func bytes(faces: Int, edges: Int, threads: Int) -> Int {
    Dendrogram.bytes(faces: faces, edges: edges) + 36 * faces
  }

  package func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report> {
    let tree = Dendrogram(graph, threads: threads)
    var cut = TreeCut(tree, mostFaces: mostFaces, thresholds: thresholds(of: graph))
    cut.run()
    let report = Report(rises: cut.mostRises, remainder: cut.remainder.count)
    let warning =
      "\(report.remainder) faces are still in clusters of more than --max-size \(mostFaces) after "
      + "\(Self.mostRises) steps and become one cluster, as published; raise --step or --max-size"
    return MethodResult(
      labels: cut.labels, report: report, warnings: report.remainder > 0 ? [warning] : [],
      dendrogram: tree)
  }

  /// The threshold at each level, by the recurrence: at equality every rounding counts.
  private func thresholds(of graph: NeighborGraph) -> [Double] {
    var least = Double.infinity
    for face in 0..<graph.nodeCount {
      graph.forEachNeighbor(of: face) { _, weight in least = min(least, Double(weight)) }
    }
    return (0..<Self.mostRises).reduce(into: [least]) { thresholds, _ in
      thresholds.append(thresholds.last! + (1 - thresholds.last!) * step)
    }
  }
}

/// The cut of a tree into clusters of bounded size.
private struct TreeCut {
  private(set) var labels: [UInt32]
  private(set) var remainder: [Int] = []
  private(set) var mostRises = 0
  private let tree: Dendrogram
  private let mostFaces: Int
  private let thresholds: [Double]

  init(_ tree: Dendrogram, mostFaces: Int, thresholds: [Double]) {
    self.tree = tree
    self.mostFaces = mostFaces
    self.thresholds = thresholds
    labels = Array(0..<UInt32(tree.faces))
  }

  mutating func run() {
    // Nodes, and the level at which they are apart from all others.
    var open = tree.roots.map { (node: $0, level: 0) }
    while let (node, firstLevel) = open.popLast() {
      guard node >= tree.faces else { continue }
      let merge = tree.merges[node - tree.faces]
      let height = Double(merge.weight)
      var level = firstLevel
      while merge.size > mostFaces, level < thresholds.count, height >= thresholds[level] {
        level += 1
      }
      mostRises = max(mostRises, min(level, thresholds.count - 1))
      if level == thresholds.count {
        remainder += tree.faces(of: node)
      } else if height >= thresholds[level] {
        name(tree.faces(of: node))
      } else {
        open.append((merge.left, level))
        open.append((merge.right, level))
      }
    }
    name(remainder)
  }

  /// Names a cluster by its smallest face.
  private mutating func name(_ faces: [Int]) {
    guard let label = faces.min() else { return }
    for face in faces { labels[face] = UInt32(label) }
  }
}

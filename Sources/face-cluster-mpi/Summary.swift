import Evaluation
import FaceClustering
import Foundation
import Infomap
import Storage

/// What the program prints on standard output.
enum Summary {
  /// - Parameter verbose: name also the memory, the slowest rank and the phases of each stage.
  static func text(of record: RunRecord, verbose: Bool = false) -> String {
    var lines = [
      "faces       \(record.input.faces) x \(record.input.dimension) (\(record.input.name.printable()))",
      "edges       \(record.graph.edges)",
      "isolated    \(record.graph.isolatedFaces)",
    ]
    if let found = record.calibration {
      lines.insert("min-sim     \(CalibrationText.chosen(found, instead: record.options))", at: 1)
    }
    if let found = record.graph.approximation {
      let how = found.comparedPairs.map { "\($0) pairs compared" } ?? "all faces searched exactly"
      lines.append(
        format("recall      %.6f", found.recall) + " of \(found.sampledNeighbors) neighbors, \(how)"
      )
    }
    if let clusters = record.clusters {
      lines.append("clusters    \(clusters.count), the largest of \(clusters.largest) faces")
      for line in clusters.report.lines {
        lines.append(line.name.padding(toLength: 12, withPad: " ", startingAt: 0) + line.text)
      }
    }
    if let comparison = record.comparison { lines.append("\n" + comparison.table(.text)) }
    if let scores = record.scores { lines.append(text(of: scores)) }
    lines += StageTable(record.stages, hosts: record.machine.hosts, verbose: verbose).lines
    if let labels = record.options.labels { lines.append("labels in   \(labels.printable())") }
    for path in record.options.tablePaths { lines.append("table in    \(path.printable())") }
    if let edges = record.options.edges {
      lines.append("edges in    \(edges.printable()).{src,dst,w}.npy and .json")
    }
    if let path = record.options.record { lines.append("record in   \(path.printable())") }
    return lines.joined(separator: "\n")
  }

  static func text(of scores: ClusteringScores) -> String {
    func line(_ name: String, _ score: PrecisionRecall) -> String {
      name
        + format(
          "precision %.6f  recall %.6f  F %.6f", score.precision, score.recall, score.fScore)
    }
    let rest = scores.withoutSingletons.scores
    return [
      line("pairwise    ", scores.pairwise), line("BCubed      ", scores.bCubed),
      format("NMI         %.6f", scores.nmi),
      format(
        "ARI         %.6f  V-measure %.6f  FMI %.6f", scores.ari, scores.vMeasure,
        scores.fowlkesMallows),
      "not alone   \(scores.withoutSingletons.leftOut) left out, pairwise F "
        + format(
          "%.6f  BCubed F %.6f  ARI %.6f", rest.pairwise.fScore, rest.bCubed.fScore, rest.ari),
    ].joined(separator: "\n")
  }

  static func text(
    of result: HierarchyResult, _ network: (nodes: Int, links: Int), _ phases: PhaseTimes
  ) -> String {
    let hierarchy = result.hierarchy
    return [
      "network     \(network.nodes) nodes, \(network.links) links",
      format("codelength  %.12f bits", result.codelength.total),
      format("index       %.12f", result.codelength.index),
      format("module      %.12f", result.codelength.module),
      format("one level   %.12f", result.oneLevelCodelength),
      "modules     \(hierarchy.topModuleCount)",
      "levels      \(hierarchy.levelCount)",
      "seed        \(result.seed)",
      "seconds     "
        + phases.phases.map { $0.name + format(" %.3f", $0.seconds) }.joined(separator: ", "),
      format("peak memory %.1f MiB", Double(MemoryPlan.peak()) / Double(1 << 20)),
    ].joined(separator: "\n")
  }

  /// What the command `infomap` found, as JSON on one line.
  static func json(
    of result: HierarchyResult, _ network: (nodes: Int, links: Int), _ phases: PhaseTimes,
    _ parsing: NetworkInput.Parsing?
  ) -> String {
    let record = NetworkRecord(
      nodes: network.nodes, links: network.links, codelength: result.codelength.total,
      index: result.codelength.index, module: result.codelength.module,
      oneLevel: result.oneLevelCodelength, modules: result.hierarchy.topModuleCount,
      levels: result.hierarchy.levelCount, seed: result.seed,
      parsing: parsing.map {
        .init(bytes: $0.bytes, seconds: $0.seconds, megabytesPerSecond: $0.megabytesPerSecond)
      },
      seconds: Dictionary(uniqueKeysWithValues: phases.phases.map { ($0.name, $0.seconds) }),
      peakMemory: MemoryPlan.peak())
    return JSONText.of(record, isOnOneLine: true)
  }

  private struct NetworkRecord: Encodable {
    struct Parsing: Encodable {
      let bytes: Int
      let seconds: Double
      let megabytesPerSecond: Double?
    }

    let nodes, links: Int
    let codelength, index, module, oneLevel: Double
    let modules, levels: Int
    let seed: UInt64
    let parsing: Parsing?
    let seconds: [String: Double]
    let peakMemory: Int
  }

  private static func format(_ format: String, _ values: Double...) -> String {
    String(format: format, arguments: values)
  }
}

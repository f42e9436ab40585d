import Evaluation
import FaceClustering
import Foundation
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
      lines.append(
        format("of a face   %.6f ± %.6f", found.faceRecall, found.faceRecallMargin)
          + format(" in the mean, %.6f or more of 95 %% of the faces", found.mostFacesRecall))
    }
    if let clusters = record.clusters {
      lines.append("clusters    \(clusters.count), the largest of \(clusters.largest) faces")
      if let attachment = clusters.attachment { lines.append("attached    \(attachment.text)") }
      if let known = clusters.known { lines.append(text(of: known)) }
      for line in clusters.report.lines {
        lines.append(line.name.padding(toLength: 12, withPad: " ", startingAt: 0) + line.text)
      }
    }
    if let comparison = record.comparison { lines.append("\n" + comparison.table(.text)) }
    if let scores = record.scores { lines.append(text(of: scores, record.compared)) }
    lines += StageTable(record.stages, hosts: record.machine.hosts, verbose: verbose).lines
    if let labels = record.options.labels { lines.append("labels in   \(labels.printable())") }
    for path in record.options.tablePaths { lines.append("table in    \(path.printable())") }
    if let path = record.options.comparisonPlot { lines.append("curves in   \(path.printable())") }
    if let edges = record.options.edges {
      lines.append("edges in    \(edges.printable()).{src,dst,w}.npy and .json")
    }
    if let path = record.options.record { lines.append("record in   \(path.printable())") }
    return lines.joined(separator: "\n")
  }

  /// The known labels of clusters; those of the largest ones, where there are many.
  private static func text(of known: [NamedCluster]) -> String {
    let most = 8
    let first = known.prefix(most).map { "\($0.cluster) -> \($0.label.printable(atMost: 40))" }
    let rest = known.count > most ? ", and \(known.count - most) more in the record" : ""
    return "known       " + first.joined(separator: ", ") + rest
  }

  /// What `evaluate` prints of one labelling.
  static func text(of evaluation: LabelEvaluation) -> String {
    let counts = evaluation.counts
    let first =
      "compared    \(counts.faces) faces, \(counts.clusters) clusters (\(counts.loneClusters) of one face), "
      + "\(counts.classes) classes (\(counts.loneClasses) of one face)"
    return ([first, text(of: evaluation.scores, counts)] + worst(evaluation.worst))
      .joined(separator: "\n")
  }

  /// What `evaluate` prints of several labellings.
  static func text(of evaluations: [LabelEvaluation]) -> String {
    var lines = [LabelEvaluation.table(evaluations)]
    for evaluation in evaluations where !evaluation.worst.isEmpty {
      lines.append("\(evaluation.predicted.printable()):")
      lines += worst(evaluation.worst)
    }
    return lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
  }

  private static func worst(_ clusters: [MixedCluster]) -> [String] {
    clusters.map {
      "mixed       \($0.cluster.printable(atMost: 60)): \($0.faces) faces of \($0.classes) classes, "
        + "\($0.ofMainClass) of \($0.mainClass.printable(atMost: 60)), \($0.wrongPairs) wrong pairs"
    }
  }

  static func text(of scores: ClusteringScores, _ counts: ComparedCounts?) -> String {
    func line(_ name: String, _ scores: [String]) -> String {
      name + "precision \(scores[0])  recall \(scores[1])  F \(scores[2])"
    }
    func texts(_ score: PrecisionRecall) -> [String] {
      [score.precision, score.recall, score.fScore].map { format("%.6f", $0) }
    }
    let rest = scores.withoutSingletons
    let scoresOfRest =
      counts?.areAllAlone == true
      ? "no face is left"
      : format(
        "pairwise F %.6f  BCubed F %.6f  ARI %.6f", rest.scores.pairwise.fScore,
        rest.scores.bCubed.fScore, rest.scores.ari)
    let fowlkesMallows =
      counts?.text(ofFowlkesMallows: scores.fowlkesMallows)
      ?? format("%.6f", scores.fowlkesMallows)
    return [
      line("pairwise    ", counts?.texts(of: scores.pairwise) ?? texts(scores.pairwise)),
      line("BCubed      ", texts(scores.bCubed)),
      format("NMI         %.6f", scores.nmi),
      format("ARI         %.6f  V-measure %.6f  FMI ", scores.ari, scores.vMeasure)
        + fowlkesMallows,
      "not alone   \(rest.leftOut) left out, \(scoresOfRest)",
    ].joined(separator: "\n")
  }

  /// - Parameter verbose: name also the stages and their phases on all ranks.
  static func text(of record: NetworkRecord, verbose: Bool) -> String {
    let seconds = record.stages.map { $0.name + format(" %.3f", $0.seconds) }
    let lines = [
      "network     \(record.nodes) nodes, \(record.links) links",
      format("codelength  %.12f bits", record.codelength),
      format("index       %.12f", record.index),
      format("module      %.12f", record.module),
      format("one level   %.12f", record.oneLevel),
      "modules     \(record.modules)",
      "levels      \(record.levels)",
      "seed        \(record.seed)",
      "seconds     " + seconds.joined(separator: ", "),
      format("peak memory %.1f MiB", Double(record.peakMemory) / Double(1 << 20)),
    ]
    let stages = StageTable(record.stages, hosts: record.hosts, verbose: true).lines
    return (lines + (verbose ? stages : [])).joined(separator: "\n")
  }

  private static func format(_ format: String, _ values: Double...) -> String {
    String(format: format, arguments: values)
  }
}

import ClusterTables
import Evaluation
import Foundation
import Storage

/// A run as one page of HTML that needs nothing else: no network, no script. Its size does not grow with
/// the faces.
///
/// All but the last section, which is about the machine and the time, is the same on any number of ranks, and so is each
/// warning above that is not about the machine either.
struct ReportPage {
  let record: RunRecord
  let table: ClusterTable
  /// The cluster of each face.
  let labels: [Int]
  /// The numbers of the clusters.
  let numbers: ClusterNumbers
  let names: FaceNames?
  let edges: EdgeSummary
  let lists: ReportLists
  /// Where pictures are, if they are shown.
  let pictures: ReportPictures?
  /// A sweep of the faces, if there is one.
  let sweep: SweepReport?

  var html: String {
    var page = HTMLText()
    page.document("Clusters of \(record.input.name)") { page in
      addCounts(&page)
      addFigures(&page)
      sweep?.addCurves(to: &page, markingRunAt: record.options.minSimilarity)
      addScores(&page)
      addClusters(&page)
      addFaces(&page)
      ReportRun(record: record).add(to: &page)
    }
    return page.html
  }

  // MARK: - Counts and figures

  private func addCounts(_ page: inout HTMLText) {
    var rows = [
      ["faces", "\(record.input.faces) of dimension \(record.input.dimension)"],
      [
        "edges",
        "\(record.graph.edges), of faces whose cosine is at least \(record.options.searchedSimilarity)",
      ],
      ["clusters of two faces or more", "\(table.clusters.count)"],
      ["faces in them", "\(table.clusters.reduce(0) { $0 + $1.size })"],
      ["faces that are alone or in no cluster", "\(lists.singleCount)"],
      ["method", record.clusters?.method ?? ""],
    ]
    if let attachment = record.clusters?.attachment {
      rows.append(["attached afterwards", attachment.text])
    }
    if let calibration = record.calibration { rows.append(["threshold", Self.text(calibration)]) }
    for line in record.clusters?.report.lines ?? [] { rows.append([line.name, line.text]) }
    if let largest = table.clusters.first {
      rows.append(["largest cluster", "\(largest.size) faces"])
    }
    page.table(headings: ["", ""], numbers: [], rows: rows)
    for warning in record.warnings { page.element("p", "Warning: \(warning)", class: "warning") }
  }

  /// How a threshold was found that was not given.
  private static func text(_ calibration: CalibrationRecord) -> String {
    guard let threshold = calibration.minSimilarity else {
      return "the default, as calibration to the faces found none"
    }
    let interval = calibration.interval.map {
      "; 90 % of resampled faces give \($0[0]) to \($0[1])"
    }
    let found = "\(threshold), calibrated to the faces" + (interval ?? "")
    guard let lowered = calibration.lowered else { return found }
    return "\(lowered.minSimilarity), as clusters contradict \(found)"
  }

  private func addFigures(_ page: inout HTMLText) {
    page.element("h2", "Sizes of clusters")
    page.element("p", "How many clusters have so many faces; both scales are logarithmic.")
    page.raw(sizeChart.svg)
    page.element("h2", "Cosines")
    page.element("p", "Of the edges of the graph, in fiftieths.")
    page.raw(
      CosineHistogram.chart(
        "Cosines of edges", [("edges", edges.histogram)], threshold: record.options.minSimilarity
      ).svg)
    page.element(
      "p",
      "Of each face to the medoid of its cluster, and to the nearest medoid of another: the less they "
        + "overlap, the clearer the clusters.")
    var (own, other) = (CosineHistogram(), CosineHistogram())
    // A medoid is of no interest to itself.
    let medoids = Set(table.clusters.map(\.medoid))
    for (face, cosine) in table.faces.similarity.enumerated()
    where !cosine.isNaN && !medoids.contains(face) {
      own.add(cosine)
    }
    for cosine in table.faces.otherSimilarity where !cosine.isNaN { other.add(cosine) }
    let chart = CosineHistogram.chart(
      "Cosines to medoids", [("own cluster", own), ("nearest other cluster", other)],
      threshold: record.options.minSimilarity)
    page.raw(chart.svg + chart.legend)
  }

  private var sizeChart: BarChart {
    var counts = [lists.singleCount]
    for cluster in table.clusters {
      let bin = Int.bitWidth - 1 - cluster.size.leadingZeroBitCount
      while counts.count <= bin { counts.append(0) }
      counts[bin] += 1
    }
    let starts = counts.indices.map { 1 << $0 }
    return BarChart(
      title: "Sizes of clusters", series: [.init(title: "clusters", counts: counts)],
      labels: starts.map(String.init),
      bins: starts.map { $0 == 1 ? "1 face" : "\($0) to \(2 * $0 - 1) faces" }, isLogarithmic: true)
  }

  private func addScores(_ page: inout HTMLText) {
    guard let scores = record.scores else { return }
    func number(_ value: Double) -> String { String(format: "%.4f", value) }
    func texts(_ scores: PrecisionRecall) -> [String] {
      [scores.precision, scores.recall, scores.fScore].map(number)
    }
    let fowlkesMallows =
      record.compared?.text(ofFowlkesMallows: scores.fowlkesMallows, decimals: 4)
      ?? number(scores.fowlkesMallows)
    page.element("h2", "Against the true labels")
    page.table(
      headings: ["", "precision", "recall", "F"], numbers: [1, 2, 3],
      rows: [
        ["pairwise"]
          + (record.compared?.texts(of: scores.pairwise, decimals: 4)
            ?? texts(scores.pairwise)),
        ["BCubed"] + texts(scores.bCubed),
      ])
    page.element(
      "p",
      "NMI \(number(scores.nmi)), ARI \(number(scores.ari)), V-measure \(number(scores.vMeasure)), "
        + "Fowlkes-Mallows \(fowlkesMallows).")
  }

  // MARK: - Lists

  private func addClusters(_ page: inout HTMLText) {
    page.element("h2", "Most suspicious clusters")
    page.element(
      "p",
      "These are the likeliest to have faces of several persons: members that are hardly nearer to their "
        + "cluster than to another, or groups that lie apart.")
    add(lists.suspicious, to: &page)
    page.element("h2", "Largest clusters")
    add(lists.largest, to: &page)

    page.element("h2", "Clusters that may be of one person")
    page.element("p", "Pairs of clusters whose medoids are most similar.")
    page.table(
      headings: ["cosine", "cluster", "size", "medoid", "cluster", "size", "medoid"],
      numbers: [0, 1, 2, 4, 5],
      rows: lists.pairs.map { pair in
        [pair.cosine.text]
          + [pair.first, pair.second].flatMap {
            ["\(numbers[$0])", "\(table.clusters[$0].size)", name(table.clusters[$0].medoid)]
          }
      })
    addPictures(
      of: lists.pairs.map {
        (table.clusters[$0.first].medoid, table.clusters[$0.second].medoid, $0.cosine)
      }, to: &page)
  }

  private func add(_ clusters: [Int], to page: inout HTMLText) {
    page.table(
      headings: [
        "cluster", "size", "medoid", "mean", "least", "10 %", "above", "nearest", "cosine",
        "suspicion",
      ], numbers: [0, 1, 3, 4, 5, 6, 7, 8, 9],
      rows: clusters.map { number in
        let cluster = table.clusters[number]
        return [
          "\(numbers[number])", "\(cluster.size)", name(cluster.medoid), cluster.meanCosine.text,
          cluster.leastCosine.text, cluster.tenthCosine.text, cluster.shareAbove.text,
          cluster.nearest.map { "\(numbers[$0])" } ?? "", cluster.nearestCosine.text,
          cluster.suspicion.text,
        ]
      })
    guard let pictures else { return }
    for cluster in clusters {
      page.element("h3", "Cluster \(numbers[cluster])")
      pictures.add(cluster, named: name, to: &page)
    }
  }

  /// Shows pairs of faces side by side, where there are pictures.
  private func addPictures(of pairs: [(Int, Int, Float)], to page: inout HTMLText) {
    guard let pictures, !pairs.isEmpty else { return }
    page.raw("<div class=\"pairs\">\n")
    for (first, second, cosine) in pairs {
      page.raw("<div>")
      page.element("p", "cosine \(cosine.text)")
      pictures.add([first, second], named: name, to: &page)
      page.raw("</div>\n")
    }
    page.raw("</div>\n")
  }

  private func addFaces(_ page: inout HTMLText) {
    page.element("h2", "Single faces that almost belong")
    page.element(
      "p", "Faces that are alone, or in no cluster, by their cosine to the nearest medoid.")
    let faces = table.faces
    page.table(
      headings: ["face", "nearest cluster", "its size", "its medoid", "cosine"],
      numbers: [1, 2, 4],
      rows: lists.singles.map { face in
        let cluster = Int(faces.other[face])
        return [
          name(face), "\(numbers[cluster])", "\(table.clusters[cluster].size)",
          name(table.clusters[cluster].medoid), faces.otherSimilarity[face].text,
        ]
      })
    addPictures(
      of: lists.singles.map {
        ($0, table.clusters[Int(faces.other[$0])].medoid, faces.otherSimilarity[$0])
      }, to: &page)
    page.element("h2", "Faces that are nearly the same")
    page.element(
      "p", "The most similar pairs of faces, from a cosine of \(EdgeSummary.leastSimilarity) on.")
    page.table(
      headings: ["face", "cluster", "face", "cluster", "cosine"], numbers: [1, 3, 4],
      rows: lists.same.map { pair in
        [pair.first, pair.second].flatMap { [name($0), "\(numbers[labels[$0]])"] } + [
          pair.similarity.text
        ]
      })
    addPictures(
      of: lists.same.map { ($0.first, $0.second, $0.similarity) }, to: &page)
  }

  /// What a face is called.
  private func name(_ face: Int) -> String {
    names.map { String(decoding: $0[face], as: UTF8.self) } ?? "face \(face)"
  }
}

extension BinaryFloatingPoint {
  /// The number with four decimals; nothing for NaN.
  fileprivate var text: String { isNaN ? "" : String(format: "%.4f", Double(self)) }
}

/// A sweep over thresholds as one page of HTML that needs nothing else: no network, no script. It is the same on
/// any number of ranks.
package struct SweepPage {
  private let report: SweepReport

  package init(_ report: SweepReport) { self.report = report }

  package var html: String {
    var page = HTMLText()
    page.document("Thresholds for \(report.name)") { page in
      addSummary(&page)
      report.addCurves(to: &page)
      page.element("h2", "Thresholds")
      let (columns, rows) = report.table
      page.table(
        headings: columns, numbers: Set(columns.indices), rows: rows,
        marked: Set(
          report.rows.indices.filter {
            report.rows[$0].minSimilarity == report.calibration.minSimilarity
          }))
    }
    return page.html
  }

  private func addSummary(_ page: inout HTMLText) {
    let automatic =
      report.calibration.minSimilarity.map { "\($0), calibrated to the faces" }
      ?? "none, as calibration to the faces found none"
    page.table(
      headings: ["", ""], numbers: [],
      rows: [
        ["faces", "\(report.faces) of dimension \(report.dimension)"],
        ["method", report.method],
        ["automatic threshold", automatic],
        ["graphs", "\(report.rows.count), all from one search of neighbors"],
      ])
    for warning in report.calibration.findings {
      page.element("p", "Warning: \(warning)", class: "warning")
    }
  }
}

extension SweepReport {
  /// Adds the curves to a page, with the threshold of a run marked if it is of one.
  func addCurves(to page: inout HTMLText, markingRunAt threshold: Float? = nil) {
    page.element("h2", threshold == nil ? "Curves" : "Other thresholds")
    page.element(
      "p",
      "Over the thresholds, a picture for each number of neighbors k; the dashed line is the threshold that "
        + "the faces are calibrated to" + (threshold == nil ? "." : ", the other that of this run.")
    )
    let chart = SweepChart(self, markingRunAt: threshold)
    page.raw("<div class=\"chart\">\n\(chart.inline)</div>\n")
  }
}

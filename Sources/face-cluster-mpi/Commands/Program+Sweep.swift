import FaceClustering
import MPI
import ProgramArguments
import Storage

extension Program {
  /// Clusters with many thresholds, from one search of neighbors.
  func sweep() throws {
    try onRoot { try asCommandLine(checkSweepFiles) }
    var options = line.options
    // The report of a sweep is about its thresholds, not about clusters.
    let page = options.tables.report
    options.tables.report = nil
    let report = try Sweep(
      thresholds: line.sweep.thresholds, neighbors: line.sweep.neighbors,
      pipeline: Pipeline(options: options, session: session)
    ).run()
    try world.agree(.whileRunning) {
      guard let report else { return }
      if line.verbosity != .quiet {
        for finding in report.calibration.findings { printer.line("warning: " + finding) }
      }
      try write(report, page: page)
      try output(line.json ? report.json : SweepText.of(report))
    }
  }

  /// Finds out before the work that the files can be written, and over nothing that is needed.
  private func checkSweepFiles() throws {
    var files = RunFiles()
    try files.read(faces: line.options.features, as: "FEATURES")
    files.read(line.options.truth, as: "--truth")
    try files.write(line.sweep.csv, as: "--csv")
    try files.write(line.sweep.svg, as: "--svg")
    try files.write(line.options.tables.report, as: "--report")
    try files.check()
  }

  private func write(_ report: SweepReport, page: String?) throws {
    let texts = [
      (line.sweep.csv, report.csv), (line.sweep.svg, SweepChart(report).svg),
      (page, SweepPage(report).html),
    ]
    var files: [AtomicFile] = []
    for (path, text) in texts {
      guard let path else { continue }
      let file = try AtomicFile(path)
      try file.append(text)
      files.append(file)
    }
    try AtomicFile.commit(files)
  }
}

/// What a sweep found, as a table of text.
enum SweepText {
  static func of(_ report: SweepReport) -> String {
    let (columns, rows) = report.table
    let table = [columns] + rows
    let widths = columns.indices.map { column in table.map { $0[column].count }.max()! }
    let automatic = report.calibration.minSimilarity
    let lines = table.enumerated().map { number, cells in
      let text = zip(cells, widths).map {
        String(repeating: " ", count: $1 - $0.count) + $0
      }.joined(separator: "  ")
      let isAutomatic = number > 0 && report.rows[number - 1].minSimilarity == automatic
      return text + (isAutomatic ? "  < auto" : "")
    }
    return [
      "faces       \(report.faces) x \(report.dimension) (\(report.name.printable()))",
      "method      \(report.method)",
      "auto        \(CalibrationText.threshold(report.calibration))",
    ].joined(separator: "\n") + "\n" + lines.joined(separator: "\n")
  }
}

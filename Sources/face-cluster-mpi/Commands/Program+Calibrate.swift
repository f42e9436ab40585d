import FaceClustering
import ProgramArguments

extension Program {
  /// Finds the threshold of similarity that suits a file of faces.
  func calibrate() throws {
    let report = try CalibrationRun(options: line.options, session: session).run()
    try onRoot {
      if line.verbosity != .quiet {
        for finding in report.calibration.findings { printer.line("warning: " + finding) }
      }
      try output(line.json ? report.json : CalibrationText.of(report))
    }
  }
}

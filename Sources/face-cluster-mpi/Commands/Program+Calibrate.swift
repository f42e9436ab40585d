import FaceClustering
import ProgramArguments

extension Program {
  /// Finds the threshold of similarity that suits a file of faces.
  func calibrate() throws {
    let report = try CalibrationRun(options: line.options, world: world).run {
      if line.verbosity != .quiet { printer.line("warning: " + $0) }
    }
    try onRoot {
      if line.verbosity != .quiet {
        for finding in report.calibration.findings { printer.line("warning: " + finding) }
      }
      try output(line.json ? report.json : CalibrationText.of(report))
    }
  }
}

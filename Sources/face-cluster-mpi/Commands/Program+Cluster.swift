import FaceClustering
import ProgramArguments

extension Program {
  func cluster() throws {
    let pipeline = Pipeline(
      options: line.options, world: world, signals: signals,
      progress: { if line.verbosity != .quiet { printer.show($0, $1) } },
      note: { if line.verbosity == .verbose { printer.line($0) } },
      warning: { if line.verbosity != .quiet { printer.line("warning: " + $0) } })
    let record = try pipeline.run()
    try world.agree {
      guard let record else { return }
      try output(
        line.json ? record.json : Summary.text(of: record, verbose: line.verbosity == .verbose))
    }
  }
}

import FaceClustering
import ProgramArguments

extension Program {
  /// Clusters a network.
  func infomap() throws {
    let run = NetworkRun(
      path: line.files[0], options: line.options, network: line.network, session: session)
    let record = try run.run()
    try world.agree(.whileRunning) {
      guard let record, line.json || !line.isSilent else { return }
      try output(
        line.json ? record.json : Summary.text(of: record, verbose: line.verbosity == .verbose))
    }
  }
}

import FaceClustering
import ProgramArguments

extension Program {
  func cluster() throws { try cluster(line.options) }

  /// Clusters faces, and says what was found.
  func cluster(_ options: ClusteringOptions) throws {
    let record = try Pipeline(options: options, session: session).run()
    try world.agree {
      guard let record else { return }
      try output(
        line.json ? record.json : Summary.text(of: record, verbose: line.verbosity == .verbose))
    }
  }
}

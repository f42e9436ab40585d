import FaceClustering
import ProgramArguments

extension Program {
  func cluster() throws {
    let record = try Pipeline(options: line.options, session: session).run()
    try world.agree {
      guard let record else { return }
      try output(
        line.json ? record.json : Summary.text(of: record, verbose: line.verbosity == .verbose))
    }
  }
}

import FaceClustering
import ProgramArguments

extension Program {
  func assign() throws {
    // The command line has been checked for both.
    guard let known = line.knownFaces, let out = line.out else { preconditionFailure() }
    let assignment = FaceAssignment(
      options: line.options, known: known, out: out, margin: line.margin, world: world,
      progress: { if line.verbosity != .quiet { printer.show($0, $1) } },
      warning: { if line.verbosity != .quiet { printer.line("warning: " + $0) } })
    let outcome = try assignment.run()
    try world.agree {
      guard let outcome else { return }
      try output(
        line.json
          ? JSONText.of(outcome)
          : "\(outcome.assigned) of \(outcome.faces) new faces join \(outcome.clusters) clusters; "
            + "labels in \(out.printable())")
    }
  }
}

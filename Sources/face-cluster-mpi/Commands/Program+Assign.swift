import FaceClustering
import ProgramArguments

extension Program {
  func assign() throws {
    // The command line has been checked for it.
    guard let out = line.out else { preconditionFailure() }
    let assignment = FaceAssignment(
      options: try settings(ofRunWith: line.options.truth), known: line.knownFaces, out: out,
      margin: line.margin,
      makesClusters: line.makesClusters,
      session: session)
    let outcome = try assignment.run()
    try world.agree {
      guard let outcome else { return }
      try output(
        line.json
          ? JSONText.of(outcome)
          : "\(outcome.assigned) of \(outcome.faces) new faces join \(outcome.clusters) clusters"
            + newClusters(outcome) + "; labels in \(out.printable())")
    }
  }

  private func newClusters(_ outcome: FaceAssignment.Outcome) -> String {
    guard let faces = outcome.inNewClusters, let clusters = outcome.newClusters else { return "" }
    return ", \(faces) are in \(clusters) new ones"
  }
}

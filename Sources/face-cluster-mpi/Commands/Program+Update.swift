import FaceClustering
import ProgramArguments
import Storage

extension Program {
  /// Clusters old and new faces together, from the clusters of the old ones.
  func update() throws {
    // A graph of the old faces says by what it was made.
    guard line.options.knownEdges == nil else { return try cluster(line.options) }
    try cluster(try settings(ofRunWith: line.options.earlierLabels))
  }

  /// The options, with what the command line leaves open as it was in the run that made some labels, by the
  /// record beside them. Collective.
  ///
  /// - Throws: `Failure` where nothing says what the least cosine is, and it is not calibrated.
  func settings(ofRunWith labels: String?) throws -> ClusteringOptions {
    var options = line.options
    let saved = try world.agree { () throws(FileError) -> SavedRun? in
      guard world.rank == 0, let labels else { return nil }
      // Labels that are not there have no record either.
      _ = try InputFile(labels)
      // Whether the record can be understood is told when it is compared with the faces.
      return try SavedRun(besideLabels: labels) { _ in }
    }
    let k = try world.broadcast([saved?.k ?? 0], from: 0)[0]
    let similarity = try world.broadcast([saved?.minSimilarity ?? 0], from: 0)[0]
    let isCalibrated = try world.broadcast([saved?.isCalibrated ?? false ? 1 : 0], from: 0)[0] == 1
    let isSaved = k > 0
    if isSaved, !line.givesNeighborCount { options.k = k }
    if isSaved, !line.givesSimilarity, line.command == .update,
      isCalibrated || line.givesWeights && options.weights == .calibrated
    {
      // Of old and new faces, as that run of the old ones.
      options.calibratesSimilarity = true
      if !line.givesWeights { options.weights = .calibrated }
    } else if isSaved, !line.givesSimilarity {
      options.minSimilarity = similarity
      options.calibratesSimilarity = false
      options.weights = .cosine
      session.note("--min-sim is that of the run which made the labels: \(similarity)")
    }
    guard isSaved || line.givesSimilarity || options.calibratesSimilarity else {
      throw Failure(
        .commandLine,
        "\(line.command.rawValue) needs --min-sim S, since there is no record of a run beside the labels; "
          + "take that of the run which made them")
    }
    return options
  }
}

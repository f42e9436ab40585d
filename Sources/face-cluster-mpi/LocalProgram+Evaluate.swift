import FaceClustering
import ProgramArguments
import Storage

extension LocalProgram {
  /// Compares two labellings.
  ///
  /// - Returns: the scores, as the command line asks for them.
  func evaluation(_ line: Arguments) throws(Failure) -> String {
    do throws(FileError) {
      let predicted = try LabelFile(line.files[0])
      let truth = try LabelFile(line.files[1])
      guard predicted.labels.count == truth.labels.count else {
        throw FileError(
          line.files[0],
          "has \(predicted.labels.count) labels, but \(line.files[1]) has \(truth.labels.count); both "
            + "must be of the same faces")
      }
      try truth.checkKnown()
      let comparison = LabelComparison(predicted: predicted.labels, truth: truth.labels)
      let notices = comparison.notices(truth: truth.path, predicted: predicted.path)
      if isFirst, line.verbosity != .quiet {
        for notice in predicted.notices + truth.notices + notices {
          StandardStream.tell(warning: notice)
        }
      }
      let scores = comparison.scores
      return line.json ? JSONText.of(scores) : Summary.text(of: scores)
    } catch {
      throw Failure(.input, error.description)
    }
  }
}

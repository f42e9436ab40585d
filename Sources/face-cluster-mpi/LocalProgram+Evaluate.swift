import FaceClustering
import ProgramArguments
import Storage

extension LocalProgram {
  /// Compares two labellings.
  ///
  /// - Returns: the scores, as the command line asks for them.
  func evaluation(_ line: Arguments) throws(Failure) -> String {
    do throws(FileError) {
      let (predicted, truth) = try LabelFile.pair(line.files[0], line.files[1])
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

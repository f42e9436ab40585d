import FaceClustering
import ProgramArguments
import Storage

extension LocalProgram {
  /// Compares one labelling or several with the truth, the last file of the command line.
  ///
  /// - Returns: the scores, as the command line asks for them.
  func evaluation(_ line: Arguments) throws(Failure) -> String {
    do throws(FileError) {
      var evaluations: [LabelEvaluation] = []
      for path in line.files.dropLast() {
        evaluations.append(
          try LabelEvaluation(predicted: path, truth: line.files.last!, line.evaluation))
      }
      if isFirst, line.verbosity != .quiet {
        var told: Set<String> = []
        for notice in evaluations.flatMap(\.notices) where told.insert(notice).inserted {
          StandardStream.tell(warning: notice)
        }
      }
      if line.json {
        return evaluations.count == 1 ? JSONText.of(evaluations[0]) : JSONText.of(evaluations)
      }
      return evaluations.count == 1
        ? Summary.text(of: evaluations[0]) : Summary.text(of: evaluations)
    } catch {
      throw Failure(.input, error.description)
    }
  }
}

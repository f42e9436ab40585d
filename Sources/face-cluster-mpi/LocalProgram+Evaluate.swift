import Evaluation
import FaceClustering
import ProgramArguments
import Storage

extension LocalProgram {
  /// Compares two labellings.
  ///
  /// - Returns: the scores, as the command line asks for them.
  func evaluation(_ line: Arguments) throws(Failure) -> String {
    do throws(FileError) {
      let predicted = try Labels.read(line.files[0])
      let truth = try Labels.read(line.files[1])
      guard predicted.count == truth.count else {
        throw FileError(
          line.files[0],
          "has \(predicted.count) labels, but \(line.files[1]) has \(truth.count); both must be of "
            + "the same faces")
      }
      let scores = ClusteringScores(predicted: predicted, truth: truth)
      return line.json ? JSONText.of(scores) : Summary.text(of: scores)
    } catch {
      throw Failure(.input, error.description)
    }
  }
}

import Evaluation
import FaceClustering

extension Program {
  func evaluate() throws {
    let predicted = try Labels.read(line.files[0])
    let truth = try Labels.read(line.files[1])
    guard predicted.count == truth.count else {
      throw Failure(
        .input,
        "\(line.files[0]) has \(predicted.count) labels, but \(line.files[1]) has \(truth.count); "
          + "both must be of the same faces")
    }
    let scores = ClusteringScores(predicted: predicted, truth: truth)
    try output(line.json ? try Summary.json(of: scores) : Summary.text(of: scores))
  }
}

import Foundation
import Storage

/// What a run has left of itself in the record beside its labels, as far as later runs go on from it.
package struct SavedRun: Codable, Sendable {
  struct Input: Codable {
    let checksum: String
  }

  struct Options: Codable {
    let k: Int
    let minSimilarity: Float
    /// Records of earlier versions may lack it.
    let weights: String?
  }

  let input: Input
  let options: Options

  /// The neighbors that were searched for a face, the face itself counted.
  package var k: Int { options.k }
  /// The smallest cosine at which faces are neighbors.
  package var minSimilarity: Float { options.minSimilarity }
  /// Whether edges weighed by the calibration.
  package var isCalibrated: Bool { options.weights == EdgeWeights.calibrated.rawValue }

  /// Reads the record beside some labels.
  ///
  /// - Returns: nil where there is none, or, told to `warn`, none that can be understood.
  package init?(besideLabels path: String, warn: (String) -> Void) throws(FileError) {
    guard let record = RunRecord.path(besideLabels: path),
      FileManager.default.fileExists(atPath: record)
    else { return nil }
    let text = try InputFile.contents(of: record)
    guard let saved = try? JSONDecoder().decode(SavedRun.self, from: Data(text)) else {
      warn("\(record): is no record of a run, so it is not known of which faces \(path) is")
      return nil
    }
    self = saved
  }

  /// Refuses labels that are of other faces.
  ///
  /// - Parameters:
  ///   - labels: the file of the labels.
  ///   - faces: what they should be of, in words, with what to do if they are not.
  ///   - checksum: of these faces.
  func check(
    labels: String, areOf faces: (name: String, remedy: String), checksum: String
  ) throws(FileError) {
    guard input.checksum != checksum else { return }
    throw FileError(
      labels,
      "is not of \(faces.name): by its record \(RunRecord.path(besideLabels: labels) ?? "") the checksum "
        + "of its faces is \(input.checksum), theirs is \(checksum); \(faces.remedy)")
  }
}

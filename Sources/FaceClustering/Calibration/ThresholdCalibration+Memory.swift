import Calibration
import NearestNeighbors

extension ThresholdCalibration {
  /// The bytes that a calibration needs on a rank besides the rank's faces: the rows of the cohort, their
  /// counts twice while they are added up, their codes and those of some rows, and a tile of scores for each
  /// thread.
  static func bytes(faces: Int, dimension: Int, threads: Int) -> Int {
    let members = min(faces, Cohort.size)
    return members
      * (dimension * MemoryLayout<Float>.size + 2 * AngleBins.count * MemoryLayout<UInt32>.size)
      + SimilarityCounts.bytesOfCodes(members: members, dimension: dimension)
      + threads * SimilarityCounts.bytesOfThread
  }
}

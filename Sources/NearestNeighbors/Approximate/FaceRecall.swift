/// The recall of an approximate search as its faces see it: of the neighbors of each face that has any, the share
/// that was found.
///
/// A share of all neighbors would say little of faces that have few.
struct FaceRecall {
  /// The mean of the shares; 1 without faces.
  let mean: Double
  /// Half the width of the 95 % confidence interval of the mean, by the normal distribution.
  let margin: Double
  /// The share that all but 5 % of the faces reach; 1 without faces.
  let ofMostFaces: Double

  /// - Parameters:
  ///   - found: how many neighbors of each sampled face were found.
  ///   - all: how many each of them has.
  init(found: [Int], of all: [Int]) {
    let shares = zip(found, all).filter { $1 > 0 }.map { Double($0) / Double($1) }.sorted()
    guard !shares.isEmpty else {
      (mean, margin, ofMostFaces) = (1, 0, 1)
      return
    }
    let count = Double(shares.count)
    let mean = shares.reduce(0, +) / count
    let squares = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    margin = shares.count > 1 ? Self.deviations * (squares / (count - 1) / count).squareRoot() : 1
    ofMostFaces = shares[Int(Self.shareOfOthers * count)]
  }

  /// The standard deviations on each side of a mean that 95 % of a normal distribution are within.
  private static let deviations = 1.96
  private static let shareOfOthers = 0.05
}

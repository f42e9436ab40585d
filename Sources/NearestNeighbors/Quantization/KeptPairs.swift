/// About which pairs a search keeps; to choose how to search, never what is found.
struct KeptPairs {
  /// The least similarity of a pair.
  let minSimilarity: Float
  /// The most pairs of a face, of which only the most similar are kept; nil: there is no limit.
  let perFace: Int?

  init(minSimilarity: Float, perFace: Int? = nil) {
    self.minSimilarity = minSimilarity
    self.perFace = perFace
  }

  /// What the pairs of each face of a sample must reach to be kept when all have been compared, or a little less.
  ///
  /// In a list of `perFace` neighbors among many faces there are few of a sample's. The threshold is the similarity
  /// of a neighbor in the sample that is hardly ever in the list, unless the list is full.
  ///
  /// - Parameter faces: how many the sample stands for.
  func thresholds(of sample: FaceSample, faces: Int) -> [Float] {
    let count = sample.count
    let all = [Float](repeating: minSimilarity, count: count)
    guard let perFace, count > 1 else { return all }
    let expected = Double(perFace) * Double(count) / Double(max(faces, 1))
    let rank = Self.leastRank + Int(Self.expectedTimes * expected)
    guard rank < count else { return all }
    var products = [Float](repeating: 0, count: count * count)
    sample.values.withUnsafeBufferPointer { values in
      products.withUnsafeMutableBufferPointer { products in
        let rows = FaceRows(
          values: values.baseAddress!, count: count, dimension: sample.dimension, firstFace: 0)
        BLASKernel(dimension: sample.dimension).scores(
          of: rows, 0..<count, with: rows, 0..<count, into: products.baseAddress!)
      }
    }
    return (0..<count).map { face in
      var others = Array(products[face * count..<(face + 1) * count])
      others.remove(at: face)
      others.sort(by: >)
      return max(minSimilarity, others[rank - 1])
    }
  }

  /// A list that is not full, for which `expected` neighbors in the sample are the most, has this many, and some
  /// times the expected more, in hardly any sample.
  private static let (leastRank, expectedTimes) = (2, 2.0)
}

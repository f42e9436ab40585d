import BinarySearch

/// Bins of half a degree of the angle u = arcsin(s) of a similarity s, from -90 to 90 degrees.
///
/// Edges are float32 numbers: a similarity, which is one too (see `Similarity` of NearestNeighbors), is on
/// the same side of an edge as of its exact value.
package enum AngleBins {
  /// How many there are.
  package static let count = 360

  /// The width of a bin, in radians.
  package static let width = Double.pi / 360

  /// The angle in the middle of a bin, in radians.
  package static func center(_ bin: Int) -> Double { (Double(bin - count / 2) + 0.5) * width }

  /// The least similarities of bins 1, 2, …, `count` - 1. Bin 0 has all below the first, the last bin all
  /// from the last one on.
  package static let edges: [Float] = (1..<count).map { edge in
    let exact = ElementaryFunctions.sin(Double(edge - count / 2) * width)
    let nearest = Float(exact)
    return Double(nearest) < exact ? nearest.nextUp : nearest
  }

  /// The bin of a similarity, which may be rounded to beyond -1 or 1.
  package static func bin(of similarity: Float) -> Int {
    edges.indices.partitioningIndex { similarity < edges[$0] }
  }
}

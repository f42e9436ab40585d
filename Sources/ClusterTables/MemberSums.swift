import CSimilarity
import Embeddings
import MPI
import Threads

/// The sums of the members of some clusters over all ranks. They are integers, so that the order in
/// which members are added does not matter.
///
/// The cosine of a face to a sum is the sum of its cosines to the members: what all pairs would tell of
/// the mean costs no more than one product a face.
struct MemberSums {
  private let clusters: Range<Int>
  private let dimension: Int
  /// Integers, which are rounded to double wherever they are used.
  private let values: [Double]

  /// One unit of length: sums of no more than 2^32 components of unit vectors do not overflow.
  private static let unit: Float = 0x1p30

  /// Adds the members of all ranks up. Collective.
  init(
    of clusters: Range<Int>, _ members: ClusterMembers, _ faces: EmbeddingMatrix,
    workers: Workers, world: Communicator
  ) throws(MPIError) {
    self.clusters = clusters
    dimension = faces.dimension
    values = try world.allReduce(Self.own(clusters, members, faces, workers), with: .sum)
      .map { Double($0) }
  }

  /// The sums of this rank's members.
  private static func own(
    _ clusters: Range<Int>, _ members: ClusterMembers, _ faces: EmbeddingMatrix, _ workers: Workers
  ) -> [Int64] {
    let dimension = faces.dimension
    return [Int64](unsafeUninitializedCapacity: clusters.count * dimension) { buffer, count in
      buffer.initialize(repeating: 0)
      count = buffer.count
      // Each cluster has a place of its own.
      nonisolated(unsafe) let buffer = buffer
      workers.forEach(clusters.count) { place, _ in
        let sum = buffer.baseAddress! + place * dimension
        members.forEachRow(of: clusters.lowerBound + place, in: faces) { _, values in
          sums_add_row(sum, values, dimension, unit)
        }
      }
    }
  }

  /// The sum of the cosines of a face to all members of a cluster, itself counted if it is one.
  func product(_ face: UnsafePointer<Float>, _ cluster: Int) -> Double {
    let start = (cluster - clusters.lowerBound) * dimension
    return values.withUnsafeBufferPointer {
      sums_product($0.baseAddress! + start, face, dimension) / Double(Self.unit)
    }
  }

  /// The sum of the members of a cluster, scaled to a length of 1; all 0 for members that cancel out.
  func direction(_ cluster: Int) -> [Float] {
    let start = (cluster - clusters.lowerBound) * dimension
    let sum = values[start..<start + dimension].map { $0 / Double(Self.unit) }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return sum.map { length > 0 ? Float($0 / length) : 0 }
  }

  /// The mean cosine of two members of a cluster of so many.
  func meanCosine(_ cluster: Int, size: Int) -> Double {
    let start = (cluster - clusters.lowerBound) * dimension
    var squares = 0.0
    for value in values[start..<start + dimension] {
      let component = value / Double(Self.unit)
      squares += component * component
    }
    return ((squares - Double(size)) / (Double(size) * Double(size - 1))).asCosine
  }
}

extension Double {
  /// The value where rounding has not led it beyond what a cosine can be.
  var asCosine: Double { Swift.min(1, Swift.max(-1, self)) }
}

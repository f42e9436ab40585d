import Embeddings
import MPI

/// Which buckets each face of a rank belongs to: those of its nearest centers, which are faces
/// themselves, evenly spaced.
///
/// Nearest is meant by `Similarity`, found with the exact search, so that it depends on nothing but the
/// faces.
struct Buckets {
  let count: Int
  /// For each row of the rank, its `most` nearest centers, nearest first.
  private let centers: [UInt32]
  private let most: Int

  /// Centers per square root of the number of faces: then finding the nearest centers and comparing
  /// the faces of a bucket take about the same time.
  private static let density = 4.0
  /// Centers that are compared at once: with more, what the first ones teach comes too late.
  private static let centersAtOnce = 128

  init(
    of rows: FaceRows, layout: ShardLayout, world: Communicator, most: Int, threads: Int,
    kernel: SearchKernel
  ) throws(MPIError) {
    let faces = layout.faces
    count = max(1, min(faces, Int(Self.density * Double(faces).squareRoot())))
    self.most = min(most, count)
    let members = (0..<count).map { [count] in $0 * faces / count }
    let values = try rows.gathered(members, layout: layout, world: world)
    let lists = CandidateLists(rowCount: rows.count, capacity: self.most) { _ in -2 }
    let block = BlockSearch(rows: rows, minSimilarity: -1, threads: threads, kernel: kernel)
    let nobody = CandidateLists(rowCount: count, capacity: 0) { _ in .infinity }
    values.withUnsafeBufferPointer { [count] values in
      let centers = FaceRows(
        values: values.baseAddress!, count: count, dimension: rows.dimension, firstFace: 0)
      for first in stride(from: 0, to: count, by: Self.centersAtOnce) {
        let part = first..<min(first + Self.centersAtOnce, count)
        block.compare(
          0..<rows.count, lists, with: block.columns(centers, part), part, nobody
        ) { _ in }
      }
    }
    centers = (0..<rows.count).flatMap { row in
      lists.neighbors(row).sorted(by: >).map(\.index)
    }
  }

  /// The buckets of a row, the `probes` nearest.
  func buckets(of row: Int, probes: Int) -> ArraySlice<UInt32> {
    centers[row * most..<row * most + min(probes, most)]
  }
}

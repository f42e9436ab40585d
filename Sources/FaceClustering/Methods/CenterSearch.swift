import Clustering
import Embeddings
import NearestNeighbors
import Threads

/// A search for the nearest centers by the kernels that search for similar faces.
///
/// |x - c|² = |x|² - 2 (x·c - |c|²/2), so the nearest center is the one of the greatest x·c - |c|²/2: the
/// product of (x, 1, 0) and (c, -|c|²/2, r). The last column r makes all centers equally long, so that both
/// can be scaled to the length 1, which the kernels ask for.
final class CenterSearch: NearestCenters {
  private let rows: FloatRows
  /// The rows with two columns more.
  private let extended: EmbeddingMatrix
  private let block: BlockSearch
  private let threads: Int

  /// What every similarity reaches; the kernels take infinity for what is outside their tiles.
  private static let belowAll: Float = -2
  /// Rows that a thread takes at a time.
  private static let batchSize = 1024

  /// - Parameter rows: of unit length.
  init(_ rows: FloatRows, threads: Int, kernel: SearchKernel) {
    self.rows = rows
    self.threads = threads
    let extended = EmbeddingMatrix(rows: rows.count, dimension: rows.dimension + 2)
    let scale = Float(0.5.squareRoot())
    Workers(count: threads).forEach(0..<rows.count, by: Self.batchSize) { part, _, _ in
      for row in part {
        let from = rows.values + row * rows.dimension
        let to = extended.values + row * extended.dimension
        for column in 0..<rows.dimension { to[column] = from[column] * scale }
        to[rows.dimension] = scale
      }
    }
    self.extended = extended
    // Nothing is known of how near centers will be; codes rule out most of them all the same.
    block = BlockSearch(
      rows: FaceRows(extended), minSimilarity: 0, threads: threads, kernel: kernel)
  }

  func nearest(among centers: [Float], before: [UInt32]?) -> [UInt32] {
    guard rows.count > 0 else { return [] }
    guard let targets = targets(centers) else {
      return [UInt32](repeating: 0, count: rows.count)
    }
    let least = before.map { similarities(to: targets, $0) }
    let found = CandidateLists(rowCount: rows.count, capacity: 1) { row in
      least?[row] ?? Self.belowAll
    }
    let nobody = CandidateLists(rowCount: targets.rows, capacity: 0) { _ in .infinity }
    let columns = block.columns(FaceRows(targets), 0..<targets.rows)
    for part in before == nil ? Self.growingParts(targets.rows) : [0..<targets.rows] {
      block.compare(
        PairRectangle(rows: 0..<rows.count, columns: part), found, with: columns, nobody
      ) { _ in }
    }
    return (0..<rows.count).map { found.neighbors($0)[0].index }
  }

  /// Parts of some centers, each twice as large as the one before it. What is nearest among the first few rules out
  /// most of the others before their exact similarities are needed.
  private static func growingParts(_ count: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var (start, size) = (0, firstPart)
    while start < count {
      parts.append(start..<min(start + size, count))
      (start, size) = (start + size, 2 * size)
    }
    return parts
  }

  private static let firstPart = 32

  func nearer(to centers: [Float], than distances: [Float]) -> [[UInt32]] {
    let count = centers.count / rows.dimension
    var near = [[UInt32]](repeating: [], count: count)
    guard rows.count > 0, let targets = targets(centers) else { return near }
    // Centers of length 1 are as long as this with their two columns.
    let scale = 1 / (2 * 1.25).squareRoot()
    let found = CandidateLists(rowCount: rows.count, capacity: count) { row in
      let product = 1 - Double(distances[row]) / 2
      return Float((product - 0.5) * scale - Self.roundingOfProducts)
    }
    let nobody = CandidateLists(rowCount: targets.rows, capacity: 0) { _ in .infinity }
    block.compare(
      PairRectangle(rows: 0..<rows.count, columns: 0..<targets.rows), found,
      with: block.columns(FaceRows(targets), 0..<targets.rows), nobody
    ) { _ in }
    for row in 0..<rows.count {
      for neighbor in found.neighbors(row) { near[Int(neighbor.index)].append(UInt32(row)) }
    }
    return near
  }

  /// By how much products of rows whose length is 1 but for rounding may be less than exact ones.
  private static let roundingOfProducts = 1e-6

  /// The centers with two columns more; nil where all are at the origin.
  private func targets(_ centers: [Float]) -> EmbeddingMatrix? {
    let dimension = rows.dimension
    let count = centers.count / dimension
    let halves = (0..<count).map { center in
      centers[center * dimension..<(center + 1) * dimension]
        .reduce(0.0) { $0 + Double($1) * Double($1) } / 2
    }
    let lengths = halves.map { 2 * $0 + $0 * $0 }
    guard let longest = lengths.max(), longest > 0 else { return nil }
    let length = longest.squareRoot()
    let targets = EmbeddingMatrix(rows: count, dimension: dimension + 2)
    for center in 0..<count {
      let to = targets.values + center * (dimension + 2)
      for column in 0..<dimension {
        to[column] = Float(Double(centers[center * dimension + column]) / length)
      }
      to[dimension] = Float(-halves[center] / length)
      to[dimension + 1] = Float((longest - lengths[center]).squareRoot() / length)
    }
    return targets
  }

  /// How similar each row is to one of the targets, as the search counts it.
  private func similarities(to targets: EmbeddingMatrix, _ chosen: [UInt32]) -> [Float] {
    [Float](unsafeUninitializedCapacity: rows.count) { buffer, count in
      // Each piece has places of its own.
      nonisolated(unsafe) let buffer = buffer
      Workers(count: threads).forEach(0..<rows.count, by: Self.batchSize) { part, _, _ in
        for row in part {
          buffer.initializeElement(
            at: row, to: Self.similarity(extended, row, targets, Int(chosen[row])))
        }
      }
      count = rows.count
    }
  }

  private static func similarity(
    _ a: EmbeddingMatrix, _ row: Int, _ b: EmbeddingMatrix, _ other: Int
  ) -> Float {
    Similarity.of(a[row], b[other])
  }
}

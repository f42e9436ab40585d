import Clustering
import Embeddings
import NearestNeighbors

/// The faces of a run as rank 0 reads them once more, as many as a method asks for.
struct FacesOnRoot: NearestFaceQueries {
  let source: Source
  let threads: Int
  let kernel: SearchKernel

  /// The rows that are read at a time.
  private static let rowsAtOnce = 1 << 14

  /// The most bytes that a search needs, where all faces take part: for each its row, its codes as a row and as
  /// a column, and its list.
  static func bytes(faces: Int, dimension: Int) -> Int {
    faces * (dimension * (MemoryLayout<Float>.size + 2) + bytesOfList)
  }

  /// A short list with its lock and threshold, and where the face is in the order of the search.
  private static let bytesOfList = 160

  func nearestOutside(_ groups: [[UInt32]], most: Int, least: Float) throws -> [WeightedEdge] {
    let numbers = groups.flatMap { $0 }
    let search = LocalSearch(
      SearchSettings(k: 2, minSimilarity: least, threads: threads, kernel: kernel))
    let lists = search.nearestOutside(
      groups: groups.map(\.count), most: most, of: try rows(of: numbers))
    return numbers.indices.flatMap { row in
      lists[row].map {
        WeightedEdge(
          source: numbers[row], target: numbers[Int($0.index)], weight: $0.similarity)
      }
    }
  }

  func nearestMeans(of clusters: [UInt32], count: Int, least: Float) throws -> [WeightedEdge] {
    let means = EmbeddingMatrix(rows: count, dimension: source.dimension)
    try forEachPart { part, range in
      for row in range { means.add(part[row - range.lowerBound], toRow: Int(clusters[row])) }
    }
    // Of opposite faces no mean can be had; their cluster is next to none.
    let clusters = (0..<count).filter { means.hasDirection($0) }
    for (place, cluster) in clusters.enumerated() where place != cluster {
      means.write(means[cluster], toRow: place)
    }
    let directions = means.part(0..<clusters.count)
    try directions.normalize(path: "means of clusters", firstRow: 0)
    let search = LocalSearch(
      SearchSettings(k: 2, minSimilarity: least, threads: threads, kernel: kernel))
    let lists = search.neighbors(of: directions)
    return clusters.indices.compactMap { place in
      lists[place].first.map {
        WeightedEdge(
          source: UInt32(clusters[place]), target: UInt32(clusters[Int($0.index)]),
          weight: $0.similarity)
      }
    }
  }

  /// Some rows, normalized, in the order of `numbers`, which are all different.
  private func rows(of numbers: [UInt32]) throws -> EmbeddingMatrix {
    let rows = EmbeddingMatrix(rows: numbers.count, dimension: source.dimension)
    var places = [Int](repeating: -1, count: source.faces)
    for (place, number) in numbers.enumerated() { places[Int(number)] = place }
    let isNeeded = { (range: Range<Int>) in range.contains { places[$0] >= 0 } }
    try forEachPart(where: isNeeded) { part, range in
      for row in range where places[row] >= 0 {
        rows.write(part[row - range.lowerBound], toRow: places[row])
      }
    }
    return rows
  }

  /// Calls `body` with rows that follow each other, normalized, part by part.
  ///
  /// - Parameter isNeeded: whether rows are looked at. The others are read only to find out whether all are those of the
  ///   graph.
  private func forEachPart(
    where isNeeded: (Range<Int>) -> Bool = { _ in true },
    _ body: (EmbeddingMatrix, Range<Int>) -> Void
  ) throws {
    var checksum: UInt64 = 0
    for start in stride(from: 0, to: source.faces, by: Self.rowsAtOnce) {
      let range = start..<min(start + Self.rowsAtOnce, source.faces)
      guard source.checksum != nil || isNeeded(range) else { continue }
      let part = EmbeddingMatrix(rows: range.count, dimension: source.dimension)
      checksum &+= try source.read(range, into: part, threads: threads).all
      body(part, range)
    }
    try source.checkUnchanged()
    try source.check(checksum: checksum)
  }
}

extension EmbeddingMatrix {
  /// Whether a row has a value that is not 0.
  fileprivate func hasDirection(_ row: Int) -> Bool {
    let columns = self[row]
    return columns.indices.contains { columns[$0] != 0 }
  }
}

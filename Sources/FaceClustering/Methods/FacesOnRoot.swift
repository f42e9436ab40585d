import Clustering
import Embeddings
import NearestNeighbors

/// The faces of a run as rank 0 reads them once more, as many as a method asks for.
struct FacesOnRoot: FaceSource {
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
    for start in stride(from: 0, to: source.faces, by: Self.rowsAtOnce) {
      let range = start..<min(start + Self.rowsAtOnce, source.faces)
      let part = EmbeddingMatrix(rows: range.count, dimension: source.dimension)
      _ = try source.read(range, into: part)
      for row in range { means.add(part[row - start], toRow: Int(clusters[row])) }
    }
    try source.checkUnchanged()
    // Of opposite faces no mean can be had; they stay as they are.
    try means.normalize(path: "means of clusters", firstRow: 0)
    let search = LocalSearch(
      SearchSettings(k: 2, minSimilarity: least, threads: threads, kernel: kernel))
    let lists = search.neighbors(of: means)
    return (0..<count).compactMap { cluster in
      lists[cluster].first.map {
        WeightedEdge(source: UInt32(cluster), target: $0.index, weight: $0.similarity)
      }
    }
  }

  /// Some rows, normalized, in the order of `numbers`, which are all different.
  private func rows(of numbers: [UInt32]) throws -> EmbeddingMatrix {
    let rows = EmbeddingMatrix(rows: numbers.count, dimension: source.dimension)
    var places = [Int](repeating: -1, count: source.faces)
    for (place, number) in numbers.enumerated() { places[Int(number)] = place }
    for start in stride(from: 0, to: source.faces, by: Self.rowsAtOnce) {
      let range = start..<min(start + Self.rowsAtOnce, source.faces)
      guard range.contains(where: { places[$0] >= 0 }) else { continue }
      let part = EmbeddingMatrix(rows: range.count, dimension: source.dimension)
      _ = try source.read(range, into: part, threads: threads)
      for row in range where places[row] >= 0 {
        rows.write(part[row - start], toRow: places[row])
      }
    }
    try source.checkUnchanged()
    return rows
  }
}

import Threads

/// Faces by the first eigenvectors of the normalized Laplacian of their graph.
struct LaplacianEmbedding {
  /// A row for each face.
  let rows: DoubleMatrix
  /// The greatest eigenvalue of those taken.
  let lastEigenvalue: Double

  init(_ graph: NeighborGraph, columns: Int, _ workers: Workers) {
    let count = graph.nodeCount
    var adjacency = DoubleMatrix(rows: count, columns: count)
    for face in 0..<count {
      graph.forEachNeighbor(of: face) { other, _ in
        guard other != face else { return }
        adjacency[face, other] += 0.5
        adjacency[other, face] += 0.5
      }
    }
    let roots = (0..<count).map { face in
      let degree = adjacency.values[face * count..<(face + 1) * count].reduce(0, +)
      return degree > 0 ? degree.squareRoot() : 1
    }
    let isAlone = (0..<count).map { graph.degree(of: $0) == 0 }
    for a in 0..<count {
      for b in 0..<count { adjacency[a, b] /= roots[a] * roots[b] }
      // So that the Laplacian is 0 there.
      if isAlone[a], adjacency.values[a * count..<(a + 1) * count].allSatisfy({ $0 == 0 }) {
        adjacency[a, a] = 1
      }
    }
    let found = SymmetricEigenvectors(adjacency.values, n: count, workers)
    // The greatest of the similarities are the least of the Laplacian.
    let vectors = found.vectors((count - columns..<count).reversed())
    var rows = DoubleMatrix(rows: count, columns: columns)
    for column in 0..<columns {
      let vector = vectors[column * count..<(column + 1) * count]
      for (face, value) in vector.enumerated() { rows[face, column] = value / roots[face] }
    }
    self.rows = rows
    lastEigenvalue = 1 - found.values[count - columns]
  }
}

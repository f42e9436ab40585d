import Calibration
import Threads

/// Rows of this rank's faces by their similarities to landmarks.
struct NystromEmbedding {
  /// Of unit length.
  let rows: FloatRows
  /// The faces of all ranks whose sum of similarities came out as 0 or less.
  let clamped: Int

  /// How many parts of 1 sums over so many faces are counted in: 2^36, and no more than leaves room for them.
  static func units(_ faces: Int) -> Double { min(0x1p36, CenterSums.units(faces)) }

  /// Collective.
  ///
  /// - Parameters:
  ///   - landmarks: faces of any ranks, rising.
  ///   - columns: at most.
  init(_ faces: any DistributedFaces, landmarks: [Int], gamma: Double, columns: Int) throws {
    let size = landmarks.count
    let chosen = FloatRows(try faces.rows(of: landmarks), dimension: faces.dimension)
    func similarity(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Double {
      ElementaryFunctions.exp(-gamma * Columns.squaredDistance(a, b, faces.dimension))
    }
    var among = [Double](repeating: 1, count: size * size)
    for a in 0..<size {
      for b in 0..<a {
        among[a * size + b] = similarity(chosen[a], chosen[b])
        among[b * size + a] = among[a * size + b]
      }
    }
    var places = [Int: Int](minimumCapacity: size)
    for (place, landmark) in landmarks.enumerated() { places[landmark] = place }
    let own = faces.own.lowerBound
    let rows = faces.rows
    let toLandmarks = Parts<[Double]>(count: rows.count, empty: [])
    faces.forEachPart { part, _ in
      for row in part where places[own + row] == nil {
        toLandmarks.set(row, (0..<size).map { similarity(rows[row], chosen[$0]) })
      }
    }
    let units = Self.units(faces.count)
    var sums = [Int](repeating: 0, count: size)
    for similarities in toLandmarks.values where !similarities.isEmpty {
      for place in 0..<size { sums[place] += Int(similarities[place] * units) }
    }
    let others = try faces.sum(sums).map { Double($0) / units }
    let basis = LandmarkBasis(
      among: among, others: others, columns: min(size, columns), faces.workers)
    let counts = Parts<Int>(count: faces.parts, empty: 0)
    self.rows = FloatRows(
      count: rows.count, dimension: min(size, columns), workers: faces.workers
    ) { row, values in
      if let place = places[own + row] {
        basis.write(landmark: place, to: values)
      } else {
        basis.write(toLandmarks.values[row], to: values)
      }
    }
    faces.forEachPart { part, piece in
      counts.set(
        piece, part.count { places[own + $0] == nil && basis.degree(toLandmarks.values[$0]) <= 0 })
    }
    clamped = try faces.sum([counts.values.reduce(0, +)])[0]
  }
}

/// What rows are made of, the same on all ranks.
private struct LandmarkBasis {
  private let size: Int
  private let columns: Int
  /// The similarities of landmarks among each other, scaled by their sums.
  private let scaled: [Double]
  /// Of each landmark: 1 over the root of its sum of similarities to all faces.
  private let scales: [Double]
  /// What makes a sum of similarities to all faces of those to landmarks.
  private let degreeWeights: [Double]
  /// For each column a vector over the landmarks.
  private let vectors: [Double]

  /// - Parameters:
  ///   - among: similarities of landmarks.
  ///   - others: of each landmark the sum over all faces that are none.
  init(among: [Double], others: [Double], columns: Int, _ workers: Workers) {
    let size = others.count
    self.size = size
    self.columns = columns
    degreeWeights = Self.pseudoInverse(
      SymmetricEigenvectors(among, n: size, workers), times: others)
    let scales = (0..<size).map { row in
      let sum = among[row * size..<(row + 1) * size].reduce(0, +) + others[row]
      return 1 / sum.squareRoot()
    }
    self.scales = scales
    var scaled = among
    for row in 0..<size {
      for column in 0..<size { scaled[row * size + column] *= scales[row] * scales[column] }
    }
    self.scaled = scaled
    let found = SymmetricEigenvectors(scaled, n: size, workers)
    let order = (0..<size).sorted {
      (-found.values[$0].magnitude, $0) < (-found.values[$1].magnitude, $1)
    }
    let taken = order.prefix(columns)
    let least = Self.leastMagnitude(of: found)
    var vectors = found.vectors(taken)
    for (column, place) in taken.enumerated() {
      let magnitude = found.values[place].magnitude
      // What is 0 but for rounding says nothing of faces, however it is scaled.
      let scale = magnitude > least ? magnitude.squareRoot() : .infinity
      for row in column * size..<(column + 1) * size { vectors[row] /= scale }
    }
    self.vectors = vectors
  }

  /// The pseudo-inverse of a symmetric matrix times a vector; what is 0 but for rounding counts as 0.
  private static func pseudoInverse(
    _ matrix: SymmetricEigenvectors, times vector: [Double]
  ) -> [Double] {
    let least = leastMagnitude(of: matrix)
    let coefficients = zip(matrix.coefficients(of: vector), matrix.values).map {
      $1.magnitude > least ? $0 / $1 : 0
    }
    return matrix.combination(coefficients)
  }

  /// The magnitude up to which an eigenvalue is 0 but for rounding.
  private static func leastMagnitude(of matrix: SymmetricEigenvectors) -> Double {
    let most = matrix.values.map(\.magnitude).max() ?? 0
    return Double(matrix.values.count) * .ulpOfOne * most
  }

  /// About the sum of the similarities of a face to all, by those to the landmarks.
  func degree(_ similarities: [Double]) -> Double {
    similarities.indices.reduce(0) { $0 + similarities[$1] * (1 + degreeWeights[$1]) }
  }

  func write(landmark place: Int, to values: UnsafeMutableBufferPointer<Float>) {
    write(Array(scaled[place * size..<(place + 1) * size]), scale: 1, to: values)
  }

  func write(_ similarities: [Double], to values: UnsafeMutableBufferPointer<Float>) {
    let own = 1 / max(degree(similarities), 1e-12).squareRoot()
    write(similarities.indices.map { similarities[$0] * scales[$0] }, scale: own, to: values)
  }

  private func write(
    _ weights: [Double], scale: Double, to values: UnsafeMutableBufferPointer<Float>
  ) {
    let row = (0..<columns).map { column in
      let vector = vectors[column * size..<(column + 1) * size]
      return scale * zip(vector, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for column in 0..<columns {
      values[column] = length > 0 ? Float(row[column] / length) : column == 0 ? 1 : 0
    }
  }
}

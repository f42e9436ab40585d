import NearestNeighbors
import Testing

@Suite struct ProjectionTests {
  /// Projections by columns, by leading directions and by directions that are far from orthonormal.
  @Test(arguments: [8, 16, 40])
  func noSimilarityExceedsWhatTheHeadsAllow(depth: Int) {
    let dimension = 40
    let faces = RandomFaces(count: 200, dimension: dimension, seed: 8, spread: 0.4)
    let directions = LeadingDirections(of: faces.rows.flatMap { $0 }, dimension: dimension)!
    let crooked = (0..<depth * dimension).map {
      directions.directions[$0] * (1 + Float($0 % 5) / 40)
    }
    for projection in [
      Projection(depth: depth), directions.projection(depth: depth),
      Projection(directions: crooked, depth: depth, dimension: dimension),
    ] {
      let projections = projections(of: faces, projection)
      for i in faces.rows.indices {
        for j in 0..<i {
          let (h, g) = (projections[i], projections[j])
          let most = dot(h, g) + tail(faces.rows[i], h) + tail(faces.rows[j], g)
          #expect(Double(faces.similarity(i, j)) <= most + Double(projection.margin) + 1e-7)
        }
      }
    }
  }

  /// Faces near a few centers: few directions hold nearly all there is of them.
  @Test func leadingDirectionsComeFirstAndAreMixed() {
    let faces = RandomFaces(count: 300, dimension: 64, seed: 2, spread: 0.05)
    let directions = LeadingDirections(of: faces.rows.flatMap { $0 }, dimension: 64)!
    let projection = directions.projection(depth: 8)
    #expect(projection.margin < 1e-3)
    for projection in projections(of: faces, projection) {
      #expect(dot(projection, projection) > 0.95)
      #expect(projection.map(abs).max()! < 0.9)
    }
  }

  /// Wide matrices near a subspace, where the search takes leading directions, and kernels of all
  /// kinds.
  @Test(arguments: SearchKernel.all.filter(\.isSupported))
  func listsFoundByLeadingDirectionsAreThoseOfBruteForce(kernel: SearchKernel) {
    let faces = RandomFaces(count: 2500, dimension: 24, seed: 6, spread: 0.25)
    let found = faces.neighborsBySearch(k: 12, minSimilarity: 0.96, threads: 2, kernel: kernel)
    #expect(found.asArrays == faces.neighborsByBruteForce(k: 12, minSimilarity: 0.96))
  }

  private func projections(of faces: RandomFaces, _ projection: Projection) -> [[Float]] {
    var projections = [Float](repeating: 0, count: faces.rows.count * projection.depth)
    faces.rows.flatMap { $0 }.withUnsafeBufferPointer { values in
      let rows = FaceRows(
        values: values.baseAddress!, count: faces.rows.count, dimension: faces.dimension,
        firstFace: 0)
      projections.withUnsafeMutableBufferPointer {
        projection.write(rows, 0..<rows.count, to: $0.baseAddress!)
      }
    }
    return (0..<faces.rows.count).map {
      Array(projections[$0 * projection.depth..<($0 + 1) * projection.depth])
    }
  }

  private func tail(_ face: [Float], _ projection: [Float]) -> Double {
    (dot(face, face) - dot(projection, projection)) / 2
  }

  private func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}

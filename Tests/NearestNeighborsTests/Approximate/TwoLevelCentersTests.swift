import Embeddings
import Testing

@testable import NearestNeighbors

/// The centers of cells that faces find by hubs.
@Suite struct TwoLevelCentersTests {
  private static let centers = RandomFaces(count: 4200, dimension: 32, seed: 1)

  /// Faces near a center each, so that most find it by their hub.
  private func faces(_ count: Int, seed: UInt64) -> [[Float]] {
    RandomFaces(count: count, dimension: 32, seed: seed, spread: 8).rows.enumerated().map {
      (index, noise) in
      RandomFaces.normalized(
        zip(Self.centers.rows[(index * 37) % 4200], noise).map { $0 + 0.3 * $1 })
    }
  }

  /// Calls `body` with the centers, a sample of faces and those whose centers are searched.
  private func withRows<Result>(
    _ sample: [[Float]], _ faces: [[Float]], _ body: (FaceRows, FaceRows, FaceRows) throws -> Result
  ) rethrows -> Result {
    let matrices = [Self.centers.rows, sample, faces].map { EmbeddingMatrix($0) }
    defer { withExtendedLifetime(matrices) {} }
    return try body(FaceRows(matrices[0]), FaceRows(matrices[1]), FaceRows(matrices[2]))
  }

  /// Found with the fastest kernel of codes and with BLAS, and with the faces of one rank as with those of several.
  @Test func nearlyAllFacesFindTheirNearestCenter() throws {
    var found: [[UInt32]] = []
    for kernel in [SearchKernel.fastestOfCodes, .blas] {
      try withRows(faces(400, seed: 2), faces(900, seed: 3)) { centers, sample, faces in
        func block(_ rows: FaceRows) -> BlockSearch {
          BlockSearch(rows: rows, minSimilarity: -1, threads: 2, kernel: kernel)
        }
        let hubs = try #require(
          TwoLevelCenters(of: centers, sample: sample, threads: 2, kernel: kernel))
        var shares: [Double] = []
        let nearest = hubs.nearest(to: block(faces)) { shares.append($0) }
        #expect(shares.last == 1 && shares == shares.sorted())
        let parts = [0..<250, 250..<900].map { range in
          FaceRows(values: faces[range.lowerBound], count: range.count, dimension: 32, firstFace: 0)
        }
        #expect(parts.flatMap { hubs.nearest(to: block($0)) { _ in } } == nearest)
        let exact = MostSimilar(of: block(faces), in: centers, count: 1)
        let right = (0..<900).count { exact[$0][0].index == nearest[$0] }
        #expect(right >= 850)
        found.append(nearest)
      }
    }
    #expect(found.allSatisfy { $0 == found[0] })
  }

  /// Where similar centers need not be near the same hub, comparing with all costs no more.
  @Test func hubsAreOfNoUseToFacesFarFromAllCenters() {
    let faces = RandomFaces(count: 500, dimension: 32, seed: 7, spread: 50).rows
    withRows(faces, faces) { centers, sample, _ in
      #expect(TwoLevelCenters(of: centers, sample: sample, threads: 2, kernel: .blas) == nil)
    }
  }

  @Test func fewCentersNeedNoHubs() {
    withRows(faces(10, seed: 2), faces(10, seed: 2)) { centers, sample, _ in
      let few = FaceRows(values: centers.values, count: 4000, dimension: 32, firstFace: 0)
      #expect(TwoLevelCenters(of: few, sample: sample, threads: 2, kernel: .blas) == nil)
    }
  }
}

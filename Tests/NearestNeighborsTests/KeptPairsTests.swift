import Testing

@testable import NearestNeighbors

@Suite struct KeptPairsTests {
  private func thresholds(
    of faces: RandomFaces, _ kept: KeptPairs, standingFor count: Int
  ) -> [Float] {
    faces.withRows { rows in
      kept.thresholds(of: FaceSample(of: rows, atMost: rows.count), faces: count)
    }
  }

  @Test func withoutALimitTheLeastSimilarityDecides() {
    let faces = RandomFaces(count: 50, dimension: 8, seed: 1)
    let kept = KeptPairs(minSimilarity: 0.3)
    #expect(thresholds(of: faces, kept, standingFor: 50) == [Float](repeating: 0.3, count: 50))
    // Lists that hold all faces are never full.
    let all = KeptPairs(minSimilarity: 0.3, perFace: 50)
    #expect(thresholds(of: faces, all, standingFor: 50) == [Float](repeating: 0.3, count: 50))
  }

  /// 10 of 1,000 neighbors are 3 of the 300 in the sample; beyond twice as many and two the list is full.
  @Test func aFullListAsksForMoreThanTheLeastSimilarity() {
    let faces = RandomFaces(count: 300, dimension: 16, seed: 5)
    let kept = KeptPairs(minSimilarity: -1, perFace: 10)
    for (face, threshold) in thresholds(of: faces, kept, standingFor: 1000).enumerated() {
      let neighbors = faces.neighborsByBruteForce(of: face, k: 300, minSimilarity: -1)
      #expect(abs(threshold - neighbors[7].similarity) < 1e-5, "\(face)")
    }
  }

  /// Faces close to one of four centers: codes can tell too few of their similarities apart.
  @Test func onlyWhereNoKernelIsAskedForBLASComparesSimilaritiesThatAreAllAlike() {
    let alike = RandomFaces(count: 3000, dimension: 64, seed: 2, spread: 0.05)
    let apart = RandomFaces(count: 3000, dimension: 64, seed: 2, spread: 4)
    for (faces, areAlike) in [(alike, true), (apart, false)] {
      for kernel in SearchKernel.all.filter(\.isSupported) + [.fastest] {
        let search = faces.withRows { rows in
          BlockSearch(
            rows: rows, keeping: KeptPairs(minSimilarity: 0.5, perFace: 30), threads: 1,
            kernel: kernel)
        }
        #expect(
          search.usesBLAS == (kernel == .blas || kernel == .fastest && areAlike), "\(kernel)")
      }
    }
  }

  @Test func listsThatBLASFillsAreThoseOfBruteForce() {
    let faces = RandomFaces(count: 700, dimension: 64, seed: 2, spread: 0.05)
    let found = faces.neighborsBySearch(k: 12, minSimilarity: 0.5, threads: 2, kernel: .fastest)
    #expect(found.asArrays == faces.neighborsByBruteForce(k: 12, minSimilarity: 0.5))
  }
}

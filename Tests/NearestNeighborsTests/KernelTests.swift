import KernelChecks
import NearestNeighbors
import Testing

@Suite struct KernelTests {
  @Test(arguments: SearchKernel.all.filter { $0.isSupported && $0.screening != nil })
  func hitsAreThoseOfPlainLoops(kernel: SearchKernel) {
    var screening = kernel.screening!
    for seed in 1...20 as ClosedRange<UInt64> {
      let problem = check_kernel(&screening, seed).map { String(cString: $0) }
      #expect(problem == nil)
    }
  }

  private static let missing = SearchKernel.all.filter { !$0.isSupported }.map(\.name)

  /// There to be shown as skipped: the other tests leave out what cannot run.
  @Test(
    .enabled(
      if: missing.isEmpty,
      "this CPU lacks \(missing.joined(separator: ", ")); scripts/checks/kernels emulates them"))
  func allKernelsAreTested() {
    #expect(SearchKernel.all.count { $0.isSupported } > 2)
  }

  @Test func theFastestKernelIsOneThatTheCPUCanRun() {
    let screening = SearchKernel.all.filter { $0.isSupported && $0.screening != nil }
    let int8 = screening.filter { $0.screening!.row_limit > 0 && $0.name != "portable" }
    #expect(SearchKernel.fastest.name == (int8.first ?? .blas).name)
    #expect(SearchKernel(named: "auto") == .fastest)
  }

  @Test func kernelsAreNamed() {
    for kernel in SearchKernel.all { #expect(SearchKernel(named: kernel.name) == kernel) }
    #expect(Set(SearchKernel.all.map(\.name)).count == SearchKernel.all.count)
    #expect(SearchKernel(named: "auto") == .fastest)
    #expect(SearchKernel(named: "avx1024") == nil)
  }
}

/// Rows that make codes and bounds as bad as they can be; every pair is exactly at a threshold once.
@Suite struct AdversarialFaceTests {
  @Test(arguments: SearchKernel.all.filter(\.isSupported), [5, 64, 256, 1000])
  func noPairAtItsThresholdIsLost(kernel: SearchKernel, dimension: Int) {
    let faces = adversaries(dimension: dimension)
    for pair in [(0, 1), (0, 8), (2, 3), (3, 13), (4, 5), (6, 7), (9, 10), (11, 12), (14, 15)] {
      let similarity = faces.similarity(pair.0, pair.1)
      guard similarity > -1 else { continue }
      for threshold in [similarity, similarity.nextUp] {
        let found = faces.neighborsBySearch(
          k: 40, minSimilarity: threshold, threads: 1, kernel: kernel)
        #expect(found.asArrays == faces.neighborsByBruteForce(k: 40, minSimilarity: threshold))
      }
    }
  }

  /// The sample that chooses the scale of the codes sees only small values; then come faces whose
  /// values exceed the codes, and ones that are all of one size.
  @Test(arguments: SearchKernel.all.filter(\.isSupported))
  func facesUnlikeTheSampleAreNotLost(kernel: SearchKernel) {
    let dimension = 72
    let flat = RandomFaces(count: 5000, dimension: dimension, seed: 9, spread: 1)
    var faces = flat
    for (place, row) in adversaries(dimension: dimension).rows.enumerated() {
      // Places that are not in a sample of 4096 of 5000.
      faces.rows[unsampled[place]] = row
    }
    let found = faces.neighborsBySearch(k: 30, minSimilarity: 0.7, threads: 2, kernel: kernel)
    let rows = unsampled.prefix(16).map { found.asArrays[$0] }
    let expected = unsampled.prefix(16).map {
      faces.neighborsByBruteForce(of: $0, k: 30, minSimilarity: 0.7)
    }
    #expect(rows == expected)
  }

  private var unsampled: [Int] {
    let sampled = Set((0..<4096).map { Int(Double($0) * 5000 / 4096) })
    return (0..<5000).filter { !sampled.contains($0) }
  }

  private func adversaries(dimension: Int) -> RandomFaces {
    var faces = RandomFaces(count: 60, dimension: dimension, seed: 4, spread: 0.4)
    func row(_ value: (Int) -> Float) -> [Float] {
      RandomFaces.normalized((0..<dimension).map(value))
    }
    let even = row { _ in 1 }
    faces.rows[0] = even
    faces.rows[1] = even.map { -$0 }
    faces.rows[2] = row { $0 == 0 ? 1 : 0 }
    faces.rows[3] = row { $0 == 0 ? 1 : 1e-20 }
    faces.rows[4] = row { $0 == dimension - 1 ? 1 : 0 }
    faces.rows[5] = row { $0 == dimension - 1 ? -1 : 1e-3 }
    // Everything in one of two partial sums.
    faces.rows[6] = row { $0 / 2 % 2 == 0 ? 1 : 0 }
    faces.rows[7] = row { $0 / 2 % 2 == 0 ? 1 : 1e-3 }
    faces.rows[8] = row { $0 % 2 == 0 ? 1 : -1 }
    // Values half way between codes.
    faces.rows[9] = row { $0 % 3 == 0 ? 1 : 0.5 / 127 }
    faces.rows[10] = row { $0 % 3 == 0 ? 1 : 1.5 / 127 }
    faces.rows[11] = faces.rows[20]
    faces.rows[12] = faces.rows[20]
    faces.rows[13] = faces.rows[2].map { -$0 }
    // All in the tail, and all but the tail.
    faces.rows[14] = row { $0 < dimension / 2 ? 0 : 1 }
    faces.rows[15] = row { $0 < dimension / 2 ? 1e-3 : 1 }
    return faces
  }
}

@Suite struct ScreeningBoundTests {
  /// Random and adversarial rows: the float32 score never leaves the bound.
  @Test(arguments: [1, 15, 16, 17, 128, 512, 2000])
  func noScoreIsFartherFromTheSimilarityThanTheBound(dimension: Int) {
    var faces = RandomFaces(count: 60, dimension: dimension, seed: 2, spread: 0.2)
    faces.rows[0] = RandomFaces.normalized([Float](repeating: 1, count: dimension))
    faces.rows[1] = RandomFaces.normalized((0..<dimension).map { $0 == 0 ? 1e6 : 1 })
    faces.rows[2] = faces.rows[0].map { -$0 }
    let kernel = BLASKernel(dimension: dimension)
    var scores = [Float](repeating: .nan, count: 60 * 60)
    let flat = faces.rows.flatMap { $0 }
    flat.withUnsafeBufferPointer { values in
      let rows = FaceRows(
        values: values.baseAddress!, count: 60, dimension: dimension, firstFace: 0)
      scores.withUnsafeMutableBufferPointer {
        kernel.scores(of: rows, 0..<60, with: rows, 0..<60, into: $0.baseAddress!)
      }
    }
    for i in 0..<60 {
      for j in 0..<60 {
        #expect(abs(scores[i * 60 + j] - faces.similarity(i, j)) <= kernel.bound)
      }
    }
  }

  @Test func theBoundIsSmallAgainstTheThresholdsInUse() {
    #expect(float32ScreeningBound(dimension: 512) < 4e-5)
  }
}

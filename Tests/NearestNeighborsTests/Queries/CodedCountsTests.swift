import Foundation
import Testing

@testable import NearestNeighbors

/// Counts of similarities by codes, which must be the same on every CPU.
@Suite struct CodedCountsTests {
  private static let kernels = SearchKernel.all.filter {
    $0.isSupported && $0.screening?.row_limit ?? 0 > 0
  }
  private static let edges = (1..<200).map { Float($0) / 100 - 1 }

  private func counts(
    _ faces: RandomFaces, members: Int, kernel: SearchKernel, threads: Int
  ) -> SimilarityCounts.Counted {
    faces.rows.flatMap { $0 }.withUnsafeBufferPointer { values in
      let rows = FaceRows(
        values: values.baseAddress!, count: faces.rows.count, dimension: faces.dimension,
        firstFace: 0)
      let some = FaceRows(
        values: values.baseAddress!, count: members, dimension: faces.dimension, firstFace: 0)
      return SimilarityCounts(edges: Self.edges, threads: threads).codedCounts(
        of: some, among: rows, includingThemselves: Array(0..<members), kernel: kernel)
    }
  }

  @Test(arguments: [5, 64, 130, 512])
  func kernelsAndThreadsDoNotChangeACount(dimension: Int) {
    let faces = RandomFaces(count: 2500, dimension: dimension, seed: 3, spread: 0.6)
    let expected = counts(
      faces, members: 150, kernel: SearchKernel(named: "portable")!, threads: 1)
    #expect(expected.counts.allSatisfy { $0 < 2500 })
    #expect(expected.counts.reduce(0) { $0 + Int($1) } == 150 * 2499)
    for kernel in Self.kernels {
      for threads in [1, 3] {
        let found = counts(faces, members: 150, kernel: kernel, threads: threads)
        #expect(found.counts == expected.counts, "of \(kernel.name) and \(threads) threads")
        #expect(found.deviation == expected.deviation)
      }
    }
  }

  /// By cosines in double precision, each within a few deviations of that of the codes.
  @Test func codedCountsAreThoseOfCosinesButForWhatCodesAreOff() {
    let faces = RandomFaces(count: 900, dimension: 96, seed: 5, spread: 0.6)
    let found = counts(faces, members: 40, kernel: .fastestOfCodes, threads: 2)
    #expect(found.deviation > 0.0005 && found.deviation < 0.004)
    let slack = Float(6 * found.deviation)
    for member in 0..<40 {
      let row = found.counts[member * 200..<(member + 1) * 200].map { Int($0) }
      let exact = (0..<900).filter { $0 != member }.map { faces.similarity(member, $0) }
      for edge in [20, 80, 100, 120, 160, 190] {
        let below = row[..<(edge + 1)].reduce(0, +)
        let value = Self.edges[edge]
        #expect(below >= exact.count { $0 < value - slack })
        #expect(below <= exact.count { $0 < value + slack })
      }
    }
  }

  /// One column has nearly all of each row: codes have little left for the others.
  @Test func codesOfRowsThatAreNearlyTheSameAreKnownToBeCoarse() {
    var faces = RandomFaces(count: 300, dimension: 64, seed: 8, spread: 1)
    for row in faces.rows.indices {
      faces.rows[row] = RandomFaces.normalized([30] + faces.rows[row].dropFirst())
    }
    let found = counts(faces, members: 100, kernel: .fastestOfCodes, threads: 1)
    #expect(found.deviation > 0.004)
  }

  /// The 2,048 members of a calibration are enough for the threads of any machine.
  @Test func allThreadsHaveMembers() {
    for (threads, members) in [(1, 256), (8, 256), (16, 128), (60, 35), (64, 32), (200, 32)] {
      #expect(SimilarityCounts.exactBlock(members: 2048, threads: threads).members == members)
    }
  }
}

import Randomness

/// The faces that are compared with all others: those of the smallest hashes of their rows.
package enum Cohort {
  /// How many there are; all of fewer faces.
  package static let size = 2048

  /// The rows of the cohort, rising, of so many faces.
  package static func rows(of faces: Int, size: Int = Cohort.size) -> [Int] {
    numbersOfLeastHashes(min(size, faces), below: faces, hash: hash)
  }

  /// A bijection of 64 bits, so that no two rows have the same; the finish of SplitMix64, shortened.
  private static func hash(_ row: Int) -> UInt64 {
    var bits = UInt64(row) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    bits ^= bits >> 29
    bits &*= 0xBF58_476D_1CE4_E5B9
    return bits ^ bits >> 32
  }
}

import Calibration
import Testing

@Suite struct CohortTests {
  @Test func fewFacesAreAllInTheCohort() {
    #expect(Cohort.rows(of: 5) == [0, 1, 2, 3, 4])
    #expect(Cohort.rows(of: 0).isEmpty)
  }

  @Test(arguments: [2049, 2500, 5000, 100_000])
  func aCohortHasTheRowsOfSmallestHashInRisingOrder(faces: Int) {
    func hash(_ row: Int) -> UInt64 {
      var bits = UInt64(row) &* 0x9E37_79B9_7F4A_7C15 &+ 1
      bits ^= bits >> 29
      bits &*= 0xBF58_476D_1CE4_E5B9
      return bits ^ bits >> 32
    }
    let expected = (0..<faces).sorted { hash($0) < hash($1) }.prefix(2048).sorted()
    #expect(Cohort.rows(of: faces) == Array(expected))
  }

  /// Of the method's Python prototype, on 20,000 faces.
  @Test func theCohortIsThatOfThePrototype() {
    #expect(Array(Cohort.rows(of: 20_000).prefix(6)) == [1, 12, 13, 17, 22, 37])
  }
}

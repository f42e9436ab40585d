import BinarySearch
import Testing

@Suite struct PartitioningIndexTests {
  @Test(arguments: 0...9) func itIsTheFirstNumberForWhichTheConditionHolds(length: Int) {
    let range = -3..<length - 3
    for first in range.lowerBound...range.upperBound {
      #expect(range.partitioningIndex { $0 >= first } == first)
    }
  }

  @Test func theConditionIsAskedAboutFewNumbers() {
    var asked = 0
    let index = (0..<1_000_000).partitioningIndex {
      asked += 1
      return $0 >= 777_777
    }
    #expect(index == 777_777)
    #expect(asked <= 20)
  }

  @Test func rangesAtTheEndsOfTheNumbersDoNotOverflow() {
    #expect((Int.max - 10..<Int.max).partitioningIndex { $0 >= Int.max - 4 } == Int.max - 4)
    #expect((Int.min..<Int.min + 10).partitioningIndex { _ in true } == Int.min)
  }
}

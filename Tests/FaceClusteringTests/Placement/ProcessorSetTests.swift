import FaceClustering
import Testing

@Suite struct ProcessorSetTests {
  @Test func listsOfLinuxAreRead() {
    #expect(ProcessorSet("0-3,8")?.numbers == [0, 1, 2, 3, 8])
    #expect(ProcessorSet("5")?.numbers == [5])
    #expect(ProcessorSet("8,0-1, 1")?.numbers == [0, 1, 8])
  }

  @Test(arguments: ["", "a", "3-1", "1-", "-1", "0-2-4", "0-99999999999", "1;2"])
  func otherTextsAreNone(text: String) { #expect(ProcessorSet(text) == nil) }

  /// Two hyper-threads a core, numbered as they mostly are.
  @Test func ofACoreOneProcessorCounts() {
    func siblings(_ number: Int) -> ProcessorSet? { ProcessorSet([number % 4, number % 4 + 4]) }
    #expect(ProcessCores.coreCount(ProcessorSet("0-7")!, siblings: siblings) == 4)
    #expect(ProcessCores.coreCount(ProcessorSet("0-3")!, siblings: siblings) == 4)
    #expect(ProcessCores.coreCount(ProcessorSet("1,5,6")!, siblings: siblings) == 2)
    #expect(ProcessCores.coreCount(ProcessorSet("0-7")!) { _ in nil } == 8)
  }
}

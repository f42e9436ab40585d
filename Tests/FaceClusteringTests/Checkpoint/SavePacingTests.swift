import Testing

@testable import FaceClustering

@Suite struct SavePacingTests {
  @Test func pausesGrowWithTheRunUpToAMinute() {
    #expect(SavePacing.pause(after: 10, lastCost: 0) == 0.5)
    #expect(SavePacing.pause(after: 600, lastCost: 0) == 30)
    #expect(SavePacing.pause(after: 1e6, lastCost: 0) == 60)
  }

  @Test func slowSavesAreSeldom() {
    #expect(SavePacing.pause(after: 10, lastCost: 1) == 200)
    #expect(SavePacing.pause(after: 1e6, lastCost: 0.1) == 60)
  }
}

import Testing

@testable import Infomap

@Suite struct NeighborModulesTests {
  /// Of five modules, those with less than a quarter of the most flow are forgotten.
  @Test func onlyModulesWithEnoughFlowAreKept() {
    var flowTo: [Double] = [0.24, 0, 1, 0.25, 0.1, 0.5]
    var candidates: [UInt32] = [0, 5, 3, 2, 4, 77]
    let kept = flowTo.withUnsafeMutableBufferPointer { flowTo in
      candidates.withUnsafeMutableBufferPointer { candidates in
        NeighborModules(flowTo: flowTo.baseAddress!, candidates: candidates.baseAddress!)
          .keep(5, leastShare: 0.25)
      }
    }
    #expect(Array(candidates[..<kept]) == [5, 3, 2])
    // What is forgotten must not count for the next node.
    #expect(flowTo == [0, 0, 1, 0.25, 0, 0.5])
  }
}

import CInfomap
import Foundation
import Infomap
import Testing

@Suite struct LogarithmTests {
  @Test func log2AgreesWithTheCLibraryOverAllMagnitudes() {
    var random = TestRandom(seed: 1)
    for _ in 0..<200_000 {
      let exponent = Double(random.next(below: 2040)) - 1020
      let x = (1 + random.unit()) * exp2(exponent)
      let expected = Foundation.log2(x)
      #expect(abs(Logarithm.log2(x) - expected) <= 1e-15 * abs(expected))
    }
  }

  @Test func log2KeepsItsRelativeAccuracyNextToOne() {
    for power in 1...52 {
      for x in [1 + exp2(Double(-power)), 1 - exp2(Double(-power))] {
        let expected = Foundation.log2(x)
        #expect(abs(Logarithm.log2(x) - expected) <= 1e-15 * abs(expected))
      }
    }
  }

  @Test func log2OfPowersOfTwoIsExact() {
    for power in -1074...1023 {
      #expect(Logarithm.log2(Double(sign: .plus, exponent: power, significand: 1)) == Double(power))
    }
  }

  @Test func log2OfWhatHasNoLogarithmIsAsInC() {
    #expect(Logarithm.log2(0) == -.infinity)
    #expect(Logarithm.log2(.infinity) == .infinity)
    #expect(Logarithm.log2(-1).isNaN)
    #expect(Logarithm.log2(.nan).isNaN)
  }

  @Test func plogpIsZeroUpToZero() {
    #expect(Logarithm.plogp(0) == 0)
    #expect(Logarithm.plogp(-1e-18) == 0)
    #expect(Logarithm.plogp(1) == 0)
    #expect(Logarithm.plogp(0.25) == -0.5)
  }

  @Test func fourAtOnceGiveTheBitsOfOneAtATime() {
    var random = TestRandom(seed: 2)
    for _ in 0..<10_000 {
      let (flow, enter) = (random.unit(), random.unit() * 1e-9)
      let (exit, total) = (random.unit() * 100, 1 + random.unit() * 1e-12)
      for factor in [1, 0.5, 2.0.squareRoot()] {
        let terms = codelength_terms_of(flow, enter, exit, total, factor)
        #expect(
          terms.module
            == Logarithm.plogp(factor * exit + flow) - Logarithm.plogp(factor * exit)
            - Logarithm.plogp(factor * enter))
        #expect(terms.total == Logarithm.plogp(factor * total))
      }
    }
  }

  @Test func changesOfFourModulesAtOnceHaveTheBitsOfOneAfterTheOther() {
    var random = TestRandom(seed: 3)
    let modules = (0..<30).map { _ in
      codelength_module(
        flow: random.unit(), enter: random.unit(), exit: random.unit(), term: -random.unit())
    }
    let between = modules.map { _ in random.unit() * 1e-2 }
    let numbers: [UInt32] = [3, 0, 29, 7, 11, 4, 28]
    for (count, factor) in [(1, 1), (3, 0.5), (4, 1), (7, 2.0.squareRoot())] {
      let node = codelength_mover(
        flow: random.unit() * 1e-2, enter: 1e-2, exit: 2e-2, left: random.unit(), total: 1.5,
        factor: factor)
      var changes = [Double](repeating: 0, count: count + 3)
      codelength_changes_of(node, modules, between, numbers, count, &changes)
      for place in 0..<count {
        let module = modules[Int(numbers[place])]
        let flow = between[Int(numbers[place])]
        let terms = codelength_terms_of(
          module.flow + node.flow, module.enter + (node.enter - flow),
          module.exit + (node.exit - flow), node.total + (node.enter - flow), factor)
        #expect(changes[place] == node.left + terms.module - module.term + terms.total)
      }
    }
  }

  @Test func fourAtOnceAreZeroUpToZero() {
    let terms = codelength_terms_of(0, -1e-18, 0, 1, 1)
    #expect(abs(terms.module) < 1e-300)
    #expect(terms.total == 0)
  }
}

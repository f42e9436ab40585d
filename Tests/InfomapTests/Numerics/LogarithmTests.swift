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

  @Test(arguments: [false, true])
  func changesOfManyModulesAtOnceHaveTheBitsOfOneAfterTheOther(isSymmetric: Bool) throws {
    var random = TestRandom(seed: 3)
    let modules = (0..<30).map { _ in
      let (enter, exit) = (random.unit(), random.unit())
      return codelength_module(
        flow: random.unit(), enter: isSymmetric ? exit : enter, exit: exit, term: -random.unit())
    }
    let between = modules.map { _ in random.unit() * 1e-2 }
    let numbers: [UInt32] = [3, 0, 29, 7, 11, 4, 28, 1, 2, 22, 9, 14]
    for (count, factor) in [(2, 1), (4, 0.5), (5, 1), (8, 2.0.squareRoot()), (12, 1)] {
      var node = codelength_mover(
        flow: random.unit() * 1e-2, enter: 1e-2, exit: isSymmetric ? 1e-2 : 2e-2, inside: 1e-3,
        total: 1.5, total_term: random.unit(), price: 0.25, factor: factor,
        is_symmetric: isSymmetric ? 1 : 0)
      let room = count + 7
      var numbersFound = [Double](repeating: 0, count: 3 * room)
      numbersFound.withUnsafeMutableBufferPointer { memory in
        let first = memory.baseAddress!
        var changes = codelength_changes(
          change: first, term: first + room, total_term: first + 2 * room)
        codelength_changes_of(&node, modules, between, numbers, count, &changes)
      }
      let found = (0..<3).map { numbersFound[$0 * room..<$0 * room + count] }.map(Array.init)
      let old = modules[Int(numbers[0])]
      let left = codelength_terms_of(
        old.flow - node.flow, old.enter - (node.enter - node.inside),
        old.exit - (node.exit - node.inside), 1, factor
      ).module
      #expect(found[1][0] == left)
      for place in 1..<count {
        let module = modules[Int(numbers[place])]
        let flow = between[Int(numbers[place])]
        let terms = codelength_terms_of(
          module.flow + node.flow, module.enter + (node.enter - flow),
          module.exit + (node.exit - flow),
          node.total + (node.enter - flow), factor)
        #expect(found[1][place] == terms.module)
        #expect(found[2][place] == terms.total)
        #expect(
          found[0][place]
            == left - old.term - node.total_term + node.price + terms.module - module.term
            + terms.total)
      }
    }
  }

  @Test(arguments: 0..<10)
  func termsOfManyModulesAtOnceHaveTheBitsOfOneAfterTheOther(count: Int) {
    var random = TestRandom(seed: 4)
    var modules = (0..<count).map { _ in
      codelength_module(flow: random.unit(), enter: random.unit(), exit: random.unit(), term: -1)
    }
    let factor = 2.0.squareRoot()
    let expected = modules.map { codelength_terms_of($0.flow, $0.enter, $0.exit, 0, factor).module }
    codelength_set_terms(&modules, count, factor)
    #expect(modules.map(\.term) == expected)
  }

  @Test func fourAtOnceAreZeroUpToZero() {
    let terms = codelength_terms_of(0, -1e-18, 0, 1, 1)
    #expect(abs(terms.module) < 1e-300)
    #expect(terms.total == 0)
  }
}

/// Reproducible random input for property tests.
struct TestRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x2545_f491_4f6c_dd1d &+ 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 11
  }

  mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// In 0 ..< 1.
  mutating func unit() -> Double { Double(next()) * 0x1p-53 }

  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for place in elements.indices {
      elements.swapAt(place, place + next(below: elements.count - place))
    }
    return elements
  }
}

/// Two faces that are connected, and how similar they are.
package struct WeightedEdge: Sendable, Hashable, BitwiseCopyable {
  package let source: UInt32
  package let target: UInt32
  package let weight: Float

  package init(source: UInt32, target: UInt32, weight: Float) {
    self.source = source
    self.target = target
    self.weight = weight
  }

  /// Sorts edges by falling weight; of equal weights those that come first stay first.
  ///
  /// Two rounds of counting by 16 bits: comparing takes several times as long.
  static func sort(_ edges: inout [WeightedEdge]) {
    guard edges.count > 1 else { return }
    let other = [WeightedEdge](unsafeUninitializedCapacity: edges.count) { buffer, count in
      distribute(edges, to: &buffer) { $0.rank & 0xFFFF }
      count = edges.count
    }
    edges.withUnsafeMutableBufferPointer { sorted in
      distribute(other, to: &sorted) { $0.rank >> 16 }
    }
  }

  private static func distribute(
    _ edges: [WeightedEdge], to sorted: inout UnsafeMutableBufferPointer<WeightedEdge>,
    by digit: (WeightedEdge) -> UInt32
  ) {
    var places = [Int](repeating: 0, count: 1 << 16 + 1)
    for edge in edges { places[Int(digit(edge)) + 1] += 1 }
    for value in 1..<places.count { places[value] += places[value - 1] }
    for edge in edges {
      let value = Int(digit(edge))
      sorted.initializeElement(at: places[value], to: edge)
      places[value] += 1
    }
  }

  /// An integer that falls as the weight rises.
  private var rank: UInt32 {
    // Adding zero makes -0 and +0 the same weight.
    let bits = (weight + 0).bitPattern
    return bits >> 31 == 0 ? ~(bits | 1 << 31) : bits
  }
}

/// The links of an edge list that are left out of its network, of which the ends are nodes all the same.
struct RemovedLinks {
  private var ends: [UInt32] = []
  private var flowless = 0

  /// Whether a link is kept; takes note of one that is not.
  ///
  /// A weight of 0 or less, such as the similarity of faces that are less alike than chance, carries no
  /// flow.
  mutating func keeps(
    _ source: UInt32, _ target: UInt32, _ weight: Float, keepsSelfLinks: Bool
  ) -> Bool {
    if weight > 0 && (keepsSelfLinks || source != target) { return true }
    if weight <= 0 { flowless += 1 }
    if ends.last != source { ends.append(source) }
    ends.append(target)
    if ends.count >= 2 * distinctEnds + Self.fewEnds {
      ends = Array(Set(ends))
      distinctEnds = ends.count
    }
    return false
  }

  private var distinctEnds = 0
  private static let fewEnds = 1 << 20

  /// The ends of the links that are left out.
  var vertices: [UInt32] { Array(Set(ends)).sorted() }

  /// What is worth knowing of them; nil if nothing is.
  ///
  /// - Parameter count: of all links.
  func notice(of count: Int) -> String? {
    guard flowless > 0 else { return nil }
    return
      "\(flowless) of \(count) links have a weight of 0 or less, which carries no flow; they are left "
      + "out, and nodes without others are alone"
  }
}

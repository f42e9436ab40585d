import Infomap

/// The links of an edge list that are left out of its network. The ends of those without flow, or from a node to
/// itself, are nodes all the same.
struct RemovedLinks {
  private var ends: [UInt32] = []
  private var flowless = 0
  private var light = 0

  /// Whether a link is kept; takes note of one that is not.
  ///
  /// A weight of 0 or less, such as the similarity of faces that are less alike than chance, carries no
  /// flow. The least weight is compared in the precision of the weights, so that one of 0.7 is not below 0.7.
  mutating func keeps(
    _ source: UInt32, _ target: UInt32, _ weight: Float, _ filter: LinkFilter
  ) -> Bool {
    if filter.leastWeight > 0 && weight < Float(filter.leastWeight) {
      light += 1
      return false
    }
    if weight > 0 && (filter.keepsSelfLinks || source != target) { return true }
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

  /// The ends of the links that are left out, but of those that weigh too little.
  var vertices: [UInt32] { Array(Set(ends)).sorted() }

  /// What is worth knowing of them; nil if nothing is.
  ///
  /// - Parameter count: of all links.
  func notice(of count: Int) -> String? {
    var words: [String] = []
    if light > 0 { words.append(Self.text(ofLight: light)) }
    if flowless > 0 { words.append(text(ofFlowless: count)) }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

  /// What is worth knowing of links that weigh too little.
  static func text(ofLight links: Int) -> String {
    "\(links == 1 ? "1 link weighs" : "\(links) links weigh") less than --weight-threshold and "
      + "\(links == 1 ? "is" : "are") left out, with the nodes that nothing else names"
  }

  private func text(ofFlowless count: Int) -> String {
    "\(flowless) of \(count) links have a weight of 0 or less, which carries no flow; they are left "
      + "out, and nodes without others are alone"
  }
}

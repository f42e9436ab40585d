/// The flow between modules that the same codebook names, both ways together.
struct SiblingFlows {
  /// Two modules, the one with the lower number first.
  struct Pair: Hashable, Comparable {
    let low: Int
    let high: Int

    init(_ a: Int, _ b: Int) { (low, high) = (min(a, b), max(a, b)) }

    static func < (a: Pair, b: Pair) -> Bool { (a.low, a.high) < (b.low, b.high) }
  }

  /// The flow along links, of the pairs that have some.
  private var linked: [Pair: Double] = [:]
  /// What each module sends and is sent by recorded teleportation; nil without any.
  private let teleports: [TeleportFlow]?

  init(_ tree: CodebookTree, on flow: FlowNetwork) {
    let (hierarchy, depths, network) = (tree.hierarchy, tree.depths, flow.network)
    teleports = flow.teleportation.map { MapEquation.moduleTeleports(hierarchy, $0) }
    for source in 0..<network.nodeCount {
      let module = Int(hierarchy.modules[source])
      for link in network.links(from: source) {
        let other = Int(hierarchy.modules[Int(network.targets[link])])
        if other == module { continue }
        let linkFlow = Double(network.weights[link]) * flow.flowPerWeight[source]
        let (a, b) = hierarchy.siblings(module, other, depths)
        linked[Pair(a, b), default: 0] += network.isDirected ? linkFlow : 2 * linkFlow
      }
    }
  }

  /// The pairs with links between them, in their order.
  var linkedPairs: [Pair] { linked.keys.sorted() }

  subscript(pair: Pair) -> Double {
    let links = linked[pair] ?? 0
    guard let teleports else { return links }
    let (a, b) = (teleports[pair.low], teleports[pair.high])
    return links + a.sent * b.share + b.sent * a.share
  }
}

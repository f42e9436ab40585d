/// Takes modules apart that have nodes which must be apart, each in the one of two ways by which the codelength
/// becomes the shorter.
///
/// - Each node in conflict leaves, the one first by which it costs least, for the module that it may be in where it
///   costs least, which can be a new one.
/// - The nodes of the module are joined along links of falling flow, but never two parts with nodes that must be
///   apart (Kruskal: "On the shortest spanning subtree of a graph", 1956). The part with the most flow keeps the
///   module; the others are new ones, unless the codelength is shorter if they join others.
///
/// Then all nodes of the module move to where the codelength is shortest, as far as they may.
struct Separation {
  private var modules: SeparableModules
  private let apart: ApartNodes
  private let links: LinksOfNodes

  /// The rounds in which nodes move; few are needed.
  private static let mostRounds = 20

  init(_ modules: SeparableModules, _ apart: ApartNodes, _ links: LinksOfNodes) {
    (self.modules, self.apart, self.links) = (modules, apart, links)
  }

  /// The module of each node once some modules are taken apart.
  ///
  /// - Parameter conflicts: those modules, with their nodes rising.
  mutating func run(_ conflicts: [[UInt32]]) -> [UInt32] {
    for nodes in conflicts {
      modules.setMark()
      leave(nodes)
      settle(nodes)
      let (bits, moves) = (modules.change, modules.moves)
      modules.undo()
      part(nodes)
      settle(nodes)
      guard bits <= modules.change else { continue }
      modules.undo()
      for move in moves { modules.move([move.node], to: move.to) }
    }
    return modules.moduleOf
  }

  /// Lets nodes in conflict leave.
  private mutating func leave(_ nodes: [UInt32]) {
    let inConflict = nodes.filter(modules.isInConflict)
    let changes = inConflict.map { modules.best(of: [$0], mayBeAlone: true)!.change }
    let order = inConflict.indices.sorted {
      (changes[$0], inConflict[$0]) < (changes[$1], inConflict[$1])
    }
    for node in order.map({ inConflict[$0] }) where modules.isInConflict(node) {
      modules.move([node], to: modules.best(of: [node], mayBeAlone: true)!.module)
    }
  }

  /// Makes modules of the parts of one.
  private mutating func part(_ nodes: [UInt32]) {
    let parts = NodeParts(nodes, apart, links).parts
    func flow(_ part: [UInt32]) -> Double { part.reduce(0) { $0 + links.flow(of: $1).flow } }
    let flows = parts.map(flow)
    let order = parts.indices.sorted { (flows[$1], parts[$0][0]) < (flows[$0], parts[$1][0]) }
    var new: [[UInt32]] = []
    for part in order.dropFirst().map({ parts[$0] })
    where part.contains(where: { !apart.groups(of: $0).isEmpty }) {
      modules.move(part, to: modules.newModule)
      new.append(part)
    }
    for part in new {
      guard let best = modules.best(of: part, mayBeAlone: false),
        best.change < -LeastGain.ofMove
      else { continue }
      modules.move(part, to: best.module)
    }
  }

  /// Moves single nodes as long as the codelength becomes shorter.
  private mutating func settle(_ nodes: [UInt32]) {
    for _ in 0..<Self.mostRounds {
      var hasMoved = false
      for node in nodes {
        guard let best = modules.best(of: [node], mayBeAlone: true),
          best.change < -LeastGain.ofMove
        else { continue }
        modules.move([node], to: best.module)
        hasMoved = true
      }
      if !hasMoved { return }
    }
  }
}

/// Parts of some nodes, joined along links of falling flow, none of which has two nodes that must be apart.
private struct NodeParts {
  private let nodes: [UInt32]
  /// By places among the nodes.
  private var parents: [Int]
  /// The groups of the nodes of a part, at its root.
  private var groups: [Int: Set<UInt32>] = [:]

  init(_ nodes: [UInt32], _ apart: ApartNodes, _ links: LinksOfNodes) {
    self.nodes = nodes
    parents = Array(nodes.indices)
    let places = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
    for (place, node) in nodes.enumerated() {
      let own = apart.groups(of: node)
      if !own.isEmpty { groups[place] = Set(own) }
    }
    var within: [LinksOfNodes.Link] = []
    for node in nodes { within += links[node].filter { places[$0.other] != nil } }
    within.sort { ($1.flow, $0.node, $0.other) < ($0.flow, $1.node, $1.other) }
    for link in within { join(places[link.node]!, places[link.other]!) }
  }

  /// Each with its nodes rising.
  var parts: [[UInt32]] {
    var found: [Int: [UInt32]] = [:]
    for (place, node) in nodes.enumerated() { found[root(of: place), default: []].append(node) }
    return found.values.sorted { $0[0] < $1[0] }
  }

  private func root(of place: Int) -> Int {
    var place = place
    while parents[place] != place { place = parents[place] }
    return place
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (first, second) = (min(root(of: a), root(of: b)), max(root(of: a), root(of: b)))
    guard first != second else { return }
    guard areDisjoint(first, second) else { return }
    for place in [a, b] { shorten(place, to: first) }
    parents[second] = first
    uniteGroups(of: second, into: first)
  }

  private func areDisjoint(_ a: Int, _ b: Int) -> Bool {
    guard let own = groups[a], let others = groups[b] else { return true }
    return own.isDisjoint(with: others)
  }

  /// Gives a part the groups of another: those of the one that has fewer go to the others, and no set is copied as it
  /// grows.
  private mutating func uniteGroups(of other: Int, into part: Int) {
    guard var fewer = groups.removeValue(forKey: other) else { return }
    var more = groups.removeValue(forKey: part) ?? []
    if fewer.count > more.count { swap(&fewer, &more) }
    more.formUnion(fewer)
    groups[part] = more
  }

  /// Lets all on the way from a place to its root, which becomes part of another, have that as their parent.
  private mutating func shorten(_ place: Int, to root: Int) {
    var place = place
    while parents[place] != place {
      let next = parents[place]
      parents[place] = root
      place = next
    }
  }
}

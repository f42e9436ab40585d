/// Nodes that must be in different modules: of each group a module has one node at most.
package struct ApartNodes: Sendable {
  /// The groups of the nodes, those of one after those of another.
  private let groups: [UInt32]
  /// Where the groups of each node begin, and where those of the last one end.
  private let starts: [Int]

  /// - Parameters:
  ///   - nodeCount: how many nodes the network has.
  ///   - groups: of a node by its number in the network, each once.
  package init(nodeCount: Int, groups: (_ node: UInt32) -> some Sequence<UInt32>) {
    var all: [UInt32] = []
    var starts = [0]
    starts.reserveCapacity(nodeCount + 1)
    for node in 0..<UInt32(nodeCount) {
      all.append(contentsOf: groups(node))
      starts.append(all.count)
    }
    (self.groups, self.starts) = (all, starts)
  }

  /// Whether nothing keeps nodes apart.
  package var isEmpty: Bool { groups.isEmpty }

  /// The groups of a node, each once.
  func groups(of node: UInt32) -> ArraySlice<UInt32> {
    groups[starts[Int(node)]..<starts[Int(node) + 1]]
  }

  /// The modules that have two nodes of a group, rising.
  package func modulesWithConflicts(_ modules: [UInt32]) -> [UInt32] {
    var places: [UInt64] = []
    places.reserveCapacity(groups.count)
    for (node, module) in modules.enumerated() {
      places += groups(of: UInt32(node)).map { UInt64(module) << 32 | UInt64($0) }
    }
    places.sort()
    var found: [UInt32] = []
    for (place, next) in zip(places, places.dropFirst()) where place == next {
      let module = UInt32(place >> 32)
      if found.last != module { found.append(module) }
    }
    return found
  }

  /// How many nodes of each group each module has, where it has any.
  func occupancy(_ modules: [UInt32]) -> [GroupInModule: Int] {
    var counts: [GroupInModule: Int] = [:]
    for (node, module) in modules.enumerated() {
      for group in groups(of: UInt32(node)) {
        counts[GroupInModule(module: module, group: group), default: 0] += 1
      }
    }
    return counts
  }
}

/// A group of nodes that must be apart as far as it is in a module.
struct GroupInModule: Hashable {
  let module: UInt32
  let group: UInt32
}

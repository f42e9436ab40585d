/// Nodes that must be in different modules: of each group a module has one node at most.
package struct ApartNodes: Sendable {
  /// The groups of each node, each once; of nodes that are in any.
  package let groupsOf: [UInt32: [UInt32]]

  /// Nodes by their numbers in the network.
  package init(groupsOf: [UInt32: [UInt32]]) { self.groupsOf = groupsOf }

  /// The modules that have two nodes of a group, rising.
  package func modulesWithConflicts(_ modules: [UInt32]) -> [UInt32] {
    var found: Set<UInt32> = []
    for (place, count) in occupancy(modules) where count > 1 { found.insert(place.module) }
    return found.sorted()
  }

  /// How many nodes of each group each module has, where it has any.
  func occupancy(_ modules: [UInt32]) -> [GroupInModule: Int] {
    var counts: [GroupInModule: Int] = [:]
    for (node, groups) in groupsOf {
      for group in groups {
        counts[GroupInModule(module: modules[Int(node)], group: group), default: 0] += 1
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

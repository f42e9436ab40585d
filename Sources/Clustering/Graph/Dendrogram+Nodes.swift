extension Dendrogram {
  /// For each node whether it is part of a greater one.
  package var isMerged: [Bool] {
    var isMerged = [Bool](repeating: false, count: faces + merges.count)
    for merge in merges {
      isMerged[merge.left] = true
      isMerged[merge.right] = true
    }
    return isMerged
  }

  /// The nodes that are part of no other, rising.
  package var roots: [Int] {
    let isMerged = isMerged
    return isMerged.indices.filter { !isMerged[$0] }
  }

  /// The faces of a node, in no particular order.
  package func faces(of node: Int) -> [Int] {
    var found: [Int] = []
    var open = [node]
    while let node = open.popLast() {
      if node < faces {
        found.append(node)
      } else {
        open.append(merges[node - faces].left)
        open.append(merges[node - faces].right)
      }
    }
    return found
  }
}

/// The nodes of each module, in lists that a move changes in a few steps.
struct MemberLists: ~Copyable {
  /// The first node of each module, and the next and the one before of each node; `.max` for none.
  private let first: Buffer<UInt32>
  private let next: Buffer<UInt32>
  private let previous: Buffer<UInt32>

  /// - Parameters:
  ///   - moduleOf: the module of each node, with numbers below that of nodes.
  ///   - nodeCount: how many nodes there are.
  init(_ moduleOf: borrowing Buffer<UInt32>, nodeCount: Int) {
    first = Buffer(count: nodeCount, repeating: .max)
    next = Buffer(uninitialized: nodeCount)
    previous = Buffer(uninitialized: nodeCount)
    for node in 0..<nodeCount { insert(UInt32(node), into: moduleOf[node]) }
  }

  /// Moves a node from its module to another.
  func move(_ node: UInt32, from old: UInt32, to new: UInt32) {
    remove(node, from: old)
    insert(node, into: new)
  }

  private func insert(_ node: UInt32, into module: UInt32) {
    let second = first[module]
    next[node] = second
    previous[node] = .max
    if second != .max { previous[second] = node }
    first[module] = node
  }

  private func remove(_ node: UInt32, from module: UInt32) {
    let (before, after) = (previous[node], next[node])
    if before == .max { first[module] = after } else { next[before] = after }
    if after != .max { previous[after] = before }
  }

  /// Calls `body` with each node of a module. It may move the node that it is called with.
  @inline(__always)
  func forEach(in module: UInt32, _ body: (UInt32) -> Void) {
    var node = first[module]
    while node != .max {
      let after = next[node]
      body(node)
      node = after
    }
  }
}

/// Which modules of a hierarchy stay if it must not be deeper than so many levels.
///
/// From the bottom up, for each module and each number of levels that may be in it, the content is chosen that costs least:
/// its nodes without modules, or modules, each with the best content that is one level less deep. A module of these
/// dissolves into those in it where that costs least. As the bits of a codebook depend on the sum of its uses, this is not
/// always the best choice of all.
struct LevelLimit {
  private let tree: CodebookTree
  /// The bits of the best content of each module with at most so many modules one in the other, up to as many as it has.
  private var bits: [[Double]]

  /// - Parameter levels: how many there may be, that of the nodes included; at least 2.
  init(_ tree: CodebookTree, levels: Int) {
    self.tree = tree
    bits = [[Double]](repeating: [], count: tree.flows.count)
    for module in tree.flows.indices.reversed() {
      var choices = [tree.bitsOfNodes(in: module)]
      for depth in 1..<max(1, min(tree.heights[module] + 1, levels - 1)) {
        choices.append(min(choices[0], content(of: module, depth: depth).bits))
      }
      bits[module] = choices
    }
  }

  /// The hierarchy with the modules that stay.
  func limited(to levels: Int) -> Hierarchy {
    var isKept = [Bool](repeating: false, count: tree.flows.count)
    var unfinished: [(module: Int?, depth: Int)] = [(nil, levels - 1)]
    while let (module, depth) = unfinished.popLast() {
      let found = content(of: module, depth: depth)
      if let module, found.bits >= tree.bitsOfNodes(in: module) { continue }
      for kept in found.modules {
        isKept[kept] = true
        if depth > 1, tree.heights[kept] > 0 { unfinished.append((kept, depth - 1)) }
      }
    }
    return tree.hierarchy.keeping(isKept)
  }

  private func bits(in module: Int, depth: Int) -> Double {
    bits[module][min(depth, bits[module].count - 1)]
  }

  /// The best modules in a module, or at the top, with at most `depth` one in the other, and their bits with the codebook
  /// that names them.
  private func content(of module: Int?, depth: Int) -> (modules: [Int], bits: Double) {
    let exit = tree.exit(of: module)
    var kept = tree.entries(of: module)
    var use = kept.reduce(exit) { $0 + tree.flows[$1].enter }
    var isChanging = true
    while isChanging {
      isChanging = false
      var next: [Int] = []
      for entry in kept {
        let after = tree.submodules[entry].reduce(use - tree.flows[entry].enter) {
          $0 + tree.flows[$1].enter
        }
        let change =
          tree.submodules[entry].reduce(0) { $0 + bits(ofEntry: $1, depth: depth) }
          - bits(ofEntry: entry, depth: depth) + Logarithm.plogp(after) - Logarithm.plogp(use)
        if !tree.submodules[entry].isEmpty, change < -LeastGain.ofStep {
          next += tree.submodules[entry]
          use = after
          isChanging = true
        } else {
          next.append(entry)
        }
      }
      kept = next
    }
    let sum = kept.reduce(Logarithm.plogp(use) - Logarithm.plogp(exit)) {
      $0 + bits(ofEntry: $1, depth: depth)
    }
    return (kept, sum)
  }

  /// The bits of a module that a codebook names with at most `depth` modules one in the other, itself included, but for
  /// what depends on the sum of the uses of that codebook.
  private func bits(ofEntry module: Int, depth: Int) -> Double {
    bits(in: module, depth: depth - 1) - Logarithm.plogp(tree.flows[module].enter)
      + tree.bitsPerModule
  }
}

import CMemory

/// The order in which a network numbers the ids that occur in it: as a walk along the links that goes
/// on from the id discovered last discovers them, for a cluster that it enters is mostly discovered
/// before it leaves. What links connect, whatever their directions, comes in one piece.
struct DiscoveryOrder {
  let ids: [UInt32]

  /// - Parameters:
  ///   - rowBegins: where the links of each id as a source begin; one more element than ids.
  ///   - targets: of the links by source, in any order within those of one source.
  init(_ rowBegins: borrowing Buffer<Int>, _ targets: UnsafePointer<UInt32>) {
    let idCount = rowBegins.count - 1
    let treeOf = Buffer(count: idCount, repeating: Self.undiscovered)
    // The ids discovered last, and their rows: read all at once when they are discovered, because
    // waiting for memory each time one goes on would take longer than everything else.
    let stack = Buffer<UInt32>(uninitialized: idCount)
    let rows = Buffer<Row>(uninitialized: idCount)
    var ids: [UInt32] = []
    var trees = Trees()
    for start in 0..<idCount {
      guard treeOf[start] == Self.undiscovered, rowBegins[start] < rowBegins[start + 1] else {
        continue
      }
      let tree = trees.add(begin: ids.count)
      treeOf[start] = tree
      ids.append(UInt32(start))
      rows[0] = Row(begin: rowBegins[start], end: rowBegins[start + 1])
      var waiting = 1
      // The tree met last: mostly the one met next.
      var joined = tree
      while waiting > 0 {
        waiting -= 1
        let row = rows[waiting]
        let firstNew = waiting
        for link in row.begin..<row.end {
          let target = targets[link]
          let met = treeOf[target]
          if met == tree || met == joined { continue }
          guard met == Self.undiscovered else {
            trees.join(met, tree)
            joined = met
            continue
          }
          treeOf[target] = tree
          stack[waiting] = target
          waiting += 1
        }
        // The order of the links must not matter.
        let newCount = waiting - firstNew
        var new = UnsafeMutableBufferPointer(start: stack.base + firstNew, count: newCount)
        new.sort()
        for place in firstNew..<waiting {
          let id = Int(stack[place])
          ids.append(stack[place])
          rows[place] = Row(begin: rowBegins[id], end: rowBegins[id + 1])
          prefetch(targets + rows[place].begin, 4 * (rows[place].end - rows[place].begin))
        }
      }
    }
    self.ids = trees.grouped(ids)
  }

  /// The links of a source.
  private struct Row: BitwiseCopyable {
    var begin: Int
    var end: Int
  }

  private static var undiscovered: UInt32 { .max }
}

/// Trees of ids, each discovered from one start, and which of them links connect.
private struct Trees {
  /// The place of each tree's first id in the order of discovery.
  private var begins: [Int] = []
  /// A tree discovered before that is connected to each; itself if there is none.
  private var earlier: [UInt32] = []

  mutating func add(begin: Int) -> UInt32 {
    begins.append(begin)
    let tree = UInt32(earlier.count)
    earlier.append(tree)
    return tree
  }

  /// Takes note of a link between two trees.
  mutating func join(_ a: UInt32, _ b: UInt32) {
    let (a, b) = (first(a), first(b))
    earlier[Int(max(a, b))] = min(a, b)
  }

  /// The first of the trees that are connected to one.
  private mutating func first(_ tree: UInt32) -> UInt32 {
    var tree = Int(tree)
    while Int(earlier[tree]) != tree {
      earlier[tree] = earlier[Int(earlier[tree])]
      tree = Int(earlier[tree])
    }
    return UInt32(tree)
  }

  /// The ids with those of connected trees one after the other.
  mutating func grouped(_ ids: [UInt32]) -> [UInt32] {
    let firsts = earlier.indices.map { Int(first(UInt32($0))) }
    func places(of tree: Int) -> Range<Int> {
      begins[tree]..<(tree + 1 < begins.count ? begins[tree + 1] : ids.count)
    }
    var next = [Int](repeating: 0, count: begins.count)
    for (tree, first) in firsts.enumerated() { next[first] += places(of: tree).count }
    var begin = 0
    for tree in next.indices {
      let count = next[tree]
      next[tree] = begin
      begin += count
    }
    return [UInt32](unsafeUninitializedCapacity: ids.count) { grouped, count in
      for (tree, first) in firsts.enumerated() {
        for place in places(of: tree) {
          grouped[next[first]] = ids[place]
          next[first] += 1
        }
      }
      count = ids.count
    }
  }
}

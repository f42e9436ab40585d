/// The modules of a node's neighbors and the flow between the node and each of them: memory for one
/// node at a time. An unsafe handle.
struct NeighborModules {
  /// The flow between the node at hand and each module; 0 between nodes.
  let flowTo: UnsafeMutablePointer<Double>
  /// The modules that the node touches; one place more than there may be modules.
  let candidates: UnsafeMutablePointer<UInt32>

  /// Lists the modules other than its own that a node touches, with `flowTo` them. Returns the flow
  /// between the node and its own module, and how many others there are.
  ///
  /// A function of its own: in a larger one the sum would not stay in a register, and to wait for
  /// memory with each neighbor took most of the time of a search.
  @inline(never)
  func collect(
    around node: Int, _ level: LevelView, _ moduleOf: UnsafePointer<UInt32>,
    within enclosing: UnsafePointer<UInt32>?
  ) -> (flowToOld: Double, count: Int) {
    let old = moduleOf[node]
    var flowToOld = 0.0
    var count = 0
    for link in level.offsets[node]..<level.offsets[node + 1] {
      let neighbor = level.neighbors[link]
      guard let number = level.number(of: neighbor) else { continue }
      if let enclosing, enclosing[Int(number)] != enclosing[node] { continue }
      let module = moduleOf[Int(number)]
      let flow = Double(neighbor.flow)
      if module == old {
        flowToOld += flow
        continue
      }
      let before = flowTo[Int(module)]
      candidates[count] = module
      count &+= before.bitPattern == 0 ? 1 : 0
      flowTo[Int(module)] = before + flow
    }
    return (flowToOld, count)
  }

  /// Adds the links of one more node of a module to the modules listed so far, of which there are `count`; returns how
  /// many there are then.
  @inline(never)
  func collect(
    around node: Int, of module: UInt32, _ level: LevelView, _ moduleOf: UnsafePointer<UInt32>,
    to count: Int
  ) -> Int {
    var count = count
    for link in level.offsets[node]..<level.offsets[node + 1] {
      let neighbor = level.neighbors[link]
      let other = moduleOf[Int(neighbor.node)]
      if other == module { continue }
      let before = flowTo[Int(other)]
      candidates[count] = other
      // Links without flow would list a module again and again.
      count += before == 0 && neighbor.flow > 0 ? 1 : 0
      flowTo[Int(other)] = before + Double(neighbor.flow)
    }
    return count
  }

  /// Forgets those of the listed modules that have less flow than a share of the most that one of them has;
  /// returns how many stay.
  @inline(__always)
  func keep(_ count: Int, leastShare: Double) -> Int {
    var most = 0.0
    for place in 0..<count { most = max(most, flowTo[Int(candidates[place])]) }
    var kept = 0
    for place in 0..<count {
      let module = candidates[place]
      if flowTo[Int(module)] < leastShare * most {
        flowTo[Int(module)] = 0
        continue
      }
      candidates[kept] = module
      kept += 1
    }
    return kept
  }
}

extension MapEquation {
  /// By how much the codelength of a hierarchy is corrected.
  ///
  /// The index has a word for each top module, and each module one for each of its submodules or nodes and one for
  /// its exit, of which one is free in each codebook: so each module costs the bits of a word, and each node does.
  /// A module that is the only one around all nodes has no exit, nor has one that is the only one in such a module.
  static func correction(of hierarchy: Hierarchy, on flow: FlowNetwork) -> Codelength {
    var submodules = [Int](repeating: 0, count: hierarchy.moduleCount)
    for parent in hierarchy.parents { if let parent { submodules[parent] += 1 } }
    var withoutExit = 0
    if hierarchy.topModuleCount == 1, var module = hierarchy.parents.firstIndex(of: nil) {
      withoutExit = 1
      while submodules[module] == 1, let only = hierarchy.parents.firstIndex(of: module) {
        withoutExit += 1
        module = only
      }
    }
    return correction(
      topModules: hierarchy.topModuleCount, modules: hierarchy.moduleCount,
      withoutExit: withoutExit, on: flow)
  }

  /// By how much the codelength of two levels is corrected.
  static func correction(moduleCount: Int, on flow: FlowNetwork) -> Codelength {
    correction(
      topModules: moduleCount, modules: moduleCount, withoutExit: moduleCount == 1 ? 1 : 0, on: flow
    )
  }

  private static func correction(
    topModules: Int, modules: Int, withoutExit: Int, on flow: FlowNetwork
  ) -> Codelength {
    let bits = flow.correction.bitsPerWord
    guard bits > 0, modules > 0 else { return Codelength(index: 0, module: 0) }
    return Codelength(
      index: bits * Double(topModules - 1),
      module: bits * Double(flow.nodeCount + modules - topModules - withoutExit))
  }
}

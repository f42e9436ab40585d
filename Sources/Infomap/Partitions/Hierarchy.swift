/// A division of the nodes of a network into modules, some of these into submodules, and so on. A
/// module has either submodules or nodes.
public struct Hierarchy: Sendable, Equatable {
  /// The module around each module, with a lower number than its own; nil at the top.
  public let parents: [Int?]
  /// The module of each node, one without submodules.
  public let modules: [UInt32]

  /// How many modules there are on all levels.
  public var moduleCount: Int { parents.count }
  /// How many modules have none around them.
  public var topModuleCount: Int { parents.count { $0 == nil } }

  /// - Precondition: as said of the properties, and every module has a node in it or below.
  init(parents: [Int?], modules: [UInt32]) {
    self.parents = parents
    self.modules = modules
  }

  /// Makes a hierarchy of modules in any order.
  ///
  /// - Parameters:
  ///   - parents: the module around each module; nil at the top.
  ///   - modules: the module of each node.
  init(ordering parents: [Int?], modules: [UInt32]) {
    let depths = parents.map { parent in
      sequence(first: parent) { parents[$0!] }.prefix { $0 != nil }.reduce(0) { depth, _ in
        depth + 1
      }
    }
    let order = parents.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }
    var numbers = [Int](repeating: 0, count: parents.count)
    for (number, module) in order.enumerated() { numbers[module] = number }
    self.init(
      parents: order.map { parents[$0].map { numbers[$0] } },
      modules: modules.map { UInt32(numbers[Int($0)]) })
  }

  /// The two-level hierarchy of a partition.
  public init(_ partition: Partition) {
    parents = [Int?](repeating: nil, count: partition.moduleCount)
    modules = partition.modules
  }

  /// The hierarchy with more nodes at the end, each in a top module of its own.
  func adding(nodes count: Int) -> Hierarchy {
    let lone = (moduleCount..<moduleCount + count).map { UInt32($0) }
    return Hierarchy(
      parents: parents + [Int?](repeating: nil, count: count), modules: modules + lone)
  }

  /// How many modules are around the content of each module, itself included.
  public var depths: [Int] {
    var depths: [Int] = []
    for parent in parents { depths.append(parent.map { depths[$0] + 1 } ?? 1) }
    return depths
  }

  /// The modules around two others, or these themselves, that one codebook names: that of the module around both, or of all.
  ///
  /// - Parameters:
  ///   - a: a module that is not around the other one, nor in it.
  ///   - b: the other one.
  ///   - depths: those of all modules.
  ///   - leave: called with each module that is around `a` alone, from itself on.
  ///   - enter: called with each that is around `b` alone.
  @inline(__always)
  func siblings(
    _ a: Int, _ b: Int, _ depths: [Int], leave: (Int) -> Void = { _ in },
    enter: (Int) -> Void = { _ in }
  ) -> (Int, Int) {
    var (a, b) = (a, b)
    leave(a)
    enter(b)
    while parents[a] != parents[b] {
      let (depthA, depthB) = (depths[a], depths[b])
      if depthA >= depthB {
        a = parents[a]!
        leave(a)
      }
      if depthB >= depthA {
        b = parents[b]!
        enter(b)
      }
    }
    return (a, b)
  }

  /// How many levels there are, the nodes being one: 2 for a partition.
  public var levelCount: Int { (depths.max() ?? 0) + 1 }

  /// The modules that have nodes as a partition.
  public var bottomPartition: Partition { Partition(labels: modules) }

  /// The modules of the top as a partition.
  public var topPartition: Partition {
    var tops: [UInt32] = []
    for (module, parent) in parents.enumerated() {
      tops.append(parent.map { tops[$0] } ?? UInt32(module))
    }
    return Partition(labels: modules.map { tops[Int($0)] })
  }
}

/// Cuts regions of a network out of it, each as a level of its own.
struct RegionLevels: ~Copyable {
  let level: LevelView
  /// The module of each node at the time when its region is cut out.
  let regionOf: Buffer<UInt32>
  private let numbers: Buffer<UInt32>
  private let allSent: Double

  /// - Parameter level: the nodes of the network, all in region 0.
  init(_ level: LevelView) {
    self.level = level
    regionOf = Buffer(count: level.nodeCount, repeating: 0)
    numbers = Buffer(count: level.nodeCount, repeating: 0)
    allSent =
      level.teleports.map { teleports in
        (0..<level.nodeCount).reduce(0) { $0 + teleports[$1].sent }
      } ?? 0
  }

  /// Says that nodes are those of a region.
  func assign(_ nodes: [UInt32], to region: Int) {
    for node in nodes { regionOf[node] = UInt32(region) }
  }

  /// Calls `body` with all nodes of one region as a level.
  func withLevel<Result>(of nodes: [UInt32], _ body: (LevelView) -> Result) -> Result {
    let part = Level(
      part: nodes, of: level, regionOf: regionOf, numbers: numbers, allSent: allSent)
    let result = body(part.view)
    // The view does not keep it alive.
    withExtendedLifetime(part) {}
    return result
  }
}

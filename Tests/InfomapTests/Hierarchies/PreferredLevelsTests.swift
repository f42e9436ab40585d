import Infomap
import Testing

@Suite struct PreferredLevelsTests {
  /// A hierarchy of so many levels, of the best one of each network.
  private func found(_ levels: Int?, on flow: FlowNetwork, seed: UInt64 = 1) -> HierarchyResult {
    var options = SearchOptions()
    options.preferredLevels = levels
    options.seed = seed
    return flow.searchHierarchy(options)
  }

  /// A grid of nodes, which has hierarchies of many levels that are good.
  private func grid(_ side: Int, directed: Bool) throws -> Network {
    var text = ""
    for row in 0..<side {
      for column in 0..<side {
        let node = row * side + column + 1
        if column + 1 < side { text += "\(node) \(node + 1)\n" }
        if row + 1 < side { text += "\(node) \(node + side)\n" }
        // Links back, so that a walk along the directions does not come to an end.
        if directed, column > 0 { text += "\(node) \(node - 1)\n" }
        if directed, row > 0 { text += "\(node) \(node - side)\n" }
      }
    }
    return try Network(text: Array(text.utf8), fileName: "grid", directed: directed)
  }

  @Test(arguments: FlowModel.allCases, 2...9)
  func theNumberIsMet(model: FlowModel, levels: Int) throws {
    let flow = FlowNetwork(
      try grid(20, directed: model.isDirected), options: model.options)
    let result = found(levels, on: flow)
    #expect(result.hierarchy.levelCount == levels)
    // None of the modules has only one in it, and each has a node.
    for module in 0..<result.hierarchy.moduleCount {
      #expect(result.hierarchy.parents.count { $0 == module } != 1)
    }
    #expect(result.hierarchy.topModuleCount > 1)
    let exact = MapEquation.codelength(of: result.hierarchy, on: flow).total
    #expect(abs(exact - result.codelength.total) <= 1e-12)
  }

  /// The limits are the shortest codelengths of hierarchies of so many levels that the reference (Infomap 2.16.0)
  /// finds in five trials where two to seven are preferred.
  @Test(arguments: [
    (FlowModel.undirected, 3, 5.661509), (.undirected, 4, 5.651171),
    (.directed, 3, 5.669152), (.directed, 4, 5.657120),
  ]) func theNumberIsMetAtNoMoreBitsThanTheReferenceNeeds(
    model: FlowModel, levels: Int, limit: Double
  ) throws {
    let flow = FlowNetwork(try grid(20, directed: model.isDirected), options: model.options)
    for seed in UInt64(1)...3 {
      #expect(found(levels, on: flow, seed: seed).codelength.total <= limit)
    }
  }

  @Test(arguments: [FlowModel.undirected, .directed])
  func theBestNumberChangesNothingAndFewerCostTheMoreTheFewerTheyAre(model: FlowModel) throws {
    let flow = FlowNetwork(try grid(30, directed: model.isDirected), options: model.options)
    let best = found(nil, on: flow)
    let count = best.hierarchy.levelCount
    #expect(count > 3)
    #expect(found(count, on: flow).hierarchy == best.hierarchy)
    var last = best.codelength.total
    for levels in (2..<count).reversed() {
      let shallower = found(levels, on: flow).codelength.total
      #expect(shallower > last, "\(levels) levels")
      last = shallower
    }
    // There is room for another level where few steps of the walk go.
    #expect(found(count + 1, on: flow).codelength.total <= best.codelength.total + 0.01)
  }

  @Test func twoLevelsAreThoseOfTheSearchForTwo() throws {
    let flow = FlowNetwork(try grid(20, directed: false))
    #expect(found(2, on: flow).hierarchy == Hierarchy(flow.searchOnce(seed: 1).partition))
  }

  /// Of six nodes the deepest hierarchy has one of them, or two, on each level.
  @Test func aNumberThatNoHierarchyHasIsComeNearTo() throws {
    let flow = FlowNetwork(try exampleNetwork("twotriangles", directed: false))
    let deepest = found(50, on: flow)
    #expect(deepest.hierarchy.levelCount > 3)
    #expect(deepest.hierarchy.levelCount <= 6)
    #expect(Set(deepest.hierarchy.bottomPartition.modules).count <= 6)
  }
}

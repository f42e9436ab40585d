import Infomap
import Testing

/// Limits are the shortest codelengths that the reference (Infomap 2.16.0) finds in 15 trials, the bits
/// for other numbers of modules included.
@Suite struct PreferredModulesTests {
  struct Case: Sendable {
    let network: String
    let model: FlowModel
    let preferred: Int
    let limit: Double

    init(_ network: String, _ model: FlowModel, _ preferred: Int, _ limit: Double) {
      (self.network, self.model, self.preferred, self.limit) = (network, model, preferred, limit)
    }
  }

  private func flow(_ network: String, _ model: FlowModel) throws -> FlowNetwork {
    FlowNetwork(try exampleNetwork(network, directed: model == .directed))
  }

  private func options(_ preferred: Int?) -> SearchOptions {
    var options = SearchOptions()
    options.trials = 5
    options.preferredModules = preferred
    return options
  }

  @Test(arguments: [
    Case("ninetriangles", .undirected, 1, 4.745546),
    Case("ninetriangles", .undirected, 2, 4.117914),
    Case("ninetriangles", .undirected, 3, 3.602572),
    Case("ninetriangles", .undirected, 6, 3.536248),
    Case("ninetriangles", .undirected, 12, 4.018922), Case("ninetriangles", .directed, 2, 3.644636),
    Case("ninetriangles", .directed, 6, 3.283402), Case("ninetriangles", .directed, 12, 3.768740),
    Case("modular_w", .undirected, 2, 3.794941), Case("modular_w", .undirected, 9, 3.685492),
    Case("modular_w", .directed, 3, 3.268488), Case("modular_w", .directed, 9, 3.542347),
  ]) func theNumberIsMetAtNoMoreBitsThanTheReferenceNeeds(_ test: Case) throws {
    let flow = try flow(test.network, test.model)
    let found = flow.search(options(test.preferred))
    #expect(found.moduleCount == test.preferred)
    #expect(found.codelength.total <= test.limit + 1e-6)
    #expect(
      abs(MapEquation.codelength(of: found.partition, on: flow).total - found.codelength.total)
        <= 1e-12)
  }

  @Test(arguments: [2, 3, 6, 12]) func theTopModulesOfAHierarchyAreCounted(preferred: Int) throws {
    let flow = try flow("ninetriangles", .undirected)
    let found = flow.searchHierarchy(options(preferred))
    #expect(found.hierarchy.topModuleCount == preferred)
    #expect(found.codelength.total <= flow.search(options(preferred)).codelength.total)
  }

  @Test func aNumberThatCannotBeMetAddsABitForEachModuleMissing() throws {
    let flow = try flow("twotriangles", .undirected)
    let found = flow.search(options(9))
    #expect(found.moduleCount == 6)
    #expect(abs(found.codelength.total - 7.556657) <= 1e-6)
    let exact = MapEquation.codelength(of: found.partition, on: flow).total
    #expect(abs(found.codelength.total - exact - 3) <= 1e-12)
  }

  @Test func theNumberFoundAnywayChangesNothing() throws {
    let flow = try flow("modular_w", .undirected)
    let found = flow.search(options(nil))
    #expect(found.moduleCount == 4)
    #expect(abs(flow.search(options(4)).codelength.total - found.codelength.total) <= 1e-12)
  }

  @Test(arguments: [1, 2, 3]) func partsOfANetworkWithoutLinksBetweenThemUnite(preferred: Int)
    throws
  {
    var text = ""
    for triangle in 0..<4 {
      let (a, b, c) = (3 * triangle, 3 * triangle + 1, 3 * triangle + 2)
      text += "\(a) \(b)\n\(b) \(c)\n\(a) \(c)\n"
    }
    let flow = FlowNetwork(
      try Network(text: Array(text.utf8), fileName: "triangles", directed: false))
    #expect(flow.search(options(nil)).moduleCount == 4)
    #expect(flow.search(options(preferred)).moduleCount == preferred)
  }

  /// A chain of six cliques of eight, and 20 triangles apart: limits are those of the reference in 20 trials.
  @Test(arguments: [(8, 3.683410475), (12, 3.278873842), (20, 2.982484786)])
  func smallPartsUniteBeforeLargeOnesThatHaveALink(preferred: Int, limit: Double) throws {
    var text = ""
    for clique in 0..<6 {
      let nodes = 8 * clique..<8 * clique + 8
      for a in nodes {
        for b in a + 1..<nodes.upperBound { text += "\(a) \(b)\n" }
      }
      if clique > 0 { text += "\(nodes.lowerBound - 1) \(nodes.lowerBound)\n" }
    }
    for a in stride(from: 48, to: 108, by: 3) {
      text += "\(a) \(a + 1)\n\(a + 1) \(a + 2)\n\(a) \(a + 2)\n"
    }
    let flow = FlowNetwork(
      try Network(text: Array(text.utf8), fileName: "cliques", directed: false))
    let found = flow.search(options(preferred))
    #expect(found.moduleCount == preferred)
    #expect(found.codelength.total <= limit + 1e-8)
  }

  /// A square grid has its best modules anywhere: what is short is to lay the borders of a few. Limits are the means of
  /// ten seeds of the reference.
  @Test(arguments: [(3, 7.8815), (8, 6.8806)])
  func bordersFindTheirPlaceWhileTheNumberStays(preferred: Int, limit: Double) throws {
    let side = 24
    var text = ""
    for row in 0..<side {
      for column in 0..<side {
        let node = row * side + column
        if column + 1 < side { text += "\(node) \(node + 1)\n" }
        if row + 1 < side { text += "\(node) \(node + side)\n" }
      }
    }
    let flow = FlowNetwork(try Network(text: Array(text.utf8), fileName: "grid", directed: false))
    for seed in UInt64(1)...10 {
      let found = flow.searchOnce(seed: seed, preferredModules: preferred)
      #expect(found.moduleCount == preferred)
      #expect(found.codelength.total <= limit)
    }
  }

  /// Cliques without links: no move to a neighbor leads from one module to another.
  @Test func unlinkedPartsSpreadEvenly() throws {
    var text = ""
    for clique in 0..<30 {
      let nodes = 10 * clique..<10 * clique + 10
      for a in nodes {
        for b in a + 1..<nodes.upperBound { text += "\(a) \(b)\n" }
      }
    }
    let flow = FlowNetwork(
      try Network(text: Array(text.utf8), fileName: "cliques", directed: false))
    for seed in UInt64(1)...10 {
      let found = flow.searchOnce(seed: seed, preferredModules: 10)
      #expect(found.moduleCount == 10)
      let sizes = Dictionary(grouping: found.partition.modules) { $0 }.values.map(\.count)
      #expect(sizes.allSatisfy { $0 == 30 })
    }
  }

  /// So short only if parts of modules change places while their number stays: of one trial.
  @Test(
    .needsRealNetworks,
    arguments: [("as20graph.txt", 9.776), ("igraphdata-yeast.txt", 7.1)])
  func partsChangePlacesWhileTheNumberStays(network: String, most: Double) throws {
    var options = SearchOptions()
    options.preferredModules = 3
    let flow = FlowNetwork(try RealNetwork.network(network, directed: true))
    let found = flow.search(options)
    #expect(found.moduleCount == 3)
    #expect(found.codelength.total <= most)
  }
}

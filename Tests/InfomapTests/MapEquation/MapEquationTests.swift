import Infomap
import Testing

@Suite struct MapEquationTests {
  @Test(arguments: FlowModel.allCases)
  func codelengthsAreThoseOfTheDefinition(model: FlowModel) throws {
    var random = TestRandom(seed: 6)
    for _ in 0..<100 {
      let table = LinkTable(random: &random, nodes: 10, links: 18)
      let flow = FlowNetwork(try table.network(directed: model.isDirected), options: model.options)
      let dense = DenseMapEquation(table, directed: model.isDirected, options: model.options)
      let labels = (0..<flow.nodeCount).map { _ in random.next(below: 4) }
      let byID = flow.network.nodeIDs.sorted()
      let partition = Partition(
        labels: flow.network.nodeIDs.map { UInt32(labels[byID.firstIndex(of: $0)!]) })
      let codelength = MapEquation.codelength(of: partition, on: flow)
      #expect(abs(codelength.total - dense.codelength(labels)) < 1e-12)
    }
  }

  @Test(arguments: FlowModel.allCases)
  func oneModuleCostsTheOneLevelCodelength(model: FlowModel) throws {
    var random = TestRandom(seed: 7)
    let table = LinkTable(random: &random, nodes: 30, links: 90)
    let flow = FlowNetwork(try table.network(directed: model.isDirected), options: model.options)
    let codelength = MapEquation.codelength(of: .oneModule(nodeCount: flow.nodeCount), on: flow)
    #expect(codelength.index == 0)
    #expect(abs(codelength.total - MapEquation.oneLevelCodelength(on: flow)) < 1e-12)
  }

  @Test(arguments: Golden.all) func theReferenceAgreesOnItsPartitions(golden: Golden) throws {
    let flow = try golden.flow()
    let codelength = MapEquation.codelength(of: golden.partition(on: flow), on: flow)
    #expect(abs(codelength.total - golden.codelength) < 1e-9)
    #expect(abs(MapEquation.oneLevelCodelength(on: flow) - golden.oneLevel) < 1e-9)
  }

  /// Codelengths of Infomap 2.16.0, seed 123.
  @Test(.needsFaceGraph, arguments: [(true, 6.128726633912), (false, 6.758960703255)])
  func theReferenceAgreesOnItsPartitionOfTwentyThousandFaces(
    directed: Bool, expected: Double
  ) throws {
    let faces = try FaceGraph.shared.get()
    let flow = FlowNetwork(try faces.network(directed: directed))
    let partition = Partition(
      labels: flow.network.nodeIDs.map { faces.referenceModule(of: $0, directed: directed) })
    #expect(abs(MapEquation.codelength(of: partition, on: flow).total - expected) < 1e-9)
  }
}

@Suite struct PartitionTests {
  @Test func modulesAreNumberedByTheirFirstNodes() {
    let partition = Partition(labels: [9, 4, 9, 7, 4])
    #expect(partition.modules == [0, 1, 0, 2, 1])
    #expect(partition.moduleCount == 3)
  }

  @Test func labelsMayBeAnyNumbers() {
    let partition = Partition(labels: [.max, 0, .max])
    #expect(partition.modules == [0, 1, 0])
    #expect(partition.moduleCount == 2)
  }
}

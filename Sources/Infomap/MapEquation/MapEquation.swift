/// The two-level map equation: how many bits a step of the random walker takes to describe, given a
/// partition (Rosvall, Bergstrom: "Maps of random walks on complex networks reveal community
/// structure", PNAS 105, 2008).
///
/// With plogp(x) = x log2 x, the flow p of a node, and of a module its flow p and the flows that enter and exit it,
///
///     L = plogp(Σ enter) - Σ plogp(enter)                              the index: moves between modules
///       + Σ (plogp(exit + p) - plogp(exit)) - Σ plogp(p of each node)  the modules: nodes, and leaving
///
/// and what a correction for few links (`EntropyCorrection`) adds where one is asked for.
public enum MapEquation {
  /// The two parts of a codelength, in bits per step.
  public struct Codelength: Sendable, Equatable {
    /// The bits that name the modules on moves between them.
    public let index: Double
    /// The bits that name the nodes within modules, and say that a module is left.
    public let module: Double
    /// The bits of both parts together.
    public var total: Double { index + module }

    /// Makes a codelength of its two parts.
    public init(index: Double, module: Double) {
      self.index = index
      self.module = module
    }

    /// The codelength with bits added to the module part.
    func adding(_ bits: Double) -> Codelength { Codelength(index: index, module: module + bits) }

    static func + (a: Codelength, b: Codelength) -> Codelength {
      Codelength(index: a.index + b.index, module: a.module + b.module)
    }
  }

  /// The codelength of a partition, computed from the exact flow of every link.
  public static func codelength(of partition: Partition, on flow: FlowNetwork) -> Codelength {
    precondition(partition.modules.count == flow.nodeCount)
    var modules = moduleFlows(partition, flow)
    if let teleportation = flow.teleportation {
      let teleports = moduleTeleports(Hierarchy(partition), teleportation)
      addTeleportation(teleports, allSent: teleports.reduce(0) { $0 + $1.sent }, to: &modules)
    }
    var totalEnter = 0.0
    var enterTerm = 0.0
    var moduleTerm = 0.0
    for module in modules {
      totalEnter += module.enter
      enterTerm += Logarithm.plogp(module.enter)
      moduleTerm += Logarithm.plogp(module.exit + module.flow) - Logarithm.plogp(module.exit)
    }
    for node in flow.nodeFlow { moduleTerm -= Logarithm.plogp(node) }
    return Codelength(index: Logarithm.plogp(totalEnter) - enterTerm, module: moduleTerm)
      + correction(moduleCount: partition.moduleCount, on: flow)
  }

  /// The codelength with all nodes in one module: the entropy of the visit rates, corrected like others.
  public static func oneLevelCodelength(on flow: FlowNetwork) -> Double {
    flow.nodeFlow.reduce(correction(moduleCount: 1, on: flow).total) { $0 - Logarithm.plogp($1) }
  }

  private static func moduleFlows(_ partition: Partition, _ flow: FlowNetwork) -> [NodeFlow] {
    let network = flow.network
    var modules = [NodeFlow](repeating: NodeFlow(), count: partition.moduleCount)
    modules.withUnsafeMutableBufferPointer { modules in
      partition.modules.withUnsafeBufferPointer { moduleOf in
        network.withLinks { offsets, targets, weights in
          for source in 0..<network.nodeCount {
            let module = Int(moduleOf[source])
            modules[module].flow += flow.nodeFlow[source]
            let scale = flow.flowPerWeight[source]
            for link in offsets[source]..<offsets[source + 1] {
              let targetModule = Int(moduleOf[Int(targets[link])])
              if targetModule == module { continue }
              let linkFlow = weights[link] * scale
              modules[module].exit += linkFlow
              modules[targetModule].enter += linkFlow
            }
          }
        }
      }
    }
    if !network.isDirected {
      // All flow along a link comes back.
      for module in modules.indices {
        modules[module].exit += modules[module].enter
        modules[module].enter = modules[module].exit
      }
    }
    return modules
  }
}

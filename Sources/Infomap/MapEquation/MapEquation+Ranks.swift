extension MapEquation {
  /// The codelength of a partition on a network of which each rank has its own nodes' links and flow,
  /// and that with all nodes in one module. Collective; summed in fixed point, so that the number of
  /// ranks does not change it.
  static func codelength(
    of partition: Partition, on flow: FlowNetwork, own: Range<Int>, exchange: any RankExchange
  ) throws -> (Codelength, oneLevel: Double) {
    var terms = Terms()
    for module in try sharedSums(partition, flow, own, exchange) {
      let (enter, exit) = (FixedPoint.flow(module.enter), FixedPoint.flow(module.exit))
      terms.enter += module.enter
      terms.index -= FixedPoint.bits(Logarithm.plogp(enter))
      terms.module += FixedPoint.bits(
        Logarithm.plogp(exit + FixedPoint.flow(module.flow)) - Logarithm.plogp(exit))
    }
    for node in own { terms.nodes -= FixedPoint.bits(Logarithm.plogp(flow.nodeFlow[node])) }
    terms = try exchange.allGather([terms]).reduce(into: Terms()) { $0.add($1) }
    let index = Logarithm.plogp(FixedPoint.flow(terms.enter)) + FixedPoint.bits(terms.index)
    let oneLevel = FixedPoint.bits(terms.nodes)
    return (
      Codelength(index: index, module: FixedPoint.bits(terms.module) + oneLevel), oneLevel
    )
  }

  /// The flow of each module of a partition of such a network. Collective; in fixed point, like the
  /// codelength.
  static func moduleFlows(
    of partition: Partition, on flow: FlowNetwork, own: Range<Int>, exchange: any RankExchange
  ) throws -> [NodeFlow] {
    try exchange.allGather(sharedSums(partition, flow, own, exchange)).map {
      NodeFlow(
        flow: FixedPoint.flow($0.flow), enter: FixedPoint.flow($0.enter),
        exit: FixedPoint.flow($0.exit))
    }
  }

  /// The sums over some of the modules, about as many for each rank, in the order of the ranks.
  private static func sharedSums(
    _ partition: Partition, _ flow: FlowNetwork, _ own: Range<Int>, _ exchange: any RankExchange
  ) throws -> [ModuleSum] {
    let count = partition.moduleCount
    let sums = partSums(partition, flow, own)
    let begins = (0...exchange.size).map { count * $0 / exchange.size }
    let parts = try exchange.allToAll(
      (0..<exchange.size).map { Array(sums[begins[$0]..<begins[$0 + 1]]) })
    return (0..<begins[exchange.rank + 1] - begins[exchange.rank]).map { place in
      var module = ModuleSum()
      for part in parts { module.add(part[place]) }
      if !flow.network.isDirected {
        // All flow along a link comes back.
        module.exit += module.enter
        module.enter = module.exit
      }
      return module
    }
  }

  /// The share of a rank's modules and nodes in the parts of the codelength.
  private struct Terms: BitwiseCopyable {
    var enter: Int64 = 0
    var index: Int64 = 0
    var module: Int64 = 0
    var nodes: Int64 = 0

    mutating func add(_ other: Terms) {
      enter += other.enter
      index += other.index
      module += other.module
      nodes += other.nodes
    }
  }

  /// The share of own nodes, and of the links that leave them, in the flow of each module.
  private static func partSums(_ partition: Partition, _ flow: FlowNetwork, _ own: Range<Int>)
    -> [ModuleSum]
  {
    var sums = [ModuleSum](repeating: ModuleSum(), count: partition.moduleCount)
    sums.withUnsafeMutableBufferPointer { sums in
      partition.modules.withUnsafeBufferPointer { moduleOf in
        flow.network.withStoredLinks { links in
          for source in own {
            let module = Int(moduleOf[source])
            sums[module].flow += FixedPoint.flow(flow.nodeFlow[source])
            let scale = flow.flowPerWeight[source]
            links.forEach(from: source) { target, weight in
              let targetModule = Int(moduleOf[target])
              if targetModule == module { return }
              let linkFlow = FixedPoint.flow(weight * scale)
              sums[module].exit += linkFlow
              sums[targetModule].enter += linkFlow
            }
          }
        }
      }
    }
    return sums
  }
}

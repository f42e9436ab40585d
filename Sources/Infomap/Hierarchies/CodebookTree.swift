/// A hierarchy as a tree of codebooks, with what each of them costs.
struct CodebookTree {
  let hierarchy: Hierarchy
  /// What the walk does at the border of each module, and how often it visits what is in it.
  let flows: [NodeFlow]
  /// The modules right in each module.
  let submodules: [[Int]]
  /// The modules that have none around them.
  let tops: [Int]
  /// How many modules are around the content of each module, itself included.
  let depths: [Int]
  /// How many modules there are one in the other below each, itself not included.
  let heights: [Int]
  /// How often the walk uses the codebook of each module that has others in it, for leaving or for entering these.
  private let uses: [Double]
  /// How often it enters a module of the top.
  private let useOfIndex: Double
  /// What each module costs.
  let bitsPerModule: Double

  init(_ hierarchy: Hierarchy, on flow: FlowNetwork) {
    self.hierarchy = hierarchy
    flows = MapEquation.moduleFlows(hierarchy, flow)
    bitsPerModule = flow.correction.bitsPerWord
    depths = hierarchy.depths
    var submodules = [[Int]](repeating: [], count: hierarchy.moduleCount)
    var tops: [Int] = []
    var heights = [Int](repeating: 0, count: hierarchy.moduleCount)
    var uses = flows.map(\.exit)
    var useOfIndex = 0.0
    for (module, parent) in hierarchy.parents.enumerated() {
      if let parent {
        submodules[parent].append(module)
        uses[parent] += flows[module].enter
      } else {
        tops.append(module)
        useOfIndex += flows[module].enter
      }
    }
    for (module, parent) in hierarchy.parents.enumerated().reversed() {
      if let parent { heights[parent] = max(heights[parent], heights[module] + 1) }
    }
    (self.submodules, self.tops, self.heights) = (submodules, tops, heights)
    (self.uses, self.useOfIndex) = (uses, useOfIndex)
  }

  /// Whether the content of a module, or of one in it, is as deep as any.
  func isDeepest(_ module: Int) -> Bool {
    depths[module] + heights[module] + 1 == hierarchy.levelCount
  }

  /// The modules named by the codebook of a module; of the index for nil.
  func entries(of module: Int?) -> [Int] { module.map { submodules[$0] } ?? tops }

  /// How often the walk leaves a module, which its codebook has a word for.
  func exit(of module: Int?) -> Double { module.map { flows[$0].exit } ?? 0 }

  /// How often the walk uses the codebook of a module that has others in it; of the index for nil.
  func use(of module: Int?) -> Double { module.map { uses[$0] } ?? useOfIndex }

  /// How often the walk enters or leaves a module around two others, which share some flow.
  func border(around pair: SiblingFlows.Pair, shared: Double) -> NodeFlow {
    let (a, b) = (flows[pair.low], flows[pair.high])
    return NodeFlow(
      flow: a.flow + b.flow, enter: max(0, a.enter + b.enter - shared),
      exit: max(0, a.exit + b.exit - shared))
  }

  /// The bits that a module around two others costs.
  ///
  /// - Parameters:
  ///   - shared: the flow between the two.
  ///   - use: how often the walk uses the codebook that names them so far.
  func bits(around pair: SiblingFlows.Pair, shared: Double, use: Double) -> Double {
    let border = border(around: pair, shared: shared)
    let entered = flows[pair.low].enter + flows[pair.high].enter
    let after = max(0, use - entered + border.enter)
    return Logarithm.plogp(border.exit + entered) - Logarithm.plogp(border.exit)
      - Logarithm.plogp(border.enter) + Logarithm.plogp(after) - Logarithm.plogp(use)
      + bitsPerModule
  }

  /// The bits of the codebook of a module that names the nodes in it and below it, but for what is the same however nodes
  /// are divided.
  func bitsOfNodes(in module: Int) -> Double {
    let (flow, exit) = (flows[module].flow, flows[module].exit)
    return Logarithm.plogp(exit + flow) - Logarithm.plogp(exit)
  }
}

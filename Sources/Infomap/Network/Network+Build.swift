import BinarySearch
import Threads

extension Network {
  static func build<Weight: LinkWeight>(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>, vertices: [UInt32],
    directed: Bool, threads: Int
  ) throws(NetworkError) -> Network {
    precondition(threads > 0)
    if sources.isEmpty, !vertices.isEmpty { return Network(vertices, directed: directed) }
    return try GivenLinks.with(sources: sources, targets: targets, weights: weights) {
      links throws(NetworkError) in
      try build(links, vertices, directed: directed, workers: Workers(count: threads))
    }
  }

  /// Makes a network of nodes without links.
  private init(_ vertices: [UInt32], directed: Bool) {
    let nodeIDs = vertices.risingOnce
    self.init(
      isDirected: directed, nodeIDs: nodeIDs, linkedNodeCount: 0,
      linkOffsets: [Int](repeating: 0, count: nodeIDs.count + 1), targets: [],
      weights: LinkWeights(double: []))
  }

  static func build<Weight: LinkWeight>(
    _ links: GivenLinks<Weight>, _ vertices: [UInt32], directed: Bool, workers: Workers
  ) throws(NetworkError) -> Network {
    let survey = try links.survey(vertices, workers)
    guard survey.positiveLinks > 0 else { return Network(vertices, directed: directed) }
    let isGrouped = directed && survey.isGrouped && survey.positiveLinks == links.count
    if survey.fitsTables {
      return NetworkBuilder(
        links: links, vertices: vertices.risingOnce, idCount: Int(survey.highestID) + 1,
        positiveLinks: survey.positiveLinks, isDirected: directed, isGrouped: isGrouped,
        workers: workers
      ).network()
    }
    // Too sparse for tables with a place for each id.
    let ids = links.sortedIDs(and: vertices)
    let sources = positions(of: links.sources, count: links.count, in: ids)
    let targets = positions(of: links.targets, count: links.count, in: ids)
    return NetworkBuilder(
      links: GivenLinks(
        count: links.count, sources: UnsafePointer(sources.base),
        targets: UnsafePointer(targets.base), weights: links.weights),
      vertices: vertices.risingOnce.map { UInt32(position(of: $0, in: ids)) }, idCount: ids.count,
      positiveLinks: survey.positiveLinks, isDirected: directed,
      isGrouped: isGrouped, workers: workers
    ).network { ids[Int($0)] }
  }

  /// Where the ids are in a rising list; anywhere if they are not.
  private static func positions(
    of ids: UnsafePointer<UInt32>, count: Int, in sorted: [UInt32]
  ) -> Buffer<UInt32> {
    let positions = Buffer<UInt32>(uninitialized: count)
    for place in 0..<count { positions[place] = UInt32(position(of: ids[place], in: sorted)) }
    return positions
  }

  private static func position(of id: UInt32, in sorted: [UInt32]) -> Int {
    (0..<max(0, sorted.count - 1)).partitioningIndex { sorted[$0] >= id }
  }
}

extension [UInt32] {
  /// The elements in rising order, each once.
  var risingOnce: [UInt32] {
    var rising: [UInt32] = []
    for element in sorted() where rising.last != element { rising.append(element) }
    return rising
  }
}

import Threads

extension Network {
  /// Reads a network from the text of a link list or a Pajek file.
  ///
  /// A link list has a link a line: source id, target id and perhaps a weight (1 if not), separated
  /// by blanks. A Pajek file has such lines, perhaps with attributes after the weight, under the heading
  /// `*Edges`, `*Arcs` or `*Links`, and may first name nodes under `*Vertices`: id, perhaps a name (in
  /// quotes if it has blanks), perhaps a weight or coordinates, perhaps attributes. Under `*Edgeslist` and
  /// `*Arcslist` a line is a node and those that it has links to, under `*Matrix` the weights of the links
  /// from a node, counted from 1, to each node. Under `*Bipartite N` links are between nodes of two kinds, of
  /// which the second has the ids from N on. One column after the weight is passed over. Headings may be in
  /// upper or lower case. Comments begin with # or %. Vertices, and the ends of links of weight 0, are
  /// nodes even if they have no link.
  ///
  /// - Parameters:
  ///   - text: the bytes of the text, in UTF-8.
  ///   - fileName: what messages call the text.
  ///   - directed: how to take links. If nil, edges have no direction, all others have; in a text that
  ///     has both, each edge is a link in each direction.
  ///   - filter: which links count.
  ///   - threads: how many parse; the result is the same for any number of them.
  ///   - notice: told what is worth knowing of how the text was taken.
  ///   - parsed: called when all lines have been parsed, before the network is made.
  public init(
    text: consuming [UInt8], fileName: String, directed: Bool?, filter: LinkFilter = LinkFilter(),
    threads: Int = 1, notice: (NetworkNotice) -> Void = { _ in }, parsed: () -> Void = {}
  ) throws(NetworkFileError) {
    // Seven parameters, since four have defaults that most callers keep, and no two belong together.
    let workers = Workers(count: threads)
    try LineScanner.normalize(&text, fileName: fileName)
    let links = try NetworkText(
      text, fileName: fileName, filter: filter, workers: workers)
    // The links need as much memory again.
    text = []
    parsed()
    let vertices = links.vertices
    let bipartiteStart = links.bipartiteStart
    let leavesDirectionOpen = links.isDirected
    for note in links.notices { notice(note) }
    do throws(NetworkError) {
      self = try Self.build(links, directed: directed, workers: workers, notice: notice)
    } catch {
      throw NetworkFileError(fileName: fileName, line: nil, problem: error.description)
    }
    self.bipartiteStart = bipartiteStart
    self.leavesDirectionOpen = leavesDirectionOpen
    addVertices(vertices)
  }

  private static func build(
    _ links: consuming NetworkText, directed: Bool?, workers: Workers,
    notice: (NetworkNotice) -> Void
  ) throws(NetworkError) -> Network {
    let vertices = links.vertexIDs
    let isDirected = directed ?? links.isDirected
    guard directed == nil, links.edgeCount > 0, isDirected else {
      if directed == nil, !isDirected, links.edgeCount > 0 { notice(.edgesAreUndirected) }
      let network = try build(
        GivenLinks(
          count: links.linkCount, sources: UnsafePointer(links.sources.base),
          targets: UnsafePointer(links.targets.base), weights: UnsafePointer(links.weights.base)),
        vertices, directed: isDirected, workers: workers)
      // The pointers do not keep the links alive.
      withExtendedLifetime(links) {}
      return network
    }
    notice(.edgesAmongArcs(links.edgeCount))
    let doubled = links.doublingEdges()
    let network = try build(
      GivenLinks(
        count: doubled.count, sources: UnsafePointer(doubled.sources.base),
        targets: UnsafePointer(doubled.targets.base), weights: UnsafePointer(doubled.weights.base)),
      vertices, directed: true, workers: workers)
    withExtendedLifetime(doubled) {}
    return network
  }

  private mutating func addVertices(_ vertices: [Vertex]) {
    guard !vertices.isEmpty else { return }
    var numbers: [UInt32: Int] = [:]
    for (number, id) in nodeIDs.enumerated() { numbers[id] = number }
    nodeNames = nodeIDs.map(String.init)
    var weights = [Double](repeating: 1, count: nodeCount)
    for vertex in vertices {
      guard let number = numbers[vertex.id] else { continue }
      if let name = vertex.name { nodeNames[number] = name }
      weights[number] = vertex.weight ?? 1
      givesNodeWeights = givesNodeWeights || vertex.weight != nil
    }
    if weights.contains(where: { $0 != 1 }) { nodeWeights = weights }
  }
}

/// An error in the text of a network.
public struct NetworkFileError: Error, Equatable, CustomStringConvertible {
  /// The name of the text, as it was given.
  public let fileName: String
  /// The line, counted from 1; nil if the text as a whole is meant.
  public let line: Int?
  /// The problem in words, and what may be done.
  public let problem: String

  /// The name, the line if there is one, and the problem.
  public var description: String {
    line.map { "\(fileName), line \($0): \(problem)" } ?? "\(fileName): \(problem)"
  }
}

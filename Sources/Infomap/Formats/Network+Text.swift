extension Network {
  /// Reads a network from the text of a link list or a Pajek file.
  ///
  /// A link list has a link a line: source id, target id and perhaps a weight (1 if not), separated
  /// by blanks. A Pajek file has such lines under the heading `*Edges`, `*Arcs` or `*Links`, and may
  /// first name nodes under `*Vertices`: id, perhaps a name (in quotes if it has blanks), perhaps a
  /// weight. Headings may be in upper or lower case. Comments begin with # or %. Nodes without a
  /// link are left out.
  ///
  /// - Parameters:
  ///   - fileName: what messages call the text.
  ///   - directed: how to take links; the headings do not decide it.
  ///   - keepsSelfLinks: whether links from a node to itself count.
  ///   - threads: how many parse; the result is the same for any number of them.
  ///   - parsed: called when all lines have been parsed, before the network is made.
  public init(
    text: consuming [UInt8], fileName: String, directed: Bool, keepsSelfLinks: Bool = true,
    threads: Int = 1, parsed: () -> Void = {}
  ) throws(NetworkFileError) {
    let links = try NetworkText(
      text, fileName: fileName, keepsSelfLinks: keepsSelfLinks, workers: Workers(count: threads))
    // The links need as much memory again.
    text = []
    parsed()
    do throws(NetworkError) {
      self = try Self.build(
        GivenLinks(
          count: links.linkCount, sources: UnsafePointer(links.sources.base),
          targets: UnsafePointer(links.targets.base), weights: UnsafePointer(links.weights.base)),
        directed: directed, workers: Workers(count: threads))
    } catch {
      throw NetworkFileError(fileName: fileName, line: nil, problem: error.description)
    }
    addVertices(links.vertices)
    if !nodeWeights.isEmpty && !nodeWeights.contains(where: { $0 > 0 }) {
      throw NetworkFileError(
        fileName: fileName, line: nil,
        problem: "all vertices with links have the weight 0; give one of them a positive weight")
    }
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
      weights[number] = vertex.weight
    }
    if weights.contains(where: { $0 != 1 }) { nodeWeights = weights }
  }
}

/// What is wrong with the text of a network.
public struct NetworkFileError: Error, Equatable, CustomStringConvertible {
  public let fileName: String
  /// The line, counted from 1; nil if the text as a whole is meant.
  public let line: Int?
  public let problem: String

  public var description: String {
    line.map { "\(fileName), line \($0): \(problem)" } ?? "\(fileName): \(problem)"
  }
}

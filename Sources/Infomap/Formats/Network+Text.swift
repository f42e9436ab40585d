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
  public init(
    text: [UInt8], fileName: String, directed: Bool, keepsSelfLinks: Bool = true
  ) throws(NetworkFileError) {
    var parser = NetworkParser(fileName: fileName, keepsSelfLinks: keepsSelfLinks)
    var scanner = LineScanner(text)
    while scanner.advanceLine() { try parser.line(&scanner) }
    do throws(NetworkError) {
      self = try Network(
        sources: parser.sources.span, targets: parser.targets.span, weights: parser.weights.span,
        directed: directed)
    } catch {
      throw NetworkFileError(fileName: fileName, line: nil, problem: error.description)
    }
    addVertices(parser.vertices)
    if !nodeWeights.isEmpty && !nodeWeights.contains(where: { $0 > 0 }) {
      throw NetworkFileError(
        fileName: fileName, line: nil,
        problem: "all vertices with links have the weight 0; give one of them a positive weight")
    }
  }

  private mutating func addVertices(_ vertices: [NetworkParser.Vertex]) {
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

/// Collects the links and vertices of a text line by line.
private struct NetworkParser {
  struct Vertex {
    var id: UInt32
    var name: String?
    var weight: Double
  }

  private enum Section {
    case links
    case vertices
  }

  let fileName: String
  private(set) var sources: [UInt32] = []
  private(set) var targets: [UInt32] = []
  private(set) var weights: [Double] = []
  private(set) var vertices: [Vertex] = []
  private var section = Section.links

  private let keepsSelfLinks: Bool

  init(fileName: String, keepsSelfLinks: Bool) {
    self.fileName = fileName
    self.keepsSelfLinks = keepsSelfLinks
  }

  mutating func line(_ scanner: inout LineScanner) throws(NetworkFileError) {
    guard let first = scanner.peek() else { return }
    if first == UInt8(ascii: "*") {
      try heading(&scanner)
    } else if section == .links {
      try link(&scanner)
    } else {
      try vertex(&scanner)
    }
  }

  private mutating func heading(_ scanner: inout LineScanner) throws(NetworkFileError) {
    guard let word = scanner.word() else { return }
    let heading = scanner.string(word)
    switch heading.lowercased() {
    case "*vertices": section = .vertices
    case "*edges", "*arcs", "*links": section = .links
    default:
      throw error(
        scanner, "unknown heading \(heading); known are *Vertices, *Edges, *Arcs and *Links")
    }
  }

  private mutating func link(_ scanner: inout LineScanner) throws(NetworkFileError) {
    let source = try nodeID(&scanner)
    let target = try nodeID(&scanner)
    var weight = 1.0
    if let word = scanner.word() { weight = try self.weight(scanner, word, of: "link") }
    try expectEnd(&scanner, "a link is two node ids and perhaps a weight")
    if source == target && !keepsSelfLinks { return }
    sources.append(source)
    targets.append(target)
    weights.append(weight)
  }

  private mutating func vertex(_ scanner: inout LineScanner) throws(NetworkFileError) {
    var vertex = Vertex(id: try nodeID(&scanner), name: nil, weight: 1)
    if scanner.peek() != nil {
      guard let name = scanner.quotedOrWord() else {
        throw error(scanner, "the name of the vertex has no closing quote")
      }
      vertex.name = scanner.string(name)
    }
    if let word = scanner.word() { vertex.weight = try weight(scanner, word, of: "vertex") }
    vertices.append(vertex)
  }

  private func nodeID(_ scanner: inout LineScanner) throws(NetworkFileError) -> UInt32 {
    guard let word = scanner.word() else {
      throw error(scanner, "the line ends where a node id should be")
    }
    guard let id = scanner.nodeID(word) else {
      throw error(
        scanner,
        "\"\(scanner.string(word))\" is not a node id, which is an integer from 0 to \(UInt32.max)")
    }
    return id
  }

  private func weight(
    _ scanner: LineScanner, _ word: Range<Int>, of what: String
  ) throws(NetworkFileError) -> Double {
    guard let weight = scanner.number(word), Network.isAcceptable(weight: weight) else {
      throw error(
        scanner,
        "\"\(scanner.string(word))\" is not a weight of a \(what), which is "
          + NetworkError.weightRule)
    }
    return weight
  }

  private func expectEnd(
    _ scanner: inout LineScanner, _ rule: String
  ) throws(NetworkFileError) {
    if let word = scanner.word() {
      throw error(scanner, "unexpected \"\(scanner.string(word))\": \(rule)")
    }
  }

  private func error(_ scanner: LineScanner, _ problem: String) -> NetworkFileError {
    NetworkFileError(fileName: fileName, line: scanner.lineNumber, problem: problem)
  }
}

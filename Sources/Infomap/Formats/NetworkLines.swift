/// A node as a Pajek file names it.
struct Vertex {
  var id: UInt32
  var name: String?
  var weight: Double
}

/// What the lines of a text after a heading are.
enum NetworkSection {
  case links
  case vertices

  /// The section that a heading begins; nil if it is none that is known.
  init?(heading: String) {
    switch heading.lowercased() {
    case "*vertices": self = .vertices
    case "*edges", "*arcs", "*links": self = .links
    default: return nil
    }
  }
}

/// Takes the lines of a part of a text: links go to the places given, as far as they are needed.
struct NetworkLines {
  let fileName: String
  let keepsSelfLinks: Bool
  private(set) var section: NetworkSection
  /// Room for a link a line.
  let sources: UnsafeMutablePointer<UInt32>
  let targets: UnsafeMutablePointer<UInt32>
  let weights: UnsafeMutablePointer<Double>
  private(set) var linkCount = 0
  private(set) var vertices: [Vertex] = []

  init(
    fileName: String, keepsSelfLinks: Bool, section: NetworkSection,
    sources: UnsafeMutablePointer<UInt32>, targets: UnsafeMutablePointer<UInt32>,
    weights: UnsafeMutablePointer<Double>
  ) {
    self.fileName = fileName
    self.keepsSelfLinks = keepsSelfLinks
    self.section = section
    self.sources = sources
    self.targets = targets
    self.weights = weights
  }

  mutating func take(_ scanner: inout LineScanner) throws(NetworkFileError) {
    while scanner.advanceLine() {
      guard let first = scanner.peek() else { continue }
      if first == UInt8(ascii: "*") {
        try heading(&scanner)
      } else if section == .links {
        try link(&scanner)
      } else {
        try vertex(&scanner)
      }
    }
  }

  private mutating func heading(_ scanner: inout LineScanner) throws(NetworkFileError) {
    guard let word = scanner.word() else { return }
    let heading = scanner.string(word)
    guard let section = NetworkSection(heading: heading) else {
      throw error(
        scanner, "unknown heading \(heading); known are *Vertices, *Edges, *Arcs and *Links")
    }
    self.section = section
  }

  @inline(__always)
  private mutating func link(_ scanner: inout LineScanner) throws(NetworkFileError) {
    let source = try nodeID(&scanner)
    let target = try nodeID(&scanner)
    var weight = 1.0
    if let word = scanner.word() { weight = try self.weight(scanner, word, of: "link") }
    try expectEnd(&scanner, "a link is two node ids and perhaps a weight")
    if source == target && !keepsSelfLinks { return }
    sources[linkCount] = source
    targets[linkCount] = target
    weights[linkCount] = weight
    linkCount += 1
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

  @inline(__always)
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

  @inline(__always)
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

/// A node as a Pajek file names it.
struct Vertex {
  var id: UInt32
  var name: String?
  /// Nil where none is given.
  var weight: Double?
}

/// Takes the lines of a part of a text: links go to the places given, as far as they are needed.
struct NetworkLines {
  let fileName: String
  let filter: LinkFilter
  private(set) var section: NetworkSection
  /// Room for a link a line.
  let sources: UnsafeMutablePointer<UInt32>
  let targets: UnsafeMutablePointer<UInt32>
  let weights: UnsafeMutablePointer<Double>
  private(set) var linkCount = 0
  private(set) var vertices: [Vertex] = []
  /// How many vertices the headings say there are.
  private(set) var declaredVertices = 0
  /// The ends of links that are left out.
  private(set) var ends: [UInt32] = []
  private(set) var linksBelowLeastWeight = 0
  private(set) var linksOfWeightZero = 0
  private(set) var linksOfFourColumns = 0
  /// Where the ids of nodes of the second kind begin.
  private(set) var bipartiteStart: UInt32?
  /// Which of the links are edges.
  private(set) var edges: [Range<Int>] = []
  /// How many rows of a matrix there were.
  var matrixRows = 0

  init(
    fileName: String, filter: LinkFilter, begin: (section: NetworkSection, bipartite: UInt32?),
    sources: UnsafeMutablePointer<UInt32>, targets: UnsafeMutablePointer<UInt32>,
    weights: UnsafeMutablePointer<Double>
  ) {
    self.fileName = fileName
    self.filter = filter
    section = begin.section
    bipartiteStart = begin.bipartite
    self.sources = sources
    self.targets = targets
    self.weights = weights
  }

  mutating func take(_ scanner: inout LineScanner) throws(NetworkFileError) {
    var sectionBegin = 0
    while scanner.advanceLine() {
      guard let first = scanner.peek() else { continue }
      if first == UInt8(ascii: "*") {
        try endSection(begin: sectionBegin, scanner)
        sectionBegin = linkCount
        try heading(&scanner)
      } else {
        switch section {
        case .vertices: try vertex(&scanner)
        case .arcsList, .edgesList: try targets(&scanner)
        case .matrix: try matrixRow(&scanner)
        case .list, .links, .arcs, .edges, .bipartite: try link(&scanner)
        }
      }
    }
    try endSection(begin: sectionBegin, scanner)
  }

  private mutating func endSection(
    begin: Int, _ scanner: LineScanner
  ) throws(NetworkFileError) {
    if section == .matrix { try checkMatrix(scanner) }
    if section.isOfEdges && begin < linkCount { edges.append(begin..<linkCount) }
  }

  private mutating func heading(_ scanner: inout LineScanner) throws(NetworkFileError) {
    guard let word = scanner.word() else { return }
    let heading = scanner.shown(word)
    guard let section = NetworkSection(heading: heading) else {
      if let problem = NetworkSection.problem(ofHeading: heading) { throw error(scanner, problem) }
      guard self.section == .list, linkCount == 0 else {
        throw error(scanner, "a second network begins here; give it a file of its own")
      }
      return
    }
    self.section = section
    if section == .matrix { matrixRows = 0 }
    if section == .bipartite { try takeBipartite(&scanner) }
    guard section == .vertices, let number = scanner.word() else { return }
    guard let count = scanner.nodeID(number) else {
      throw error(
        scanner, "*Vertices must be followed by their number, not \"\(scanner.shown(number))\"")
    }
    declaredVertices = max(declaredVertices, Int(count))
  }

  private mutating func takeBipartite(_ scanner: inout LineScanner) throws(NetworkFileError) {
    guard let word = scanner.word(), let start = scanner.nodeID(word) else {
      throw error(
        scanner,
        "*Bipartite must be followed by the first id of the nodes of the second kind, such as *Bipartite 5"
      )
    }
    if let before = bipartiteStart, before != start {
      throw error(
        scanner, "*Bipartite \(start) comes after *Bipartite \(before); there can be one only")
    }
    bipartiteStart = start
  }

  @inline(__always)
  private mutating func link(_ scanner: inout LineScanner) throws(NetworkFileError) {
    let source = try nodeID(&scanner)
    let target = try nodeID(&scanner)
    if let start = bipartiteStart, section == .bipartite, (source < start) == (target < start) {
      throw error(
        scanner,
        "the link from \(source) to \(target) is between nodes of one kind, but *Bipartite \(start) says that "
          + "links are between ids below \(start) and others")
    }
    var weight = 1.0
    if scanner.peek() != nil { weight = try weightAndRest(&scanner) }
    add(source, target, weight)
  }

  /// Takes a link; of one without flow that is left out, its ends.
  @inline(__always)
  mutating func add(_ source: UInt32, _ target: UInt32, _ weight: Double) {
    if weight < filter.leastWeight {
      linksBelowLeastWeight += 1
      return
    }
    let isZero = weight == 0
    if isZero || (source == target && !filter.keepsSelfLinks) {
      linksOfWeightZero += isZero ? 1 : 0
      ends.append(source)
      ends.append(target)
      return
    }
    sources[linkCount] = source
    targets[linkCount] = target
    weights[linkCount] = weight
    linkCount += 1
  }

  /// The weight of a link, and what may follow it: under a heading, attributes, which are passed over.
  private mutating func weightAndRest(_ scanner: inout LineScanner) throws(NetworkFileError)
    -> Double
  {
    var weight = 1.0
    guard var word = scanner.word() else { return weight }
    if section != .list && isAttribute(scanner, word) { return weight }
    if section == .list, scanner.isEmptyDictionary(word), scanner.peek() == nil { return weight }
    weight = try self.weight(scanner, word, of: "link")
    guard let next = scanner.word() else { return weight }
    word = next
    if section != .list && isAttribute(scanner, word) { return weight }
    if scanner.number(word) != nil {
      // Such as the time of a link.
      guard let fifth = scanner.word() else {
        linksOfFourColumns += 1
        return weight
      }
      if section != .list && isAttribute(scanner, fifth) { return weight }
      word = fifth
    }
    throw error(
      scanner,
      "unexpected \"\(scanner.shown(word))\": a link is two node ids and perhaps a weight, after which one "
        + "number more is passed over; leave out what follows the weight (cut -d' ' -f1-3)")
  }

  /// Whether a word begins the attributes of a link, such as `c Blue`, rather than being a number.
  private func isAttribute(_ scanner: LineScanner, _ word: Range<Int>) -> Bool {
    scanner.beginsWithLetter(word) && scanner.number(word) == nil
  }

  private mutating func vertex(_ scanner: inout LineScanner) throws(NetworkFileError) {
    var vertex = Vertex(id: try nodeID(&scanner), name: nil, weight: nil)
    if let name = try name(&scanner) {
      vertex.name = name
      // One number is a weight. Two or three are coordinates, and words are attributes.
      if let word = scanner.word(), scanner.number(word) != nil {
        let next = scanner.word()
        if next == nil || scanner.number(next!) == nil {
          vertex.weight = try weight(scanner, word, of: "vertex")
        }
      }
    }
    vertices.append(vertex)
  }

  private func name(_ scanner: inout LineScanner) throws(NetworkFileError) -> String? {
    guard let first = scanner.peekName() else { return nil }
    guard first == UInt8(ascii: "\"") else { return scanner.nameWord().map(scanner.string) }
    guard let name = scanner.quotedName() else {
      throw error(scanner, "the name of the vertex has no closing quote")
    }
    return name
  }

  @inline(__always)
  func nodeID(_ scanner: inout LineScanner) throws(NetworkFileError) -> UInt32 {
    guard let word = scanner.word() else {
      throw error(scanner, "the line ends where a node id should be")
    }
    if let id = scanner.nodeID(word) { return id }
    // Some programs write all numbers as floating point.
    if let number = scanner.number(word), let id = UInt32(exactly: number) { return id }
    throw error(scanner, problem(ofID: scanner, word))
  }

  private func problem(ofID scanner: LineScanner, _ word: Range<Int>) -> String {
    let text = scanner.shown(word)
    if text.contains(",") {
      return "\"\(text)\" is not a node id; separate ids and weights by blanks, not by commas"
    }
    return "\"\(text)\" is not a node id, which is an integer from 0 to \(UInt32.max); "
      + "nodes with names need a number each, as under *Vertices"
  }

  @inline(__always)
  func weight(
    _ scanner: LineScanner, _ word: Range<Int>, of what: String
  ) throws(NetworkFileError) -> Double {
    if let weight = scanner.number(word), Network.isAcceptable(weight: weight),
      weight > 0 || scanner.isZero(word)
    {
      return weight
    }
    throw error(scanner, problem(ofWeight: scanner, word, of: what))
  }

  private func problem(ofWeight scanner: LineScanner, _ word: Range<Int>, of what: String) -> String
  {
    let text = scanner.shown(word)
    let rule = "\"\(text)\" is not a weight of a \(what), which is \(NetworkError.weightRule)"
    return text.hasPrefix("{") || text.contains(",")
      ? rule + "; write the number alone, after a blank" : rule
  }

  func error(_ scanner: LineScanner, _ problem: String) -> NetworkFileError {
    NetworkFileError(fileName: fileName, line: scanner.lineNumber, problem: problem)
  }
}

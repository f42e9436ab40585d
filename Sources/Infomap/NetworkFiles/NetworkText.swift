import Foundation
import Threads

/// The links and vertices of a text, in its order.
///
/// The text is cut into parts at line ends, which threads parse each on its own: a first pass counts
/// the lines of each part, so that each knows the numbers of its lines and where its links go, and
/// finds its last heading, so that each knows the section it begins in.
struct NetworkText: ~Copyable {
  let sources: Buffer<UInt32>
  let targets: Buffer<UInt32>
  let weights: Buffer<Double>
  let linkCount: Int
  /// What the text calls vertices, and how many of them it says there are.
  let vertices: [Vertex]
  let declaredVertices: Int
  /// The ends of links that are left out, because they have the weight 0 or begin where they end.
  let ends: [UInt32]
  let linksBelowLeastWeight: Int
  let linksOfWeightZero: Int
  let linksOfFourColumns: Int
  /// Where the ids of nodes of the second kind begin, in a bipartite network.
  let bipartiteStart: UInt32?
  /// Which of the links are edges.
  let edges: [Range<Int>]
  let lineCount: Int

  /// - Throws: `NetworkFileError` with the first line that is wrong, whatever the threads.
  init(
    _ text: [UInt8], fileName: String, filter: LinkFilter, workers: Workers
  ) throws(NetworkFileError) {
    let (parts, outlines, mostLinks) = text.withUnsafeBufferPointer { Self.cut($0, workers) }
    lineCount = outlines.reduce(0) { $0 + $1.lineCount }
    sources = Buffer(uninitialized: mostLinks)
    targets = Buffer(uninitialized: mostLinks)
    weights = Buffer(uninitialized: mostLinks)
    let (sources, targets, weights) = (sources.base, targets.base, weights.base)

    var lines: [NetworkLines] = []
    var linesBefore = [0]
    var section = NetworkSection.list
    var bipartite: UInt32?
    for outline in outlines {
      let before = linesBefore.last!
      lines.append(
        NetworkLines(
          fileName: fileName, filter: filter, begin: (section, bipartite),
          sources: sources + before, targets: targets + before, weights: weights + before))
      linesBefore.append(before + outline.lineCount)
      section = outline.lastSection ?? section
      bipartite = outline.bipartite ?? bipartite
    }
    try Self.parse(text, parts, linesBefore: linesBefore, into: &lines, workers)

    // Lines without a link leave gaps.
    var count = 0
    var (vertices, ends, edges) = ([Vertex](), [UInt32](), [Range<Int>]())
    for (part, before) in zip(lines, linesBefore) {
      if count < before {
        (sources + count).update(from: sources + before, count: part.linkCount)
        (targets + count).update(from: targets + before, count: part.linkCount)
        (weights + count).update(from: weights + before, count: part.linkCount)
      }
      edges += part.edges.map { count + $0.lowerBound..<count + $0.upperBound }
      count += part.linkCount
      vertices += part.vertices
      ends += part.ends
    }
    linkCount = count
    (self.vertices, self.ends, self.edges) = (vertices, ends, edges)
    declaredVertices = lines.reduce(0) { max($0, $1.declaredVertices) }
    linksBelowLeastWeight = lines.reduce(0) { $0 + $1.linksBelowLeastWeight }
    linksOfWeightZero = lines.reduce(0) { $0 + $1.linksOfWeightZero }
    linksOfFourColumns = lines.reduce(0) { $0 + $1.linksOfFourColumns }
    bipartiteStart = lines.last?.bipartiteStart
  }

  /// Has each part of the text taken by the lines for it.
  ///
  /// - Parameter linesBefore: for each part, how many lines are before it.
  private static func parse(
    _ text: [UInt8], _ parts: [Range<Int>], linesBefore: [Int], into lines: inout [NetworkLines],
    _ workers: Workers
  ) throws(NetworkFileError) {
    var problems = [NetworkFileError?](repeating: nil, count: parts.count)
    text.withUnsafeBufferPointer { text in
      lines.withUnsafeMutableBufferPointer { lines in
        problems.withUnsafeMutableBufferPointer { problems in
          workers.forEach(parts.count) { part, _ in
            var scanner = LineScanner(
              text.baseAddress!, parts[part], linesBefore: linesBefore[part])
            do throws(NetworkFileError) {
              try lines[part].take(&scanner)
            } catch { problems[part] = error }
          }
        }
      }
    }
    if let problem = problems.lazy.compactMap({ $0 }).first { throw problem }
  }

  /// Cuts a text into parts; returns what must be known of each, and how many links there can be.
  private static func cut(
    _ text: UnsafeBufferPointer<UInt8>, _ workers: Workers
  ) -> (parts: [Range<Int>], outlines: [Outline], mostLinks: Int) {
    let parts = parts(text)
    let outlines = outlines(text, parts, workers)
    guard outlines.contains(where: \.hasLinksInRows) else {
      return (parts, outlines, outlines.reduce(0) { $0 + $1.lineCount })
    }
    // The number of a row is that of the rows before it, and each word may be a link.
    let whole = [0..<text.count]
    return (whole, Self.outlines(text, whole, workers), wordCount(text))
  }

  /// Parts of about equal size that begin with a line.
  private static func parts(_ text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    guard let base = text.baseAddress else { return [] }
    var parts: [Range<Int>] = []
    var begin = 0
    while begin < text.count {
      let near = begin + partSize - 1
      let end =
        near < text.count
        ? min(text.count, LineScanner.lineEnd(base, near..<text.count) + 1) : text.count
      parts.append(begin..<end)
      begin = end
    }
    return parts
  }

  /// What must be known of a part before the ones after it can be parsed.
  private struct Outline {
    var lineCount = 0
    var lastSection: NetworkSection?
    var hasLinksInRows = false
    var bipartite: UInt32?
  }

  private static func wordCount(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var (words, isInside) = (0, false)
    for byte in text {
      let isBlank = LineScanner.isBlank(byte) || byte == UInt8(ascii: "\n")
      if !isBlank, !isInside { words += 1 }
      isInside = !isBlank
    }
    return words
  }

  private static func outlines(
    _ text: UnsafeBufferPointer<UInt8>, _ parts: [Range<Int>], _ workers: Workers
  ) -> [Outline] {
    var outlines = [Outline](repeating: Outline(), count: parts.count)
    outlines.withUnsafeMutableBufferPointer { outlines in
      workers.forEach(parts.count) { part, _ in
        outlines[part] = outline(text.baseAddress!, parts[part])
      }
    }
    return outlines
  }

  private static func outline(_ text: UnsafePointer<UInt8>, _ part: Range<Int>) -> Outline {
    var outline = Outline()
    var lineFeeds = 0
    for place in part where text[place] == UInt8(ascii: "\n") { lineFeeds += 1 }
    outline.lineCount = lineFeeds + (text[part.upperBound - 1] == UInt8(ascii: "\n") ? 0 : 1)

    var place = part.lowerBound
    while let found = memchr(text + place, Int32(UInt8(ascii: "*")), part.upperBound - place) {
      let star = UnsafeRawPointer(found) - UnsafeRawPointer(text)
      place = star + 1
      var before = star
      while before > part.lowerBound && LineScanner.isBlank(text[before - 1]) { before -= 1 }
      guard before == part.lowerBound || text[before - 1] == UInt8(ascii: "\n") else { continue }
      var scanner = LineScanner(text, star..<part.upperBound)
      if scanner.advanceLine(), let word = scanner.word() {
        let section = NetworkSection(heading: scanner.shown(word))
        outline.lastSection = section ?? outline.lastSection
        if section?.hasLinksInRows == true { outline.hasLinksInRows = true }
        if section == .bipartite, let start = scanner.word().flatMap({ scanner.nodeID($0) }) {
          outline.bipartite = start
        }
      }
    }
    return outline
  }

  private static let partSize = 1 << 20
}

extension NetworkText {
  /// Whether the headings make the network a directed one; all links under `*Edges` do not.
  var isDirected: Bool { bipartiteStart == nil && (edgeCount == 0 || edgeCount < linkCount) }

  var edgeCount: Int { edges.reduce(0) { $0 + $1.count } }

  /// The ids that are nodes even without a link. Where vertices have a number and are not listed, as
  /// igraph writes them, they are counted from 1.
  var vertexIDs: [UInt32] {
    let listed = vertices.map(\.id) + ends
    guard vertices.isEmpty, declaredVertices > 0, declaredVertices <= mostUnlisted else {
      return listed
    }
    return listed + Array(1...UInt32(declaredVertices))
  }

  /// How many vertices there may be for which the text has no line: their memory should be that of a
  /// text of this size.
  private var mostUnlisted: Int { 8 * lineCount + 1 << 16 }

  var notices: [NetworkNotice] {
    var notices: [NetworkNotice] = []
    if linksOfFourColumns > 0 { notices.append(.fourthColumn(linksOfFourColumns)) }
    if linksBelowLeastWeight > 0 {
      notices.append(.linksBelowLeastWeight(linksBelowLeastWeight))
    }
    if linksOfWeightZero > 0 { notices.append(.linksOfWeightZero(linksOfWeightZero)) }
    let listed = Set(vertices.map(\.id)).count
    let isTaken = listed == 0 && declaredVertices <= mostUnlisted
    if declaredVertices > listed, !isTaken {
      notices.append(.verticesNotListed(declared: declaredVertices, listed: listed))
    }
    return notices
  }

  /// The links with one the other way for each edge between two nodes.
  consuming func doublingEdges() -> LinkColumns {
    let loops = edges.joined().count { sources[$0] == targets[$0] }
    let doubled = LinkColumns(count: linkCount + edgeCount - loops)
    doubled.sources.base.update(from: sources.base, count: linkCount)
    doubled.targets.base.update(from: targets.base, count: linkCount)
    doubled.weights.base.update(from: weights.base, count: linkCount)
    var count = linkCount
    for edge in edges.joined() where sources[edge] != targets[edge] {
      doubled.sources[count] = targets[edge]
      doubled.targets[count] = sources[edge]
      doubled.weights[count] = weights[edge]
      count += 1
    }
    return doubled
  }
}

/// The ends and weights of links.
struct LinkColumns: ~Copyable {
  let sources: Buffer<UInt32>
  let targets: Buffer<UInt32>
  let weights: Buffer<Double>

  /// Room for so many links.
  init(count: Int) {
    sources = Buffer(uninitialized: count)
    targets = Buffer(uninitialized: count)
    weights = Buffer(uninitialized: count)
  }

  var count: Int { sources.count }
}

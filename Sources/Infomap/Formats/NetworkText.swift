import Foundation

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
  let vertices: [Vertex]

  /// - Throws: `NetworkFileError` with the first line that is wrong, whatever the threads.
  init(
    _ text: [UInt8], fileName: String, keepsSelfLinks: Bool, workers: Workers
  ) throws(NetworkFileError) {
    let (parts, outlines) = text.withUnsafeBufferPointer { text in
      let parts = Self.parts(text)
      return (parts, Self.outlines(text, parts, workers))
    }
    let lineCount = outlines.reduce(0) { $0 + $1.lineCount }
    sources = Buffer(uninitialized: lineCount)
    targets = Buffer(uninitialized: lineCount)
    weights = Buffer(uninitialized: lineCount)
    let (sources, targets, weights) = (sources.base, targets.base, weights.base)

    var lines: [NetworkLines] = []
    var linesBefore = [0]
    var section = NetworkSection.links
    for outline in outlines {
      let before = linesBefore.last!
      lines.append(
        NetworkLines(
          fileName: fileName, keepsSelfLinks: keepsSelfLinks, section: section,
          sources: sources + before, targets: targets + before, weights: weights + before))
      linesBefore.append(before + outline.lineCount)
      section = outline.lastSection ?? section
    }
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

    // Lines without a link leave gaps.
    var count = 0
    var vertices: [Vertex] = []
    for (part, before) in zip(lines, linesBefore) {
      if count < before {
        (sources + count).update(from: sources + before, count: part.linkCount)
        (targets + count).update(from: targets + before, count: part.linkCount)
        (weights + count).update(from: weights + before, count: part.linkCount)
      }
      count += part.linkCount
      vertices += part.vertices
    }
    linkCount = count
    self.vertices = vertices
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
        outline.lastSection =
          NetworkSection(heading: scanner.string(word)) ?? outline.lastSection
      }
    }
    return outline
  }

  private static let partSize = 1 << 20
}

import Threads

/// The links that a network is made of, as they were given. An unsafe handle: valid only as long as
/// what it was made of.
struct GivenLinks<Weight: LinkWeight> {
  let count: Int
  let sources: UnsafePointer<UInt32>
  let targets: UnsafePointer<UInt32>
  let weights: UnsafePointer<Weight>

  /// Calls `body` with the links `sources[i] -> targets[i]` with weight `weights[i]`, as many as there
  /// are elements in each of the three.
  ///
  /// - Throws: `NetworkError.noLinks` if they are empty, and what `body` throws.
  static func with<Result>(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>,
    _ body: (GivenLinks) throws(NetworkError) -> Result
  ) throws(NetworkError) -> Result {
    precondition(sources.count == targets.count && sources.count == weights.count)
    // What is empty may have no address.
    guard sources.count > 0 else { throw .noLinks }
    return try sources.withUnsafeBufferPointer { sources throws(NetworkError) in
      try targets.withUnsafeBufferPointer { targets throws(NetworkError) in
        try weights.withUnsafeBufferPointer { weights throws(NetworkError) in
          try body(
            GivenLinks(
              count: sources.count, sources: sources.baseAddress!, targets: targets.baseAddress!,
              weights: weights.baseAddress!))
        }
      }
    }
  }

  /// The facts about the links that must be known before a network can be made of them.
  struct Survey {
    /// The first link with a weight that no link may have.
    var badLink: Int?
    var positiveLinks = 0
    var highestID: UInt32 = 0
    /// Whether the links of each source follow each other, by rising source.
    var isGrouped = true
    /// Whether the ids are so low that tables may have a place for each.
    var fitsTables = true
  }

  /// - Parameter vertices: ids that are nodes even without a link.
  /// - Throws: `NetworkError` if no network can be made of the links.
  func survey(_ vertices: [UInt32], _ workers: Workers) throws(NetworkError) -> Survey {
    let pieces = Workers.pieces(0..<count, by: Self.pieceSize)
    var surveys = [Survey](repeating: Survey(), count: pieces)
    surveys.withUnsafeMutableBufferPointer { surveys in
      workers.forEach(0..<count, by: Self.pieceSize) { links, piece, _ in
        surveys[piece] = survey(of: links)
      }
    }
    var whole = surveys.reduce(into: Survey()) { all, part in
      all.badLink = all.badLink ?? part.badLink
      all.positiveLinks += part.positiveLinks
      all.highestID = max(all.highestID, part.highestID)
      all.isGrouped = all.isGrouped && part.isGrouped
    }
    if let bad = whole.badLink {
      throw .badWeight(
        link: bad, source: sources[bad], target: targets[bad], weight: Double(weights[bad]))
    }
    guard whole.positiveLinks > 0 || !vertices.isEmpty else { throw .noLinks }
    whole.highestID = max(whole.highestID, vertices.max() ?? 0)
    whole.fitsTables = Int(whole.highestID) <= 8 * (count + vertices.count) + Self.smallTable
    return whole
  }

  private static var smallTable: Int { 1 << 16 }

  private func survey(of links: Range<Int>) -> Survey {
    var survey = Survey()
    var previous = links.lowerBound == 0 ? 0 : sources[links.lowerBound - 1]
    for link in links {
      let weight = weights[link]
      guard Network.isAcceptable(weight: Double(weight)) else {
        survey.badLink = link
        break
      }
      survey.positiveLinks += weight > 0 ? 1 : 0
      let source = sources[link]
      survey.highestID = max(survey.highestID, source, targets[link])
      survey.isGrouped = survey.isGrouped && source >= previous
      previous = source
    }
    return survey
  }

  /// The strengths of all nodes together: each link counts at both its ends, a self-link once. The
  /// number of threads does not change it.
  func totalStrength(_ workers: Workers) -> Double {
    let pieces = Workers.pieces(0..<count, by: Self.pieceSize)
    var sums = [Double](repeating: 0, count: pieces)
    sums.withUnsafeMutableBufferPointer { sums in
      workers.forEach(0..<count, by: Self.pieceSize) { links, piece, _ in
        for link in links {
          sums[piece] += Double(weights[link]) * (sources[link] == targets[link] ? 1 : 2)
        }
      }
    }
    return sums.reduce(0, +)
  }

  /// Links that a thread takes at a time.
  static var pieceSize: Int { 1 << 17 }

  /// The ids of the ends of all links of positive weight, and those of `vertices`, rising.
  func sortedIDs(and vertices: [UInt32]) -> [UInt32] {
    var ends = vertices
    for link in 0..<count where weights[link] > 0 {
      ends.append(sources[link])
      ends.append(targets[link])
    }
    return ends.risingOnce
  }
}

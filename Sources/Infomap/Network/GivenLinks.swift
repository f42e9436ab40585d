/// The links that a network is made of, as they were given. An unsafe handle: valid only as long as
/// what it was made of.
struct GivenLinks<Weight: LinkWeight> {
  let count: Int
  let sources: UnsafePointer<UInt32>
  let targets: UnsafePointer<UInt32>
  let weights: UnsafePointer<Weight>

  /// What must be known of the links before a network can be made of them.
  struct Survey {
    /// The first link with a weight that no link may have.
    var badLink: Int?
    var positiveLinks = 0
    var highestID: UInt32 = 0
    /// Whether the links of each source follow each other, by rising source.
    var isGrouped = true
  }

  func survey(_ workers: Workers) -> Survey {
    let pieces = Workers.pieces(0..<count, by: Self.pieceSize)
    var surveys = [Survey](repeating: Survey(), count: pieces)
    surveys.withUnsafeMutableBufferPointer { surveys in
      workers.forEach(0..<count, by: Self.pieceSize) { links, piece, _ in
        surveys[piece] = survey(of: links)
      }
    }
    return surveys.reduce(into: Survey()) { all, part in
      all.badLink = all.badLink ?? part.badLink
      all.positiveLinks += part.positiveLinks
      all.highestID = max(all.highestID, part.highestID)
      all.isGrouped = all.isGrouped && part.isGrouped
    }
  }

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

  /// Why no network can be made of them, if so.
  func problem(_ survey: Survey) -> NetworkError? {
    if let bad = survey.badLink {
      return .badWeight(
        link: bad, source: sources[bad], target: targets[bad], weight: Double(weights[bad]))
    }
    return survey.positiveLinks > 0 ? nil : .noLinks
  }

  /// Links that a thread takes at a time.
  static var pieceSize: Int { 1 << 17 }

  /// The ids of the ends of all links of positive weight, rising.
  func sortedIDs() -> [UInt32] {
    var ends: [UInt32] = []
    for link in 0..<count where weights[link] > 0 {
      ends.append(sources[link])
      ends.append(targets[link])
    }
    ends.sort()
    var ids: [UInt32] = []
    for id in ends where ids.last != id { ids.append(id) }
    return ids
  }
}

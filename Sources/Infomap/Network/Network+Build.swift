extension Network {
  static func build<Weight: LinkWeight>(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>, directed: Bool,
    threads: Int
  ) throws(NetworkError) -> Network {
    precondition(threads > 0)
    return try GivenLinks.with(sources: sources, targets: targets, weights: weights) {
      links throws(NetworkError) in
      try build(links, directed: directed, workers: Workers(count: threads))
    }
  }

  static func build<Weight: LinkWeight>(
    _ links: GivenLinks<Weight>, directed: Bool, workers: Workers
  ) throws(NetworkError) -> Network {
    let survey = try links.survey(workers)
    let isGrouped = directed && survey.isGrouped && survey.positiveLinks == links.count
    if links.fitTables(survey) {
      return NetworkBuilder(
        links: links, idCount: Int(survey.highestID) + 1, positiveLinks: survey.positiveLinks,
        isDirected: directed, isGrouped: isGrouped, workers: workers
      ).network()
    }
    // Too sparse for tables with a place for each id.
    let ids = links.sortedIDs()
    let sources = positions(of: links.sources, count: links.count, in: ids)
    let targets = positions(of: links.targets, count: links.count, in: ids)
    return NetworkBuilder(
      links: GivenLinks(
        count: links.count, sources: UnsafePointer(sources.base),
        targets: UnsafePointer(targets.base), weights: links.weights),
      idCount: ids.count, positiveLinks: survey.positiveLinks, isDirected: directed,
      isGrouped: isGrouped, workers: workers
    ).network { ids[Int($0)] }
  }

  /// Where the ids are in a rising list; anywhere if they are not.
  private static func positions(
    of ids: UnsafePointer<UInt32>, count: Int, in sorted: [UInt32]
  ) -> Buffer<UInt32> {
    let positions = Buffer<UInt32>(uninitialized: count)
    for place in 0..<count {
      var low = 0
      var high = sorted.count - 1
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < ids[place] { low = middle + 1 } else { high = middle }
      }
      positions[place] = UInt32(low)
    }
    return positions
  }
}

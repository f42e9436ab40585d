/// Finds the center that is nearest to each of many faces, or one that is nearly as near, among few of all centers.
///
/// Hubs are the centers of some cells of the centers themselves, found by k-means. A face is compared with the hubs,
/// and with those centers only that are nearest to its hub. What it finds counts where it is so similar that hardly
/// any face of a sample had a nearer center elsewhere; other faces are compared with all centers. So it
/// does not matter for a face which others there are, and the number of ranks does not either.
struct TwoLevelCenters {
  private let centers: FaceRows
  private let hubs: [Float]
  /// The centers that are nearest to each hub.
  private let near: [[UInt32]]
  /// What the similarity of a face and the center that it finds by its hub must reach.
  private let leastSimilarity: Float

  /// How many hubs there are, how many centers there must be for each, and how many are compared with the
  /// faces of each.
  private static let (hubCount, centersPerHub, nearPerHub) = (256, 16, 700)
  private static let iterations = 2
  /// Of the sampled faces that find a center by their hubs, so many may have a nearer one.
  private static let mostWrong = 0.02
  /// Hubs must leave less than this share of the pairs of faces and centers.
  private static let mostPairs = 0.7
  /// The share of the time that comparing by hubs takes, where it helps.
  private static let shareOfHubs = 0.4
  /// How many faces are copied at a time: so few that their copies need little memory.
  private static let facesAtATime = 1 << 15

  /// Finds the hubs of centers and how far they can be trusted.
  ///
  /// - Parameters:
  ///   - centers: in memory as long as the hubs are used.
  ///   - sample: faces, the same on all ranks.
  /// - Returns: nil where there are few centers, or where hubs rule out too few of them.
  init?(of centers: FaceRows, sample: FaceRows, threads: Int, kernel: SearchKernel) {
    func search(_ rows: FaceRows) -> BlockSearch {
      BlockSearch(rows: rows, minSimilarity: -1, threads: threads, kernel: kernel)
    }

    guard centers.count >= Self.hubCount * Self.centersPerHub, sample.count > 0 else { return nil }
    let hubs = Self.hubs(among: search(centers))
    self.centers = centers
    self.hubs = hubs
    near = hubs.withRows(dimension: centers.dimension) { hubs in
      let similar = MostSimilar(of: search(hubs), in: centers, count: Self.nearPerHub)
      return (0..<hubs.count).map { hub in similar[hub].map(\.index) }
    }
    let ofSample = search(sample)
    let byHubs = Self.found(
      by: ofSample, Self.hubs(of: ofSample, hubs, dimension: centers.dimension), centers, near,
      least: MostSimilar.belowAllSimilarities)
    let nearest = MostSimilar(of: ofSample, in: centers, count: 1)
    let falling = byHubs.enumerated().map { face, found in
      (similarity: found!.similarity, isWrong: found! != nearest[face][0])
    }.sorted { $0.similarity > $1.similarity }
    var (wrong, trusted) = (0, 0)
    for (index, found) in falling.enumerated() {
      if found.isWrong { wrong += 1 }
      if Double(wrong) <= Self.mostWrong * Double(index + 1) { trusted = index + 1 }
    }
    let others = 1 - Double(trusted) / Double(falling.count)
    let left = Double(Self.hubCount + Self.nearPerHub) + others * Double(centers.count)
    guard trusted > 0, left < Self.mostPairs * Double(centers.count) else { return nil }
    leastSimilarity = falling[trusted - 1].similarity
  }

  /// The center of each row of a search.
  ///
  /// - Parameter progress: told now and then which share is done, 0…1.
  func nearest(to block: BlockSearch, progress: (Double) -> Void) -> [UInt32] {
    let hubsOfRows = Self.hubs(of: block, hubs, dimension: centers.dimension)
    let found = Self.found(
      by: block, hubsOfRows, centers, near, least: leastSimilarity
    ) { progress($0 * Self.shareOfHubs) }
    var nearest = found.map { $0?.index ?? 0 }
    let others = found.indices.filter { found[$0] == nil }.map { UInt32($0) }
    for batch in Self.batches(of: others[...]) {
      block.rows.copied(Array(batch)).withRows(dimension: centers.dimension) { rows in
        let similar = MostSimilar(
          of: BlockSearch(rows: rows, like: block, threads: block.threads), in: centers, count: 1)
        for (place, row) in batch.enumerated() { nearest[Int(row)] = similar[place][0].index }
      }
      let share = Double(batch.endIndex) / Double(others.count)
      progress(Self.shareOfHubs + share * (1 - Self.shareOfHubs))
    }
    progress(1)
    return nearest
  }

  /// The hubs of the rows of a search, which are centers.
  private static func hubs(among search: BlockSearch) -> [Float] {
    let (centers, dimension) = (search.rows, search.rows.dimension)
    var hubs = centers.copied((0..<hubCount).map { UInt32($0 * centers.count / hubCount) })
    for _ in 0..<iterations {
      let nearest = self.hubs(of: search, hubs, dimension: dimension)
      var sums = FaceSums(count: hubCount, dimension: dimension)
      for (center, hub) in nearest.enumerated() { sums.add(centers[center], to: Int(hub)) }
      hubs.withUnsafeMutableBufferPointer { hubs in
        for hub in 0..<hubCount {
          sums.writeDirection(of: hub, to: hubs.baseAddress! + hub * dimension)
        }
      }
    }
    return hubs
  }

  /// The hub that is nearest to each row of a search.
  private static func hubs(
    of block: BlockSearch, _ hubs: [Float], dimension: Int
  ) -> [UInt32] {
    hubs.withRows(dimension: dimension) { hubs in
      let similar = MostSimilar(of: block, in: hubs, count: 1)
      return (0..<block.rows.count).map { similar[$0][0].index }
    }
  }

  /// The most similar of the centers near the hub of each row, where it is similar enough.
  private static func found(
    by block: BlockSearch, _ hubsOfRows: [UInt32], _ centers: FaceRows, _ near: [[UInt32]],
    least similarity: Float, _ progress: (Double) -> Void = { _ in }
  ) -> [Neighbor?] {
    var rows = [[UInt32]](repeating: [], count: near.count)
    for (row, hub) in hubsOfRows.enumerated() { rows[Int(hub)].append(UInt32(row)) }
    var found = [Neighbor?](repeating: nil, count: hubsOfRows.count)
    for (hub, rows) in rows.enumerated() {
      for batch in batches(of: rows[...]) {
        let similar = mostSimilar(
          of: near[hub], of: centers, to: batch, of: block, least: similarity)
        for (row, center) in zip(batch, similar) { found[Int(row)] = center }
      }
      progress(Double(hub + 1) / Double(near.count))
    }
    return found
  }

  /// The most similar of some centers to each of some rows of a search, where it is similar enough.
  private static func mostSimilar(
    of near: [UInt32], of centers: FaceRows, to chosen: ArraySlice<UInt32>, of block: BlockSearch,
    least similarity: Float
  ) -> [Neighbor?] {
    block.rows.copied(Array(chosen)).withRows(dimension: centers.dimension) { rows in
      centers.copied(near).withRows(dimension: centers.dimension) { columns in
        let lists = CandidateLists(rowCount: rows.count, capacity: 1) { _ in similarity }
        let nobody = CandidateLists(rowCount: columns.count, capacity: 0) { _ in .infinity }
        let search = BlockSearch(rows: rows, like: block, threads: block.threads)
        search.compare(
          PairRectangle(rows: 0..<rows.count, columns: 0..<columns.count), lists,
          with: search.columns(columns, 0..<columns.count), nobody
        ) { _ in }
        return (0..<rows.count).map { row in
          lists.neighbors(row).first.map {
            Neighbor(index: near[Int($0.index)], similarity: $0.similarity)
          }
        }
      }
    }
  }

  private static func batches(of rows: ArraySlice<UInt32>) -> [ArraySlice<UInt32>] {
    stride(from: rows.startIndex, to: rows.endIndex, by: facesAtATime).map {
      rows[$0...].prefix(facesAtATime)
    }
  }
}

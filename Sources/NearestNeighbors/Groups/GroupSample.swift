/// How many pairs groups leave in some tiles, if faces are loose whose lists ask for less than one of some levels.
struct GroupSample {
  /// The levels; nobody is loose by the first.
  let levels: [Float]
  /// All pairs of the tiles, then for each level the pairs that are not ruled out, then for each those that are compared
  /// by codes, then for each the pairs of loose faces.
  let counts: [Int]

  /// Counts them in three tiles apart from the diagonal. What lists ask for is what they do when the tiles with the
  /// faces before and after have been compared: faces in groups have most of their neighbors there.
  ///
  /// - Parameter columns: all rows as columns.
  init(
    of rows: FaceRows, _ quantization: Quantization, _ groups: GroupCodes, _ columns: GroupCodes,
    keeping kept: KeptPairs
  ) {
    // Full lists of few neighbors ask for more than 0.
    let least = max(0, kept.minSimilarity)
    levels = (0..<(kept.perFace == nil ? 1 : Self.levelCount)).map {
      least + Float($0) * Self.step * (1 - least)
    }
    var pairs = 0
    var hits = [Int](repeating: 0, count: levels.count)
    var (coded, ofLoose) = (hits, hits)
    let half = rows.count / 2
    let size = min(max(Self.leastRows, rows.count / Self.facesPerRow), Self.mostRows, half)
    let lists = CandidateLists(
      rowCount: rows.count, capacity: kept.perFace ?? 0, minSimilarity: kept.minSimilarity)
    let faces = FacePairs(rows: rows, rowLists: lists, columns: rows, columnLists: lists)
    let worker = GroupedTileWorker(
      quantization, rows: groups, columns: columns, faces, looseBelow: .infinity)
    for first in half > 0 ? [0, (half - size) / 2, half - size] : [] {
      let tile = Tile(
        rows: first..<first + size, columns: half + first..<half + first + size,
        onlyAboveDiagonal: false)
      if levels.count > 1 {
        worker.looseBelow = .infinity
        for range in [tile.rows, tile.columns] {
          worker.process(Tile(rows: range, columns: range, onlyAboveDiagonal: true))
        }
      }
      pairs += tile.pairs
      for (level, looseBelow) in levels.enumerated() {
        worker.looseBelow = looseBelow
        let left = worker.countHits(of: tile)
        hits[level] += left.hits
        coded[level] += left.coded
        ofLoose[level] += left.ofLoose
      }
    }
    counts = [pairs] + hits + coded + ofLoose
  }

  /// What lists of loose faces ask less than by a level: nobody is loose by the first.
  func looseBelow(_ level: Int) -> Float { level == 0 ? -.infinity : levels[level] }

  /// The levels, and the part of the way to the similarity 1 from one to the next.
  private static let (levelCount, step): (Int, Float) = (5, 0.125)
  /// The rows of a tile: fewer where there are few faces, so that samples are a small part of the work.
  private static let (leastRows, mostRows, facesPerRow) = (512, 960, 16)
}

import Synchronization
import Threads

/// Compares the faces of one shard, the rows, with those of others, the columns, and offers each pair
/// to the lists of both, with several threads that share the work tile by tile.
///
/// A screening kernel computes approximate similarities of a tile. Pairs that its error bound
/// proves to be below what both lists still accept are skipped; the others, few, get their exact
/// similarity and go to the lists. The lists therefore do not depend on the kernel, on the tiles or
/// on the threads.
package struct BlockSearch {
  let threads: Int
  let rows: FaceRows
  private let engine: Engine

  private enum Engine: Sendable {
    case blas(BLASKernel)
    case screening(FaceEncoding, rows: PackedCodes)
    case grouped(GroupedRows)

    /// Encodes the rows for a screening kernel.
    static func screening(
      _ rows: FaceRows, _ quantization: Quantization, threads: Int
    ) -> Engine {
      let codes = quantization.encodeRows(rows, 0..<rows.count, threads: threads)
      return .screening(
        FaceEncoding(quantization: quantization, rowBounds: codes.bounds), rows: codes)
    }
  }

  /// Faces that the rows can be compared with.
  package struct Columns: Sendable {
    let faces: FaceRows
    fileprivate let codes: Codes

    /// What the engine of the search compares.
    fileprivate enum Codes: Sendable {
      /// The faces themselves.
      case none
      case ofFaces(PackedCodes)
      case ofGroups(GroupCodes)
    }
  }

  /// - Parameters:
  ///   - groupStarts: where faces alike follow each other in groups, the first row of each group,
  ///     then the number of rows. They are used where a sample shows that it pays.
  ///   - alwaysLooseBelow: the groups are used in any case, and faces are loose whose lists ask for less.
  ///   - kept: about which pairs are kept; to choose how to search.
  init(
    rows: FaceRows, groupStarts: [Int]? = nil, alwaysLooseBelow: Float? = nil,
    keeping kept: KeptPairs, threads: Int, kernel: SearchKernel
  ) {
    self.rows = rows
    self.threads = threads
    guard let screening = kernel.screening else {
      engine = .blas(BLASKernel(dimension: rows.dimension))
      return
    }
    let sampled = SampledSearch(of: rows, kernel: screening, keeping: kept)
    if let groupStarts {
      let inGroups =
        alwaysLooseBelow.map {
          GroupedRows(
            rows, starts: groupStarts, kernel: screening, looseBelow: $0, threads: threads)
        }
        ?? GroupedRows.worthwhile(
          for: sampled, starts: groupStarts, keeping: kept, threads: threads)
      if let inGroups {
        engine = .grouped(inGroups)
        return
      }
    }
    let quantization = Quantization(for: sampled, orBLAS: kernel.yieldsToBLAS)
    engine =
      quantization.map { .screening(rows, $0, threads: threads) }
      ?? .blas(BLASKernel(dimension: rows.dimension))
  }

  /// A search by no groups.
  ///
  /// - Parameter minSimilarity: about what pairs need to be kept; to choose how to search.
  package init(rows: FaceRows, minSimilarity: Float, threads: Int, kernel: SearchKernel) {
    self.init(
      rows: rows, keeping: KeptPairs(minSimilarity: minSimilarity), threads: threads,
      kernel: kernel)
  }

  /// A search by groups that are already encoded.
  init(rows: FaceRows, groups: SharedGroups, threads: Int) {
    self.rows = rows
    self.threads = threads
    engine = .grouped(groups.rows)
  }

  /// A search that takes over how another one encodes faces.
  init(rows: FaceRows, like other: BlockSearch, threads: Int) {
    self.rows = rows
    self.threads = threads
    switch other.engine {
    case .blas(let kernel): engine = .blas(kernel)
    case .screening(let encoding, _):
      engine = .screening(rows, encoding.quantization, threads: threads)
    case .grouped: preconditionFailure("the groups of other rows are not those of these")
    }
  }

  /// Finds neighbors among all rows for other faces only.
  func findNeighbors(of faces: FaceRows, _ lists: CandidateLists) {
    let nobody = CandidateLists(rowCount: rows.count, capacity: 0) { _ in .infinity }
    let columns = columns(faces, 0..<faces.count)
    var (rowCuts, columnCuts) = cuts(columns)
    rowCuts.most = min(rowCuts.most, Self.mostOfQueryTile)
    columnCuts.most = min(columnCuts.most, Self.mostOfQueryTile)
    let rectangles = columnCuts.cut(0..<faces.count).map {
      PairRectangle(rows: 0..<rows.count, columns: $0)
    }
    let tiles = TileCutting(
      rectangles, onlyAboveDiagonal: false, rowCuts: rowCuts, columnCuts: columnCuts,
      threads: threads)
    compare(
      tiles,
      FacePairs(rows: rows, rowLists: nobody, columns: columns.faces, columnLists: lists), columns
    ) { _ in }
  }

  /// The rows and columns of a tile where only columns look for neighbors: so few that these faces, of which
  /// similarities are computed, stay in the second-level cache while all rows pass by. A multiple of every kernel's
  /// tile.
  private static let mostOfQueryTile = 480

  /// Readies the faces `range` of `faces` to be compared with the rows.
  ///
  /// - Parameter groupStarts: their groups, where the rows are in groups.
  package func columns(
    _ faces: FaceRows, groupStarts: [Int]? = nil, _ range: Range<Int>
  ) -> Columns {
    // Without rows nothing is compared with the columns.
    guard rows.count > 0 else { return Columns(faces: faces, codes: .none) }
    switch engine {
    case .blas: return Columns(faces: faces, codes: .none)
    case .screening(let encoding, _):
      let codes = encoding.encodeColumns(faces, range, threads: threads)
      return Columns(faces: faces, codes: .ofFaces(codes))
    case .grouped(let own):
      let groups =
        faces.values == rows.values
        ? own.codes.groups
        : FaceGroups(faces, starts: groupStarts!, own.encoding.quantization, threads: threads)
      let codes = GroupCodes(columns: groups, of: faces, range, own.encoding, threads: threads)
      return Columns(faces: faces, codes: .ofGroups(codes))
    }
  }

  /// The columns of faces whose codes exist already.
  func columns(_ faces: FaceRows, encoded groups: GroupCodes) -> Columns {
    Columns(faces: faces, codes: .ofGroups(groups))
  }

  /// Compares a rectangle of pairs of rows and of columns that were readied, and fills the lists of both.
  ///
  /// - Parameters:
  ///   - pairs: by the places of faces among the rows and among the faces of `columns`.
  ///   - onlyAboveDiagonal: `columns` are the rows themselves, and so are their lists; only pairs
  ///     with row < column are compared.
  ///   - betweenTiles: called on the calling thread after each tile that it finished, with the
  ///     number of pairs that all threads have compared so far.
  package func compare(
    _ pairs: PairRectangle, _ rowLists: CandidateLists, with columns: Columns,
    _ columnLists: CandidateLists, onlyAboveDiagonal: Bool = false,
    betweenTiles: (Int) throws -> Void
  ) rethrows {
    try compare(
      [pairs], rowLists, with: columns, columnLists, onlyAboveDiagonal: onlyAboveDiagonal,
      betweenTiles: betweenTiles)
  }

  /// Compares the pairs of some rectangles.
  func compare(
    _ rectangles: [PairRectangle], _ rowLists: CandidateLists, with columns: Columns,
    _ columnLists: CandidateLists, onlyAboveDiagonal: Bool, betweenTiles: (Int) throws -> Void
  ) rethrows {
    let (rowCuts, columnCuts) = cuts(columns)
    let tiles = TileCutting(
      rectangles, onlyAboveDiagonal: onlyAboveDiagonal, rowCuts: rowCuts, columnCuts: columnCuts,
      threads: threads)
    let faces = FacePairs(
      rows: rows, rowLists: rowLists, columns: columns.faces, columnLists: columnLists)
    try compare(tiles, faces, columns, betweenTiles: betweenTiles)
  }

  private func compare(
    _ cutting: TileCutting, _ faces: FacePairs, _ columns: Columns,
    betweenTiles: (Int) throws -> Void
  ) rethrows {
    let pairsDone = Atomic(0)
    for tiles in cutting {
      let runs = tiles.runs(ofPairs: Self.leastPairsOfRun)
      try Workers(count: threads).forEach(
        runs.count, with: { makeWorker(faces, columns) },
        { run, worker in
          let pairs = runs[run].reduce(0) { $0 + tiles[$1].pairs }
          // Finding the pairs and, at the most, as many exact similarities.
          WorkInProgress.ofProcess.perform(multiplications: 2 * pairs * rows.dimension) {
            for index in runs[run] {
              faces.prefetch(tiles, after: index, until: runs[run].upperBound)
              worker.process(tiles[index])
            }
          }
          pairsDone.wrappingAdd(pairs, ordering: .relaxed)
        }, afterOwnPiece: { try betweenTiles(pairsDone.load(ordering: .relaxed)) })
    }
  }

  /// Small tiles are taken together until they have so many pairs: to take one costs as much as to compare some
  /// pairs.
  private static let leastPairsOfRun = 1 << 13

  private func makeWorker(_ faces: FacePairs, _ columns: Columns) -> any TileWorker {
    switch (engine, columns.codes) {
    case (.blas(let kernel), _):
      return BLASTileWorker(kernel, faces)
    case (.screening(let encoding, let rows), .ofFaces(let columns)):
      return ScreeningTileWorker(encoding.quantization, rows: rows, columns: columns, faces)
    case (.grouped(let rows), .ofGroups(let columns)):
      return GroupedTileWorker(
        rows.encoding.quantization, rows: rows.codes, columns: columns, faces,
        looseBelow: rows.looseBelow)
    default:
      preconditionFailure("the columns were readied by another search")
    }
  }

  /// Whether BLAS compares the faces.
  package var usesBLAS: Bool {
    if case .blas = engine { return true }
    return false
  }

  /// Whether pairs are ruled out by groups.
  var usesGroups: Bool {
    if case .grouped = engine { return true }
    return false
  }

  /// The share of the coordinates of each pair that a screening kernel compares, as `Quantization` chose it; nil
  /// where pairs are ruled out otherwise.
  package var screenedShare: Double? {
    guard case .screening(let encoding, _) = engine else { return nil }
    return Double(encoding.quantization.projection.depth) / Double(rows.dimension)
  }

  /// How the rows and some columns are cut into tiles: by groups where the codes of their centers allow
  /// it.
  private func cuts(_ columns: Columns) -> (rows: TileCuts, columns: TileCuts) {
    let size = tileSize
    guard case .grouped(let rows) = engine, case .ofGroups(let columns) = columns.codes else {
      return (TileCuts(most: size.rows), TileCuts(most: size.columns))
    }
    return (
      TileCuts(most: size.rows, preferred: rows.codes.wholeBlocks),
      TileCuts(
        most: GroupedTileWorker.mostColumns(columns), preferred: columns.wholeBlocks)
    )
  }

  var tileSize: (rows: Int, columns: Int) {
    switch engine {
    case .blas: BLASTileWorker.tileSize
    case .screening: ScreeningTileWorker.tileSize
    case .grouped: GroupedTileWorker.tileSize
    }
  }
}

import COpenBLAS
import CSimilarity

/// Screens whole groups of faces at a time: where faces alike follow each other, a few products with
/// the centers of groups rule out nearly all pairs (see `grouped_columns`).
///
/// A face is *loose* while its list asks for less than `looseBelow`, mostly because it is not full: bounds then rule out
/// hardly any of its pairs. Loose faces are compared with all others by codes (see `LooseFaces`).
final class GroupedTileWorker: TileWorker {
  /// The most rows and columns of a tile.
  static let tileSize = (rows: 1920, columns: 3840)
  /// As many columns of small groups are so many that few groups have parts in several tiles, and so few that their codes
  /// stay in the second-level cache.
  private static let usualColumns = 1920

  private let quantization: Quantization
  private let rows: GroupCodes
  private let columns: GroupCodes
  private let faces: FacePairs
  /// What the list of a face asks for, at the least, that is compared by groups.
  var looseBelow: Float
  private let loose: LooseFaces
  /// How far a computed bound can be below the similarity.
  private let margin: Float
  /// The scores of some of the tile's rows with the centers of its columns.
  private var rowScores = ScoreBlock()
  /// The scores of the centers of these rows with the tile's columns.
  private var columnScores = ScoreBlock()
  private var centerProducts: UnsafeMutablePointer<Float> = .allocate(capacity: 1)
  private var centerCapacity = 1
  private let runs = ColumnRuns(mostColumns: GroupedTileWorker.tileSize.columns)
  private let rowRun = RowRun()
  /// What the lists of the tile's rows ask for, less the margin, of those that were compared.
  private let rowThresholds: UnsafeMutablePointer<Float>
  /// For the groups of columns.
  private let scratch: UnsafeMutablePointer<Float>
  /// The pairs of a few rows that are not ruled out.
  private let hits: UnsafeMutablePointer<packed_hit>
  private let similarities: UnsafeMutablePointer<Float>
  private let estimateBound: Float
  private let kernel: UnsafeMutablePointer<screening_kernel>

  init(
    _ quantization: Quantization, rows: GroupCodes, columns: GroupCodes, _ faces: FacePairs,
    looseBelow: Float
  ) {
    self.quantization = quantization
    self.looseBelow = looseBelow
    loose = LooseFaces(quantization, rows: rows.faces, columns: columns.faces, faces, Self.tileSize)
    self.rows = rows
    self.columns = columns
    self.faces = faces
    BLASThreads.keepToCaller()
    margin = Self.margin(quantization, dimension: faces.rows.dimension)
    estimateBound = float32ScreeningBound(dimension: faces.rows.dimension)
    let mostHits = RowRun.longest * Self.tileSize.columns
    rowThresholds = .allocate(capacity: Self.tileSize.rows)
    scratch = .allocate(
      capacity: (Self.tileSize.columns + ColumnRuns.longest) * (RowRun.longest + 1))
    kernel = .allocate(capacity: 1)
    kernel.initialize(to: quantization.kernel)
    hits = .allocate(capacity: mostHits)
    similarities = .allocate(capacity: mostHits)
  }

  deinit {
    rowScores.deallocate()
    columnScores.deallocate()
    centerProducts.deallocate()
    rowThresholds.deallocate()
    scratch.deallocate()
    kernel.deallocate()
    hits.deallocate()
    similarities.deallocate()
  }

  /// The error margin of two scores, of a float32 product of two centers, which are no longer than faces,
  /// and of six sums and their comparison in float32, of numbers below 4.
  private static func margin(_ quantization: Quantization, dimension: Int) -> Float {
    (2 * quantization.margin + float32ScreeningBound(dimension: dimension) + 8 * 0x1p-22).nextUp
  }

  /// How many columns a tile has at the most: enough for a panel of centers, whose products with rows are computed
  /// together, as far as that can be.
  static func mostColumns(_ columns: GroupCodes) -> Int {
    let ofPanel =
      columns.faces.range.count * columns.centers.panelSize / max(1, columns.groups.count)
    return min(max(usualColumns, ofPanel + ofPanel / 8), tileSize.columns)
  }

  func process(_ tile: Tile) {
    loose.find(in: tile, below: looseBelow)
    loose.compare(tile)
    forEachRun(of: tile) { found in offer(found, tile) }
  }

  /// The pairs of a tile that are not ruled out, those that are compared by codes, and those of loose faces.
  func countHits(of tile: Tile) -> (hits: Int, coded: Int, ofLoose: Int) {
    loose.find(in: tile, below: looseBelow)
    var hits = 0
    let coded = forEachRun(of: tile) { hits += $0 }
    return (hits, coded, tile.pairs - loose.settledRows.count * loose.settledColumns)
  }

  /// Calls `body` after each few rows of a group of which pairs are not ruled out, with the number of these pairs,
  /// which `hits` then holds. Pairs of loose faces are left out.
  ///
  /// - Returns: how many pairs were compared by codes.
  @discardableResult
  private func forEachRun(of tile: Tile, _ body: (Int) -> Void) -> Int {
    guard !loose.settledRows.isEmpty, loose.settledColumns > 0 else { return 0 }
    let (rowGroups, columnGroups) = (rows.groups, columns.groups)
    let (rowParts, columnParts) = (
      rowGroups.groups(of: tile.rows), columnGroups.groups(of: tile.columns)
    )
    multiplyCenters(rowParts, columnParts)
    runs.take(
      tile.columns, of: columnGroups, columnParts,
      firstPlace: tile.columns.lowerBound - columns.faces.firstFace
    ) { slot in
      loose.isLoose(slot: slot)
        ? nil : faces.columnLists.threshold(tile.columns.lowerBound + slot) - margin
    }
    var codes = codes(of: tile)
    // As many groups as a panel of the kernel has: their scores are still in the cache when they are
    // read.
    let bandSize = rows.centers.panelSize
    var first = rowParts.lowerBound
    while first < rowParts.upperBound {
      let band = first..<min((first / bandSize + 1) * bandSize, rowParts.upperBound)
      let bandRows = (rowGroups.starts[band.lowerBound]..<rowGroups.starts[band.upperBound])
        .clamped(to: tile.rows)
      rowScores.fill(quantization, rows.faces, bandRows, columns.centers, columnParts)
      columnScores.fill(quantization, rows.centers, band, columns.faces, tile.columns)
      for group in band {
        var seen = runs.seen(
          products: UnsafePointer(columnScores.row(group - first)),
          centerProducts: UnsafePointer(centerProducts) + (group - rowParts.lowerBound)
            * columnParts.count)
        let members =
          (rowGroups.starts[group]..<rowGroups.starts[group + 1]).clamped(to: tile.rows)
        for row in members {
          if !loose.isLoose(row: row) {
            take(
              row, of: group, scores: UnsafePointer(rowScores.row(row - bandRows.lowerBound)), tile)
          }
          guard rowRun.isFull || row + 1 == members.upperBound, !rowRun.isEmpty else { continue }
          var few = rowRun.rows
          let found = withoutLoose(grouped_hits(&few, &seen, &codes, scratch, hits), tile)
          rowRun.removeAll()
          if found > 0 { body(found) }
        }
      }
      first = band.upperBound
    }
    return codes.compared
  }

  /// Adds a row to those that are compared next.
  private func take(_ row: Int, of group: Int, scores: UnsafePointer<Float>, _ tile: Tile) {
    let number = row - tile.rows.lowerBound
    rowThresholds[number] = faces.rowLists.threshold(row) - margin
    let place = row - rows.faces.firstFace
    rowRun.append(
      (number, place - firstPlace(of: tile), rows.faces.errorBounds[place]),
      // The scores of the rows' center lack its error bound.
      center: rows.centers.errorBounds[group], products: scores,
      distance: rows.groups.distances[row], threshold: rowThresholds[number])
  }

  /// The place of the first row of the panel of the tile's first row.
  private func firstPlace(of tile: Tile) -> Int {
    let size = rows.faces.panelSize
    return (tile.rows.lowerBound - rows.faces.firstFace) / size * size
  }

  /// The codes of the faces of a tile.
  private func codes(of tile: Tile) -> grouped_codes {
    let firstPlace = firstPlace(of: tile)
    var codes = grouped_codes()
    codes.kernel = UnsafePointer(kernel)
    codes.block.rows = rows.faces.panel(startingAt: firstPlace)
    codes.block.row_initial_sums = UnsafePointer(rows.faces.initialSums + firstPlace)
    codes.block.panel = columns.faces.panel(startingAt: 0)
    codes.block.column_error_bounds = UnsafePointer(columns.faces.errorBounds)
    codes.block.depth = quantization.projection.depth
    codes.block.scale = quantization.rows.unit * quantization.columns.unit
    codes.panel_bytes = columns.faces.panelBytes
    codes.first_column = tile.columns.lowerBound - columns.faces.firstFace
    return codes
  }

  /// Removes hits of loose columns, and those that are no pairs since they are not above the diagonal.
  private func withoutLoose(_ found: Int, _ tile: Tile) -> Int {
    guard found > 0, loose.hasColumns || tile.onlyAboveDiagonal else { return found }
    let offset = tile.columns.lowerBound - tile.rows.lowerBound
    var count = 0
    for hit in 0..<found {
      let (row, column) = (Int(hits[hit].row), Int(hits[hit].column))
      if tile.onlyAboveDiagonal, column + offset <= row { continue }
      if loose.isLoose(slot: column) { continue }
      hits[count] = hits[hit]
      count += 1
    }
    return count
  }

  private func multiplyCenters(_ rowParts: Range<Int>, _ columnParts: Range<Int>) {
    let dimension = blasint(faces.rows.dimension)
    let (height, width) = (rowParts.count, columnParts.count)
    // Whole vectors are read.
    let room = height * width + ColumnRuns.longest
    if centerCapacity < room {
      centerProducts.deallocate()
      centerCapacity = room
      centerProducts = .allocate(capacity: centerCapacity)
    }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, blasint(height), blasint(width), dimension, 1,
      rows.groups.centerRows[rowParts.lowerBound], dimension,
      columns.groups.centerRows[columnParts.lowerBound], dimension, 0, centerProducts,
      blasint(width))
  }

  /// Offers the first hits.
  private func offer(_ found: Int, _ tile: Tile) {
    let (firstRow, firstColumn) = (tile.rows.lowerBound, tile.columns.lowerBound)
    let count = similarity_of_likely(
      faces.rows[firstRow], faces.columns[firstColumn], faces.rows.dimension, rowThresholds,
      runs.thresholds, estimateBound, hits, found, similarities)
    for hit in 0..<count {
      faces.offer(
        row: firstRow + Int(hits[hit].row), column: firstColumn + Int(hits[hit].column),
        similarity: similarities[hit])
    }
  }
}

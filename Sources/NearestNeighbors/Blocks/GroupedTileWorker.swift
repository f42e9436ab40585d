import COpenBLAS
import CSimilarity

/// Screens whole groups of faces at a time: where faces alike follow each other, a few products with
/// the centers of groups rule out nearly all pairs (see `grouped_columns`).
///
/// A face whose list asks for little, since it is not full, loose here, has bounds with most of the others that are
/// too high for groups to rule them out. It is compared with all of them by its codes.
final class GroupedTileWorker: TileWorker {
  /// The size of a tile, so large that few groups have parts in several tiles, and so small that the codes of a tile's
  /// columns stay in the second-level cache.
  static let tileSize = (rows: 1920, columns: 1920)

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
  // As many as there are columns in a tile, or groups, which are no more.
  private let firstColumns: UnsafeMutablePointer<UInt32>
  private let columnThresholds: UnsafeMutablePointer<Float>
  private let greatestScores: UnsafeMutablePointer<Float>
  private let greatestDistances: UnsafeMutablePointer<Float>
  private let leastThresholds: UnsafeMutablePointer<Float>
  /// The columns of a row whose pairs are not ruled out, rising, counted from the first of the tile.
  private let hitColumns: UnsafeMutablePointer<UInt32>
  /// The same pairs as `similarity_of_hits` takes them, with one row.
  private let hits: UnsafeMutablePointer<packed_hit>
  private let similarities: UnsafeMutablePointer<Float>

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
    let most = Self.tileSize.columns
    firstColumns = .allocate(capacity: most + 1)
    columnThresholds = .allocate(capacity: most)
    greatestScores = .allocate(capacity: most)
    greatestDistances = .allocate(capacity: most)
    leastThresholds = .allocate(capacity: most)
    hitColumns = .allocate(capacity: most)
    hits = .allocate(capacity: most)
    similarities = .allocate(capacity: most)
  }

  deinit {
    rowScores.deallocate()
    columnScores.deallocate()
    centerProducts.deallocate()
    firstColumns.deallocate()
    for values in [columnThresholds, greatestScores, greatestDistances, leastThresholds] {
      values.deallocate()
    }
    hitColumns.deallocate()
    hits.deallocate()
    similarities.deallocate()
  }

  /// The error margin of two scores, of a float32 product of two centers, which are no longer than faces,
  /// and of six sums and their comparison in float32, of numbers below 4.
  private static func margin(_ quantization: Quantization, dimension: Int) -> Float {
    (2 * quantization.margin + float32ScreeningBound(dimension: dimension) + 8 * 0x1p-22).nextUp
  }

  func process(_ tile: Tile) {
    loose.find(in: tile, below: looseBelow)
    loose.compare(tile)
    forEachRowWithHits(of: tile) { row, found in offer(row, found, tile) }
  }

  /// The pairs of a tile that groups do not rule out, and those of loose faces.
  func countHits(of tile: Tile) -> (hits: Int, ofLoose: Int) {
    loose.find(in: tile, below: looseBelow)
    var hits = 0
    forEachRowWithHits(of: tile) { _, found in hits += found }
    return (hits, tile.pairs - loose.settledRows.count * loose.settledColumns)
  }

  /// Calls `body` with each row of which pairs are not ruled out, and their number; `hitColumns` then holds
  /// their columns, rising. Pairs of loose faces are left out.
  private func forEachRowWithHits(of tile: Tile, _ body: (Int, Int) -> Void) {
    guard !loose.settledRows.isEmpty, loose.settledColumns > 0 else { return }
    let (rowGroups, columnGroups) = (rows.groups, columns.groups)
    let (rowParts, columnParts) = (
      rowGroups.groups(of: tile.rows), columnGroups.groups(of: tile.columns)
    )
    multiplyCenters(rowParts, columnParts)
    var seen = seeColumns(of: tile, columnParts)
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
        seen.products = UnsafePointer(columnScores.row(group - first))
        seen.center_products =
          UnsafePointer(centerProducts) + (group - rowParts.lowerBound) * columnParts.count
        grouped_greatest(seen.products, firstColumns, columnParts.count, greatestScores)
        // The scores of the rows' center lack its error bound.
        let errorBound = rows.centers.errorBounds[group]
        let members =
          (rowGroups.starts[group]..<rowGroups.starts[group + 1]).clamped(to: tile.rows)
        for row in members where !loose.isLoose(row: row) {
          let found = withoutLoose(
            grouped_hits(
              &seen, rowScores.row(row - bandRows.lowerBound),
              errorBound + rows.faces.errorBounds[row],
              rowGroups.distances[row], faces.rowLists.threshold(row) - margin, hitColumns))
          if found > 0 { body(row, found) }
        }
      }
      first = band.upperBound
    }
  }

  /// Removes loose columns from the hits of a row.
  private func withoutLoose(_ found: Int) -> Int {
    guard found > 0, loose.hasColumns else { return found }
    var count = 0
    for hit in 0..<found where !loose.isLoose(slot: Int(hitColumns[hit])) {
      hitColumns[count] = hitColumns[hit]
      count += 1
    }
    return count
  }

  /// The columns of a tile and their groups, as far as all rows see the same.
  private func seeColumns(of tile: Tile, _ parts: Range<Int>) -> grouped_columns {
    let groups = columns.groups
    for (slot, column) in tile.columns.enumerated() {
      columnThresholds[slot] =
        loose.isLoose(slot: slot) ? .infinity : faces.columnLists.threshold(column) - margin
    }
    for (index, group) in parts.enumerated() {
      firstColumns[index] = UInt32(max(0, groups.starts[group] - tile.columns.lowerBound))
    }
    firstColumns[parts.count] = UInt32(tile.columns.count)
    for index in 0..<parts.count {
      let members = Int(firstColumns[index])..<Int(firstColumns[index + 1])
      leastThresholds[index] = members.reduce(.infinity) { min($0, columnThresholds[$1]) }
    }
    let distances = groups.distances + tile.columns.lowerBound
    grouped_greatest(distances, firstColumns, parts.count, greatestDistances)
    var seen = grouped_columns()
    seen.group_count = parts.count
    seen.first_columns = UnsafePointer(firstColumns)
    seen.distances = UnsafePointer(distances)
    seen.thresholds = UnsafePointer(columnThresholds)
    seen.greatest_products = UnsafePointer(greatestScores)
    seen.greatest_distances = UnsafePointer(greatestDistances)
    seen.least_thresholds = UnsafePointer(leastThresholds)
    return seen
  }

  private func multiplyCenters(_ rowParts: Range<Int>, _ columnParts: Range<Int>) {
    let dimension = blasint(faces.rows.dimension)
    let (height, width) = (rowParts.count, columnParts.count)
    if centerCapacity < height * width {
      centerProducts.deallocate()
      centerCapacity = height * width
      centerProducts = .allocate(capacity: centerCapacity)
    }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, blasint(height), blasint(width), dimension, 1,
      rows.groups.centerRows[rowParts.lowerBound], dimension,
      columns.groups.centerRows[columnParts.lowerBound], dimension, 0, centerProducts,
      blasint(width))
  }

  private func offer(_ row: Int, _ found: Int, _ tile: Tile) {
    let first = tile.columns.lowerBound
    // Columns up to the diagonal make no pairs.
    var skipped = 0
    if tile.onlyAboveDiagonal {
      while skipped < found, first + Int(hitColumns[skipped]) <= row { skipped += 1 }
    }
    let count = found - skipped
    for hit in 0..<count {
      hits[hit] = packed_hit(row: 0, column: UInt16(hitColumns[skipped + hit]))
    }
    similarity_of_hits(
      faces.rows[row], faces.columns[first], faces.rows.dimension, hits, count, similarities)
    for hit in 0..<count {
      faces.offer(
        row: row, column: first + Int(hits[hit].column), similarity: similarities[hit])
    }
  }
}

/// Screens with a kernel that compares codes of the faces.
final class ScreeningTileWorker: TileWorker {
  /// The size of a tile: multiples of every kernel's tile, also when halved. The codes of the rows stay in the
  /// second-level cache while panels of columns, each in the first-level cache, pass by.
  static let tileSize = (rows: 960, columns: 960)

  /// Tiles of no more pairs take less time without a kernel, which compares whole panels.
  private static let mostPairsWithoutKernel = 32

  private let rows: PackedCodes
  private let columns: PackedCodes
  private let screening: PanelScreening

  init(
    _ quantization: Quantization, rows: PackedCodes, columns: PackedCodes, _ faces: FacePairs
  ) {
    self.rows = rows
    self.columns = columns
    screening = PanelScreening(
      quantization, faces, mostRows: Self.tileSize.rows + 2 * rows.panelSize)
  }

  func process(_ tile: Tile) {
    if tile.pairs <= Self.mostPairsWithoutKernel { return screening.compareAll(of: tile) }
    // Whole panels of rows.
    let firstPlace = (tile.rows.lowerBound - rows.firstFace) / rows.panelSize * rows.panelSize
    let firstRow = rows.firstFace + firstPlace
    let panels = (tile.rows.upperBound - firstRow + rows.panelSize - 1) / rows.panelSize
    let places = firstPlace..<firstPlace + panels * rows.panelSize
    screening.takeRows(rows, places: places) { place in
      let row = rows.firstFace + place
      return tile.rows.contains(row) ? row : nil
    }
    screening.compare(tile, rows: (firstRow, places.count, rows.panelSize), with: columns)
  }
}

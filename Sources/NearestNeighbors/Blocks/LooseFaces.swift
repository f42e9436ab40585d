import CSimilarity

/// The loose faces of a tile (see `GroupedTileWorker`), and how their pairs are screened: copies of their codes with
/// all columns, then those of the other rows with the loose columns.
final class LooseFaces {
  private let faces: FacePairs
  private let codes: (rows: PackedCodes, columns: PackedCodes)
  private let screening: PanelScreening
  private let rows: PackedCodes
  private let panel: PackedCodes
  private let rowIsLoose: UnsafeMutablePointer<Bool>
  private let columnIsLoose: UnsafeMutablePointer<Bool>
  private var firstRow = 0
  private var columnCount = 0
  private var looseRows: [UInt32] = []
  private var looseColumns: [UInt32] = []
  /// The rows of the tile that are not loose.
  private(set) var settledRows: [UInt32] = []

  init(
    _ quantization: Quantization, rows: PackedCodes, columns: PackedCodes, _ faces: FacePairs,
    _ tileSize: (rows: Int, columns: Int)
  ) {
    self.faces = faces
    codes = (rows, columns)
    let (kernel, depth) = (quantization.kernel, quantization.projection.depth)
    self.rows = PackedCodes(
      0..<tileSize.rows, panelSize: kernel.tile_rows, depth: depth,
      codeBytes: quantization.codeBytes)
    panel = PackedCodes(
      0..<kernel.tile_columns, panelSize: kernel.tile_columns, depth: depth,
      codeBytes: quantization.codeBytes)
    // Read where places have no faces, though without a consequence.
    self.rows.clear()
    panel.clear()
    screening = PanelScreening(
      quantization, faces, mostRows: self.rows.panelCount * self.rows.panelSize)
    rowIsLoose = .allocate(capacity: tileSize.rows)
    columnIsLoose = .allocate(capacity: tileSize.columns)
  }

  deinit {
    rowIsLoose.deallocate()
    columnIsLoose.deallocate()
  }

  /// How many columns of the tile are not loose.
  var settledColumns: Int { columnCount - looseColumns.count }
  var hasColumns: Bool { !looseColumns.isEmpty }

  func isLoose(row: Int) -> Bool { rowIsLoose[row - firstRow] }

  /// - Parameter slot: a column, counted from the first of the tile.
  func isLoose(slot: Int) -> Bool { columnIsLoose[slot] }

  /// Finds the faces whose lists ask for less than a similarity now.
  func find(in tile: Tile, below least: Float) {
    firstRow = tile.rows.lowerBound
    columnCount = tile.columns.count
    looseRows.removeAll(keepingCapacity: true)
    settledRows.removeAll(keepingCapacity: true)
    looseColumns.removeAll(keepingCapacity: true)
    for (slot, row) in tile.rows.enumerated() {
      rowIsLoose[slot] = faces.rowLists.threshold(row) < least
      if rowIsLoose[slot] {
        looseRows.append(UInt32(row))
      } else {
        settledRows.append(UInt32(row))
      }
    }
    for (slot, column) in tile.columns.enumerated() {
      columnIsLoose[slot] = faces.columnLists.threshold(column) < least
      if columnIsLoose[slot] { looseColumns.append(UInt32(column)) }
    }
  }

  /// Compares the pairs of the tile with a loose face.
  func compare(_ tile: Tile) {
    if !looseRows.isEmpty {
      take(looseRows)
      screening.compare(
        tile, rows: (firstRow, rowPlaces(looseRows.count), rows.panelSize), with: codes.columns)
    }
    guard !looseColumns.isEmpty, !settledRows.isEmpty else { return }
    take(settledRows)
    let lines = rowPlaces(settledRows.count)
    for first in stride(from: 0, to: looseColumns.count, by: panel.panelSize) {
      let columns = looseColumns[first..<min(first + panel.panelSize, looseColumns.count)]
      panel.copy(columns, from: codes.columns)
      screening.compare(lines: lines, withPanelAt: 0, of: panel, in: tile) { place in
        place < columns.count ? Int(columns[first + place]) : nil
      }
    }
  }

  private func take(_ chosen: [UInt32]) {
    rows.copy(chosen[...], from: codes.rows)
    screening.takeRows(rows, places: 0..<rowPlaces(chosen.count)) { place in
      place < chosen.count ? Int(chosen[place]) : nil
    }
  }

  /// The places of whole panels of so many rows.
  private func rowPlaces(_ count: Int) -> Int {
    (count + rows.panelSize - 1) / rows.panelSize * rows.panelSize
  }
}

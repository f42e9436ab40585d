import CSimilarity

/// The loose faces of a tile (see `GroupedTileWorker`), and how their pairs are screened: copies of their codes with
/// all columns, then those of the other rows with the loose columns.
final class LooseFaces {
  private let faces: FacePairs
  private let codes: (rows: PackedCodes, columns: PackedCodes)
  private let screening: PanelScreening
  /// The codes of the loose rows, and those of the others, which stay while tiles have the same rows.
  private let rowCodes: (loose: PackedCodes, settled: PackedCodes)
  private var areCopied = (loose: false, settled: false)
  private let panel: PackedCodes
  private let rowIsLoose: UnsafeMutablePointer<Bool>
  private let columnIsLoose: UnsafeMutablePointer<Bool>
  private let mostColumns: Int
  /// The rows of the tile at hand, and what the lists of those ask for, at the least, that are not loose.
  private var held: (rows: Range<Int>, least: Float)?
  private var columnCount = 0
  private var noColumnIsLoose = false
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
    func roomForRows() -> PackedCodes {
      PackedCodes(
        0..<tileSize.rows, panelSize: kernel.tile_rows, depth: depth,
        codeBytes: quantization.codeBytes)
    }
    rowCodes = (roomForRows(), roomForRows())
    panel = PackedCodes(
      0..<kernel.tile_columns, panelSize: kernel.tile_columns, depth: depth,
      codeBytes: quantization.codeBytes)
    // Read where places have no faces, though without a consequence.
    rowCodes.loose.clear()
    rowCodes.settled.clear()
    panel.clear()
    mostColumns = tileSize.columns
    screening = PanelScreening(
      quantization, faces, mostRows: rowCodes.loose.panelCount * rowCodes.loose.panelSize)
    rowIsLoose = .allocate(capacity: tileSize.rows)
    columnIsLoose = .allocate(capacity: tileSize.columns)
    columnIsLoose.initialize(repeating: false, count: tileSize.columns)
  }

  deinit {
    rowIsLoose.deallocate()
    columnIsLoose.deallocate()
  }

  /// How many columns of the tile are not loose.
  var settledColumns: Int { columnCount - looseColumns.count }
  var hasColumns: Bool { !looseColumns.isEmpty }

  private var firstRow: Int { held?.rows.lowerBound ?? 0 }

  func isLoose(row: Int) -> Bool { rowIsLoose[row - firstRow] }

  /// - Parameter slot: a column, counted from the first of the tile.
  func isLoose(slot: Int) -> Bool { columnIsLoose[slot] }

  /// Finds the faces whose lists ask for less than a similarity now. Of the rows of the tile before most may stay loose
  /// though their lists ask for more by now: then their codes need not be copied again.
  func find(in tile: Tile, below least: Float) {
    findRows(of: tile, below: least)
    columnCount = tile.columns.count
    looseColumns.removeAll(keepingCapacity: true)
    if least == -.infinity {
      // No list asks for less.
      if !noColumnIsLoose { columnIsLoose.update(repeating: false, count: mostColumns) }
      noColumnIsLoose = true
      return
    }
    noColumnIsLoose = false
    for (slot, column) in tile.columns.enumerated() {
      columnIsLoose[slot] = faces.columnLists.threshold(column) < least
      if columnIsLoose[slot] { looseColumns.append(UInt32(column)) }
    }
  }

  private func findRows(of tile: Tile, below least: Float) {
    if let held, held == (tile.rows, -.infinity), least == -.infinity { return }
    let now = tile.rows.count { faces.rowLists.threshold($0) < least }
    if let held, held == (tile.rows, least),
      Double(now) >= Self.leastShareLoose * Double(looseRows.count)
    {
      return
    }
    held = (tile.rows, least)
    areCopied = (false, false)
    looseRows.removeAll(keepingCapacity: true)
    settledRows.removeAll(keepingCapacity: true)
    for (slot, row) in tile.rows.enumerated() {
      rowIsLoose[slot] = faces.rowLists.threshold(row) < least
      if rowIsLoose[slot] {
        looseRows.append(UInt32(row))
      } else {
        settledRows.append(UInt32(row))
      }
    }
  }

  /// The share of the rows held as loose that must still be loose: to compare the few others as loose ones takes no
  /// longer than to copy the codes of all anew.
  private static let leastShareLoose = 0.97

  /// Compares the pairs of the tile with a loose face.
  func compare(_ tile: Tile) {
    if !looseRows.isEmpty {
      take(looseRows, rowCodes.loose, areCopied: &areCopied.loose)
      let panelSize = rowCodes.loose.panelSize
      screening.compare(
        tile, rows: (firstRow, rowPlaces(looseRows.count), panelSize), with: codes.columns)
    }
    guard !looseColumns.isEmpty, !settledRows.isEmpty else { return }
    take(settledRows, rowCodes.settled, areCopied: &areCopied.settled)
    let lines = rowPlaces(settledRows.count)
    for first in stride(from: 0, to: looseColumns.count, by: panel.panelSize) {
      let columns = looseColumns[first..<min(first + panel.panelSize, looseColumns.count)]
      panel.copy(columns, from: codes.columns)
      screening.compare(lines: lines, withPanelAt: 0, of: panel, in: tile) { place in
        place < columns.count ? Int(columns[first + place]) : nil
      }
    }
  }

  private func take(_ chosen: [UInt32], _ own: PackedCodes, areCopied: inout Bool) {
    if !areCopied { own.copy(chosen[...], from: codes.rows) }
    areCopied = true
    screening.takeRows(own, places: 0..<rowPlaces(chosen.count)) { place in
      place < chosen.count ? Int(chosen[place]) : nil
    }
  }

  /// The places of whole panels of so many rows.
  private func rowPlaces(_ count: Int) -> Int {
    let size = rowCodes.loose.panelSize
    return (count + size - 1) / size * size
  }
}

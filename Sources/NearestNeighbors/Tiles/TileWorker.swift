/// One thread's scratch memory and its work on a tile.
protocol TileWorker: AnyObject {
  /// Offers every pair of the tile that may matter to the lists of both faces.
  func process(_ tile: Tile)
}

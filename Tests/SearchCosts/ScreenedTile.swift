import CSimilarity
import Randomness

/// Codes of the rows and the columns of a tile, none of whose pairs is a hit for the kernel.
struct ScreenedTile {
  /// Rows and panels of columns, about what the caches hold.
  private static let (rowCount, panels) = (1536, 16)

  private let kernel: screening_kernel
  private let dimension: Int
  private let rows, columns: UnsafeMutableRawPointer
  private let initialSums: [Int32]
  private let thresholds: [Float]
  private let errorBounds: [Float]
  private let hits: UnsafeMutablePointer<packed_hit>

  private var codeBytes: Int { kernel.row_limit == 0 ? 4 : 1 }

  init(_ kernel: screening_kernel, dimension: Int) {
    self.kernel = kernel
    self.dimension = dimension
    let rowCount = Self.rowCount / kernel.tile_rows * kernel.tile_rows
    let codeBytes = kernel.row_limit == 0 ? 4 : 1
    var random = SplitMix64(seed: 1)
    func codes(_ members: Int) -> UnsafeMutableRawPointer {
      let block = UnsafeMutableRawPointer.allocate(
        byteCount: members * dimension * codeBytes, alignment: 64)
      for place in 0..<members * dimension {
        let code = Int(random.next() % 15)
        if codeBytes == 4 {
          block.storeBytes(of: Float(code), toByteOffset: place * 4, as: Float.self)
        } else {
          block.storeBytes(of: UInt8(code), toByteOffset: place, as: UInt8.self)
        }
      }
      return block
    }
    rows = codes(rowCount)
    columns = codes(Self.panels * kernel.tile_columns)
    initialSums = [Int32](repeating: 0, count: rowCount)
    thresholds = [Float](repeating: .greatestFiniteMagnitude, count: rowCount)
    errorBounds = [Float](repeating: 0, count: kernel.tile_columns)
    hits = .allocate(capacity: rowCount * kernel.tile_columns)
  }

  func secondsPerCoordinate() -> Double {
    var found = 0
    let seconds = threadSeconds {
      for panel in 0..<Self.panels { found += screen(panel) }
    }
    precondition(found == 0, "pairs below every threshold are hits")
    return seconds / Double(thresholds.count * Self.panels * kernel.tile_columns * dimension)
  }

  private func screen(_ panel: Int) -> Int {
    initialSums.withUnsafeBufferPointer { sums in
      thresholds.withUnsafeBufferPointer { thresholds in
        errorBounds.withUnsafeBufferPointer { bounds in
          var block = screening_block()
          block.rows = UnsafeRawPointer(rows)
          block.row_count = thresholds.count
          block.panel =
            UnsafeRawPointer(columns) + panel * kernel.tile_columns * dimension * codeBytes
          block.depth = dimension
          block.row_initial_sums = sums.baseAddress
          block.row_thresholds = thresholds.baseAddress
          block.column_error_bounds = bounds.baseAddress
          block.scale = 1e-6
          return kernel.screen(&block, hits)
        }
      }
    }
  }
}

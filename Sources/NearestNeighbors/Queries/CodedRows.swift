import CSimilarity
import Threads

/// Rows as int8 codes, each in a unit of its own, of which the cosine of two is the same number on every CPU:
/// the sum of products of codes is exact, and one over the length of either row's codes makes a cosine of it.
///
/// Codes are so short that kernels which sum in int16 are exact, too. A code is off by up to a half, and so a
/// cosine by about ``deviation``.
struct CodedRows: Sendable {
  /// What rows are compared as: a kernel takes them apart.
  enum Side { case rows, columns }

  let packed: PackedCodes
  private let depth: Int
  /// The squared length of the codes, for each place of `packed`; exact.
  let squaredLengths: [Float]
  /// One over their length.
  let factors: [Float]

  /// No kernel has smaller limits.
  static let largestCode: Float = 63
  /// The greatest length of the codes that one of two partial sums takes: by Cauchy and Schwarz sums stay
  /// within int16.
  static let longestLane = Double(Int16.max).squareRoot().rounded(.down)
  /// Codes per unit of length to begin with: most rows of unit length have less than 0.55 of their squared
  /// length in either partial sum.
  private static let usualScale = Float((longestLane / 0.55.squareRoot()).rounded(.down))
  private static let batch = 32

  /// Encodes a range of normalized rows.
  init(
    _ rows: FaceRows, _ range: Range<Int>, as side: Side, for kernel: screening_kernel, threads: Int
  ) {
    let depth = Projection.fullDepth(dimension: rows.dimension)
    let packed = PackedCodes(
      range, panelSize: side == .rows ? kernel.tile_rows : kernel.tile_columns, depth: depth,
      codeBytes: 1)
    packed.clear()
    self.packed = packed
    self.depth = depth
    let places = packed.panelCount * packed.panelSize
    squaredLengths = [Float](unsafeUninitializedCapacity: places) { buffer, count in
      buffer.initialize(repeating: 0)
      count = places
      nonisolated(unsafe) let lengths = buffer.baseAddress
      nonisolated(unsafe) let kernel = kernel
      Workers(count: threads).forEach(range, by: Self.batch) { part, _, _ in
        let head = UnsafeMutablePointer<Float>.allocate(capacity: depth)
        defer { head.deallocate() }
        head.initialize(repeating: 0, count: depth)
        for row in part {
          head.update(from: rows[row], count: rows.dimension)
          let place = row - packed.firstFace
          let sums = Self.encode(
            head, depth, to: packed, place,
            offset: side == .columns ? Int(kernel.column_offset) : 0)
          if side == .rows { packed.initialSums[place] = kernel.initialSum(ofCodes: sums.sums) }
          lengths?[place] = Float(sums.squares.0 + sums.squares.1)
        }
      }
    }
    factors = squaredLengths.map { $0 > 0 ? Float(1 / Double($0).squareRoot()) : 0 }
  }

  /// Encodes a row in the largest unit in which its codes are short enough.
  private static func encode(
    _ head: UnsafePointer<Float>, _ depth: Int, to packed: PackedCodes, _ place: Int, offset: Int
  ) -> coded_floats {
    let greatest = largest_magnitude_of_floats(head, depth)
    var scale = min(usualScale, greatest > 0 ? largestCode / greatest : usualScale)
    while true {
      let found = encode_floats(
        head, depth,
        code_scale(scale: scale, unit: 1 / scale, largest: largestCode, offset: Int32(offset)),
        packed.quads(of: place), packed.panelSize)
      let longest = Double(max(found.squares.0, found.squares.1)).squareRoot()
      guard longest > longestLane else { return found }
      scale *= 0.99 * Float(longestLane / longest)
    }
  }

  /// Writes the products of some of these, as rows, with some columns, one row after another.
  ///
  /// - Precondition: both ranges begin with panels of the kernel, and `products` has room for whole panels.
  /// - Returns: how far rows are apart.
  func writeProducts(
    _ range: Range<Int>, with columns: CodedRows, _ columnRange: Range<Int>,
    by kernel: screening_kernel, to products: UnsafeMutablePointer<Float>
  ) -> Int {
    func whole(_ count: Int, _ panel: Int) -> Int { (count + panel - 1) / panel * panel }
    let panel = kernel.tile_columns
    let width = whole(columnRange.count, panel)
    let (first, firstColumn) = (
      range.lowerBound - packed.firstFace, columnRange.lowerBound - columns.packed.firstFace
    )
    precondition(first % kernel.tile_rows == 0 && firstColumn % panel == 0)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: panel) { noBounds in
      noBounds.initialize(repeating: 0)
      for column in stride(from: 0, to: width, by: panel) {
        var block = screening_block()
        block.rows = packed.panel(startingAt: first)
        block.row_count = whole(range.count, kernel.tile_rows)
        block.panel = columns.packed.panel(startingAt: firstColumn + column)
        block.depth = depth
        block.row_initial_sums = UnsafePointer(packed.initialSums + first)
        block.column_error_bounds = UnsafePointer(noBounds.baseAddress!)
        block.scale = 1
        kernel.write_scores(&block, products + column, width)
      }
    }
    return width
  }

  /// The standard deviation of a cosine of two rows like these from that of what they were made of. A code is
  /// off by a number that is even between -1/2 and 1/2, of variance 1/12.
  var deviation: Double {
    let members = packed.range.count
    let sum = factors.reduce(0) { $0 + Double($1) * Double($1) }
    return members > 0 ? (sum / Double(members) / 6).squareRoot() : 0
  }
}

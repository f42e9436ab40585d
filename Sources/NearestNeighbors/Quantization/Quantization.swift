import CSimilarity
import Threads

/// How faces become the codes that a screening kernel compares: the projection that is quantized, and
/// the units of the codes of rows and columns.
///
/// Rows are encoded first. What is measured while they are, their `RowBounds`, is part of how much a
/// score can be below the similarity of its pair, so columns are encoded by a `FaceEncoding`, which
/// cannot be made without it.
///
/// Be x and y two faces, h and g their projections (see `Projection`), and a and b the int8 codes of
/// the projections: h = u a + e and g = v b + f, with one unit u for all rows and one unit v for all
/// columns. Then
///
///     x·y <= h·g + t(x) + t(y)                    t: half the squared length of the tail
///     h·g  = u v a·b + u a·f + e·g  <=  u v a·b + |u a| |f| + |e| |g|
///
/// A kernel adds what depends on the column to u v a·b and compares with what depends on the row, so
/// the products of one and the other are bounded: |u a| by the largest among the rows, `A`, and |e|
/// |g| by |e| H + E max(0, |g| - H), with E the largest |e| and any H, here the largest |g| of a
/// sample. So no pair is lost whose
///
///     score + error bound of the column  >=  threshold - error bound of the row - margin
///
/// does not hold with the error bounds t(x) + |e| H of rows and t(y) + A |f| + E max(0, |g| - H) of
/// columns. |e| and |f| are measured, face by face, not estimated; so a code that had to be cut off at
/// the largest one costs precision, never a pair. For codes that are floats, e and f are 0.
///
/// The margin covers what rounding adds: the similarity is rounded once (2^-24), the kernel's sum of
/// codes is exact and then scaled, added and compared in float32 (some 2^-24 of numbers of at most 2),
/// and float products add `float32ScreeningBound`. Error bounds are rounded up
/// where they are computed.
struct Quantization: @unchecked Sendable {
  /// The codes of one side.
  struct Codes {
    /// Codes per unit of length.
    let scale: Float
    /// The value of one code.
    let unit: Float
    /// The largest absolute code.
    let largest: Float
    /// The greatest length of the codes that one of two partial sums takes: by Cauchy and Schwarz
    /// the sum then stays in the range of int16.
    let longestLane: Double

    init(scale: Double, largest: Double, longestLane: Double) {
      self.scale = Float(scale)
      unit = Float(1 / scale)
      self.largest = Float(largest)
      self.longestLane = longestLane
    }
  }

  let kernel: screening_kernel
  let projection: Projection
  let rows: Codes
  let columns: Codes
  /// H above.
  let usualProjectionLength: Float

  var areFloats: Bool { kernel.row_limit == 0 }

  /// What rounding adds to a score and its comparison, whatever the codes: some 2^-24 of numbers of at
  /// most 2, several times over.
  private static let roundingMargin: Float = 4e-6

  var margin: Float {
    Self.roundingMargin + projection.margin
      + (areFloats ? float32ScreeningBound(dimension: projection.depth) : 0)
  }

  /// Chooses the projection, and units such that the sample's codes are as large as they may be.
  ///
  /// - Parameter orBLAS: gives nil where a sample shows that whole products of floats take less time: where most
  ///   similarities are so close to each other that codes cannot tell which pairs are kept.
  init?(for search: SampledSearch, orBLAS: Bool = false) {
    let sample = Self.sample(of: search.rows)
    let (projection, cost) = search.bestProjection(sample)
    if orBLAS, search.costOfBLAS(ifBelow: cost) < cost { return nil }
    self.init(kernel: search.kernel, projection: projection, extent: sample.extent(of: projection))
  }

  /// An encoding of whole faces and of what can be anything, as centers of groups.
  ///
  /// - Parameter greatest: given some values, the greatest of all ranks that encode alike.
  init<Failure>(
    ofWhole rows: FaceRows, kernel: screening_kernel,
    greatest: ([Float]) throws(Failure) -> [Float]
  ) throws(Failure) {
    let projection = Projection(depth: Projection.fullDepth(dimension: rows.dimension))
    let extent = Self.sample(of: rows).extent(of: projection)
    let all = try greatest([extent.value, extent.length, extent.squaredLane])
    self.init(
      kernel: kernel, projection: projection,
      extent: FaceSample.Extent(value: all[0], length: all[1], squaredLane: all[2]))
  }

  /// Chooses units such that the codes of projections of this extent are as large as they may be.
  init(kernel: screening_kernel, projection: Projection, extent: FaceSample.Extent) {
    self.kernel = kernel
    self.projection = projection
    usualProjectionLength = extent.length
    guard kernel.row_limit > 0 else {
      self.rows = Codes(scale: 1, largest: 0, longestLane: .infinity)
      columns = self.rows
      return
    }
    let most = Double(max(extent.value, 0x1p-10))
    let limits = (row: Double(kernel.row_limit), column: Double(kernel.column_limit))
    guard kernel.lanes == 2 else {
      self.rows = Codes(scale: limits.row / most, largest: limits.row, longestLane: .infinity)
      columns = Codes(scale: limits.column / most, largest: limits.column, longestLane: .infinity)
      return
    }
    // Both sides share the range of the partial sums; the error is least with equal scales, where
    // the limits of the codes allow them.
    let lane = max(Double(extent.squaredLane), 0x1p-20) * Self.roomBeyondSample
    let product = Double(Int16.max) / lane
    let columnScale = min(limits.column / most, product.squareRoot())
    let rowScale = min(limits.row / most, product / columnScale)
    let longestRow = (rowScale * lane.squareRoot()).rounded(.up)
    self.rows = Codes(scale: rowScale, largest: limits.row, longestLane: longestRow)
    columns = Codes(
      scale: columnScale, largest: limits.column,
      longestLane: (Double(Int16.max) / longestRow).rounded(.down))
  }

  /// Other faces may have partial sums a little longer than those of a sample.
  private static let roomBeyondSample = 1.05

  /// A part of the rows, so that small shards do not spend their time on it.
  private static func sample(of rows: FaceRows) -> FaceSample {
    FaceSample(of: rows, atMost: min(mostSampled, max(leastSampled, rows.count / rowsPerSampled)))
  }

  private static let (leastSampled, mostSampled, rowsPerSampled) = (512, 4096, 16)

  /// How many faces a thread encodes at a time: enough for BLAS to turn them at speed.
  private static let batchSize = 384

  /// Codes of a range of faces as columns, as yet unwritten or written by another rank before.
  ///
  /// - Parameter block: where they are; nil: in memory of their own.
  func columnCodes(of range: Range<Int>, in block: MemoryBlock?) -> PackedCodes {
    PackedCodes(
      range, panelSize: kernel.tile_columns, depth: projection.depth, codeBytes: codeBytes,
      in: block)
  }

  /// Rounds coordinates to what codes of columns say, and, where both sides have the same codes, those of rows.
  func round(_ coordinates: UnsafeMutablePointer<Float>, count: Int) {
    guard !areFloats else { return }
    for place in 0..<count {
      let code = (coordinates[place] * columns.scale).rounded(.toNearestOrEven)
      coordinates[place] = max(-columns.largest, min(columns.largest, code)) * columns.unit
    }
  }

  /// The bytes that the codes of a range of faces as columns take of a block.
  func columnBytes(of range: Range<Int>) -> Int {
    PackedCodes.bytes(
      range, panelSize: kernel.tile_columns, depth: projection.depth, codeBytes: codeBytes)
  }

  var codeBytes: Int { areFloats ? MemoryLayout<Float>.size : 1 }

  /// Turns the faces of a range into codes of rows.
  func encodeRows(_ faces: FaceRows, _ range: Range<Int>, threads: Int) -> PackedCodes {
    let codes = PackedCodes(
      range, panelSize: kernel.tile_rows, depth: projection.depth, codeBytes: codeBytes)
    encode(faces, as: .rows, to: codes, threads: threads)
    return codes
  }

  /// Turns faces into the codes of one side.
  func encode(
    _ faces: FaceRows, as side: FaceEncoder.Side, to packed: PackedCodes, threads: Int
  ) {
    packed.clear()
    let batch = max(1, Self.batchSize / packed.panelSize)
    Workers(count: threads).forEach(0..<packed.panelCount, by: batch) { panels, _, _ in
      FaceEncoder(self, side, capacity: batch * packed.panelSize)
        .encode(faces, panels: panels, of: packed)
    }
  }
}

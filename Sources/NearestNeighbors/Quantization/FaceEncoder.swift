import CSimilarity

/// One thread's work of encoding.
final class FaceEncoder {
  /// What faces are encoded as.
  enum Side {
    case rows
    /// Columns that are compared with rows of these bounds.
    case columns(RowBounds)
  }

  private let quantization: Quantization
  /// The bounds of the rows; nil while the rows are encoded.
  private let rowBounds: RowBounds?
  private let codes: Quantization.Codes
  /// The projections of the faces at hand, one after another.
  private let projections: UnsafeMutablePointer<Float>
  private let depth: Int

  /// - Parameter capacity: how many faces it is given at a time.
  init(_ quantization: Quantization, _ side: Side, capacity: Int) {
    self.quantization = quantization
    switch side {
    case .rows: (rowBounds, codes) = (nil, quantization.rows)
    case .columns(let bounds): (rowBounds, codes) = (bounds, quantization.columns)
    }
    depth = quantization.projection.depth
    projections = .allocate(capacity: capacity * depth)
  }

  deinit { projections.deallocate() }

  /// Encodes the faces of some panels.
  func encode(_ faces: FaceRows, panels: Range<Int>, of packed: PackedCodes) {
    let first = packed.firstFace + panels.lowerBound * packed.panelSize
    let end = packed.firstFace + panels.upperBound * packed.panelSize
    let members = (first..<end).clamped(to: packed.range)
    let isInPlace = quantization.projection.isInPlace(dimension: faces.dimension)
    if !isInPlace { quantization.projection.write(faces, members, to: projections) }
    let isWhole = quantization.projection.isWhole(dimension: faces.dimension)
    var bounds = RowBounds.none
    for (member, face) in members.enumerated() {
      let place = face - packed.firstFace
      let projection = isInPlace ? faces[face] : UnsafePointer(projections + member * depth)
      let code = quantization.areFloats ? nil : quantize(projection, to: packed, place)
      let squaredProjection = code?.squared_length ?? squared_length_of_floats(projection, depth)
      // Float sums in eight lanes are off by no more than this part of themselves (see
      // `float32ScreeningBound`).
      let rounding = Float(faces.dimension / 8 + 16) * 0x1p-24
      var tail: Float = 0
      if !isWhole {
        let squaredFace = squared_length_of_floats(faces[face], faces.dimension)
        tail = max(0, squaredFace - squaredProjection) / 2 + rounding * max(squaredFace, 1)
      }
      let length = squaredProjection.squareRoot() * (1 + rounding) + 0x1p-24
      guard let code else {
        packed.set(place, floats: projection)
        packed.errorBounds[place] = tail
        bounds.formUnion(RowBounds(longestRow: length, largestError: 0))
        continue
      }
      let error = code.squared_error.squareRoot() * (1 + rounding) + 0x1p-22
      let usual = quantization.usualProjectionLength
      let errorBound =
        rowBounds.map {
          tail + error * $0.longestRow + $0.largestError * max(0, length - usual)
        } ?? tail + error * usual
      let codedLength =
        Float(Double(code.squares.0 + code.squares.1).squareRoot()) * codes.unit * (1 + 0x1p-20)
      packed.errorBounds[place] = errorBound * (1 + 0x1p-20)
      if rowBounds == nil {
        packed.initialSums[place] = quantization.kernel.initialSum(ofCodes: code.sums)
      }
      bounds.formUnion(RowBounds(longestRow: codedLength, largestError: error))
    }
    packed.add(bounds)
  }

  /// Rounds the projection to codes. In the rare case that the codes are too long for the partial sums
  /// they are made shorter, at the cost of a larger error.
  private func quantize(
    _ projection: UnsafePointer<Float>, to packed: PackedCodes, _ place: Int
  ) -> coded_floats {
    var scale = code_scale(
      scale: codes.scale, unit: codes.unit, largest: codes.largest,
      offset: rowBounds == nil ? 0 : quantization.kernel.column_offset)
    while true {
      let result = encode_floats(
        projection, depth, scale, packed.quads(of: place), packed.panelSize)
      let longest = Double(max(result.squares.0, result.squares.1)).squareRoot()
      guard longest > codes.longestLane else { return result }
      scale.scale *= 0.99 * Float(codes.longestLane / longest)
    }
  }
}

extension screening_kernel {
  /// What the partial sums of a row must start at to undo the offset of the columns' codes.
  ///
  /// - Parameter sums: of the row's codes that either partial sum takes.
  func initialSum(ofCodes sums: (Int64, Int64)) -> Int32 {
    let offset = -Int64(column_offset)
    guard lanes == 2 else { return Int32(truncatingIfNeeded: offset * (sums.0 + sums.1)) }
    let low = UInt16(truncatingIfNeeded: offset * sums.0)
    let high = UInt16(truncatingIfNeeded: offset * sums.1)
    return Int32(bitPattern: UInt32(high) << 16 | UInt32(low))
  }
}

import CSimilarity

/// One thread's work of encoding.
final class FaceEncoder {
  private let encoding: FaceEncoding
  private let side: FaceEncoding.Side
  private let codes: FaceEncoding.Codes
  /// One after another.
  private let heads: UnsafeMutablePointer<Float>
  private let depth: Int

  /// - Parameter capacity: how many faces it is given at a time.
  init(_ encoding: FaceEncoding, _ side: FaceEncoding.Side, capacity: Int) {
    self.encoding = encoding
    self.side = side
    codes = side == .rows ? encoding.rows : encoding.columns
    depth = encoding.head.depth
    heads = .allocate(capacity: capacity * depth)
  }

  deinit { heads.deallocate() }

  func encode(_ faces: FaceRows, groups: Range<Int>, of packed: PackedCodes) {
    let first = packed.firstFace + groups.lowerBound * packed.groupSize
    let end = packed.firstFace + groups.upperBound * packed.groupSize
    let members = (first..<end).clamped(to: packed.range)
    let isInPlace = encoding.head.isInPlace(dimension: faces.dimension)
    if !isInPlace { encoding.head.write(faces, members, to: heads) }
    let isWhole = encoding.head.isWhole(dimension: faces.dimension)
    var (greatestLength, greatestError) = (Float(0), Float(0))
    for (member, face) in members.enumerated() {
      let place = face - packed.firstFace
      let head = isInPlace ? faces[face] : UnsafePointer(heads + member * depth)
      let code = encoding.areFloats ? nil : quantize(head, to: packed, place)
      let squaredHead = code?.squared_length ?? squared_length_of_floats(head, depth)
      // Float sums in eight lanes are off by no more than this part of themselves (see
      // `float32ScreeningBound`).
      let rounding = Float(faces.dimension / 8 + 16) * 0x1p-24
      var tail: Float = 0
      if !isWhole {
        let squaredFace = squared_length_of_floats(faces[face], faces.dimension)
        tail = max(0, squaredFace - squaredHead) / 2 + rounding * max(squaredFace, 1)
      }
      let length = squaredHead.squareRoot() * (1 + rounding) + 0x1p-24
      guard let code else {
        packed.set(place, floats: head)
        packed.slacks[place] = tail
        greatestLength = max(greatestLength, length)
        continue
      }
      let error = code.squared_error.squareRoot() * (1 + rounding) + 0x1p-22
      let slack =
        side == .rows
        ? tail + error * encoding.usualHeadLength
        : tail + error * encoding.longestCodedRow
          + encoding.largestRowError * max(0, length - encoding.usualHeadLength)
      let codedLength =
        Float(Double(code.squares.0 + code.squares.1).squareRoot()) * codes.unit * (1 + 0x1p-20)
      packed.slacks[place] = slack * (1 + 0x1p-20)
      if side == .rows { packed.starts[place] = start(sums: code.sums) }
      greatestLength = max(greatestLength, codedLength)
      greatestError = max(greatestError, error)
    }
    packed.add(greatestLength: greatestLength, greatestError: greatestError)
  }

  /// Rounds the head to codes. In the rare case that they are too long for the partial sums they are
  /// made shorter, at the cost of a larger error.
  private func quantize(
    _ head: UnsafePointer<Float>, to packed: PackedCodes, _ place: Int
  ) -> coded_floats {
    var scale = code_scale(
      scale: codes.scale, unit: codes.unit, largest: codes.largest,
      offset: side == .rows ? 0 : encoding.kernel.column_offset)
    while true {
      let result = encode_floats(head, depth, scale, packed.quads(of: place), packed.groupSize)
      let longest = Double(max(result.squares.0, result.squares.1)).squareRoot()
      guard longest > codes.longestLane else { return result }
      scale.scale *= 0.99 * Float(codes.longestLane / longest)
    }
  }

  /// What undoes the offset of the columns' codes.
  private func start(sums: (Int64, Int64)) -> Int32 {
    let offset = -Int64(encoding.kernel.column_offset)
    guard encoding.kernel.lanes == 2 else {
      return Int32(truncatingIfNeeded: offset * (sums.0 + sums.1))
    }
    let low = UInt16(truncatingIfNeeded: offset * sums.0)
    let high = UInt16(truncatingIfNeeded: offset * sums.1)
    return Int32(bitPattern: UInt32(high) << 16 | UInt32(low))
  }
}

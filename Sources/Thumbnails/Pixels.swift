/// A picture in memory.
struct Pixels: Equatable {
  let width: Int
  let height: Int
  /// Rows from the top, pixels from the left, for each its red, green and blue.
  private(set) var bytes: [UInt8]

  /// The bytes of a pixel.
  static let channels = 3

  /// - Parameter bytes: `width * height` pixels.
  init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(width > 0 && height > 0 && bytes.count == width * height * Self.channels)
    (self.width, self.height, self.bytes) = (width, height, bytes)
  }

  /// A picture of which each pixel has a fourth byte that says how opaque it is, on a white ground.
  ///
  /// - Parameter pixels: `width * height` pixels.
  init(width: Int, height: Int, onWhite pixels: [UInt8]) {
    var colors: [UInt8] = []
    colors.reserveCapacity(pixels.count / 4 * Self.channels)
    for start in stride(from: 0, to: pixels.count, by: 4) {
      let opacity = Int(pixels[start + 3])
      for channel in 0..<Self.channels {
        colors.append(
          UInt8((Int(pixels[start + channel]) * opacity + 255 * (255 - opacity) + 127) / 255))
      }
    }
    self.init(width: width, height: height, bytes: colors)
  }

  /// The size of a picture that is made to fit into a square, its sides in proportion: never larger than it is, and
  /// at least a pixel.
  static func size(of size: (width: Int, height: Int), within side: Int) -> (
    width: Int, height: Int
  ) {
    let longest = max(size.width, size.height)
    guard longest > side else { return size }
    func scaled(_ length: Int) -> Int { max(1, (length * side + longest / 2) / longest) }
    return (scaled(size.width), scaled(size.height))
  }

  /// The picture made to fit into a square: each pixel is the mean of the part that it covers, in integers, so that
  /// every machine finds the same.
  func scaled(within side: Int) -> Pixels {
    let (wide, tall) = Self.size(of: (width, height), within: side)
    guard (wide, tall) != (width, height) else { return self }
    let (columns, rows) = (Self.parts(of: width, for: wide), Self.parts(of: height, for: tall))
    let area = width * height
    var scaled: [UInt8] = []
    scaled.reserveCapacity(wide * tall * Self.channels)
    bytes.withUnsafeBufferPointer { bytes in
      for row in rows {
        for column in columns {
          var sums = SIMD3<Int>()
          for (y, down) in row.weights.enumerated() {
            var place = ((row.first + y) * width + column.first) * Self.channels
            var line = SIMD3<Int>()
            for across in column.weights {
              line &+=
                across &* SIMD3(Int(bytes[place]), Int(bytes[place + 1]), Int(bytes[place + 2]))
              place += Self.channels
            }
            sums &+= down &* line
          }
          for channel in 0..<Self.channels {
            scaled.append(UInt8((sums[channel] + area / 2) / area))
          }
        }
      }
    }
    return Pixels(width: wide, height: tall, bytes: scaled)
  }

  /// The pixels of a line of which a pixel of a shorter line has a part.
  private struct Part {
    let first: Int
    /// How much of each, all of it being the length of the shorter line.
    let weights: [Int]
  }

  /// The parts that the pixels of a shorter line have of a line of pixels.
  private static func parts(of long: Int, for short: Int) -> [Part] {
    (0..<short).map { place in
      let (start, end) = (place * long, (place + 1) * long)
      let covered = start / short..<(end + short - 1) / short
      return Part(
        first: covered.lowerBound,
        weights: covered.map { min(end, ($0 + 1) * short) - max(start, $0 * short) })
    }
  }

  /// The picture as it is to be looked at.
  ///
  /// - Parameter orientation: as EXIF numbers it, 1 to 8: where the first row and the first column of what was
  ///   saved belong.
  func turned(from orientation: Int) -> Pixels {
    guard (2...8).contains(orientation) else { return self }
    let swaps = orientation >= 5
    let (wide, tall) = swaps ? (height, width) : (width, height)
    let (mirrorsColumns, mirrorsRows) = (
      [2, 3, 7, 8].contains(orientation), [3, 4, 6, 7].contains(orientation)
    )
    var turned: [UInt8] = []
    turned.reserveCapacity(bytes.count)
    for y in 0..<tall {
      for x in 0..<wide {
        var (column, row) = swaps ? (y, x) : (x, y)
        if mirrorsColumns { column = width - 1 - column }
        if mirrorsRows { row = height - 1 - row }
        let start = (row * width + column) * Self.channels
        turned.append(contentsOf: bytes[start..<start + Self.channels])
      }
    }
    return Pixels(width: wide, height: tall, bytes: turned)
  }
}

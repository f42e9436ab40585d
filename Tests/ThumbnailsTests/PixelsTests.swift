import Testing

@testable import Thumbnails

/// Pictures made smaller and turned.
@Suite struct PixelsTests {
  /// A gray picture of rows of values.
  private static func gray(_ rows: [[UInt8]]) -> Pixels {
    Pixels(
      width: rows[0].count, height: rows.count,
      bytes: rows.flatMap { $0.flatMap { [$0, $0, $0] } })
  }

  @Test func eachPixelIsTheMeanOfWhatItCovers() {
    let halves = Self.gray([[0, 100, 10, 30], [100, 200, 50, 31]])
    #expect(halves.scaled(within: 2) == Self.gray([[100, 30]]))
    // Two thirds of the line each: the pixel in the middle counts half.
    #expect(Self.gray([[30, 90, 240]]).scaled(within: 2) == Self.gray([[50, 190]]))
  }

  @Test func colorsAreKeptApart() {
    let two = Pixels(width: 2, height: 1, bytes: [10, 20, 30, 20, 40, 60])
    #expect(two.scaled(within: 1) == Pixels(width: 1, height: 1, bytes: [15, 30, 45]))
  }

  @Test(
    arguments: [
      (4, 2, 4, 2), (112, 112, 112, 112), (224, 112, 112, 56), (100, 400, 28, 112),
      (1, 5000, 1, 112),
    ])
  func sidesStayInProportion(width: Int, height: Int, wide: Int, tall: Int) {
    let size = Pixels.size(of: (width, height), within: 112)
    #expect(size == (wide, tall))
  }

  /// What a file with an orientation has saved of the picture 1 2 3 / 4 5 6, by the standard.
  @Test(
    arguments: [
      (1, [[1, 2, 3], [4, 5, 6]]), (2, [[3, 2, 1], [6, 5, 4]]), (3, [[6, 5, 4], [3, 2, 1]]),
      (4, [[4, 5, 6], [1, 2, 3]]), (5, [[1, 4], [2, 5], [3, 6]]), (6, [[3, 6], [2, 5], [1, 4]]),
      (7, [[6, 3], [5, 2], [4, 1]]), (8, [[4, 1], [5, 2], [6, 3]]),
    ] as [(Int, [[UInt8]])])
  func picturesAreTurnedAsTheyAreToBeSeen(orientation: Int, saved: [[UInt8]]) {
    #expect(Self.gray(saved).turned(from: orientation) == Self.gray([[1, 2, 3], [4, 5, 6]]))
  }
}

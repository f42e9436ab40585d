import NearestNeighbors
import Testing

@Suite struct PairRectangleTests {
  /// Regions of random faces without random rectangles, against sets of pairs.
  @Test(arguments: 0..<300) func whatIsLeftIsEveryPairNotComparedBefore(seed: Int) {
    var random = TestRandom(seed: UInt64(seed))
    let faces = random.next(below: 24) + 1
    let compared = (0..<random.next(below: 7)).map { _ in
      PairRectangle(rows: random.range(below: faces), columns: random.range(below: faces))
    }
    let middle = random.next(below: faces + 1)
    let regions = [
      PairRegion(triangleOf: random.range(below: faces)),
      PairRegion(rows: 0..<middle, columns: middle..<faces),
      PairRegion(rows: middle..<faces, columns: 0..<middle),
    ]
    let before = compared.reduce(into: Set<[Int]>()) { $0.formUnion($1.pairs) }
    for region in regions {
      let left = region.subtracting(compared)
      let places = left.rectangles.map { rectangle in
        rectangle.places(aboveDiagonal: region.isTriangle).map { [$0.min()!, $0.max()!] }
      }
      let all = region.rectangles.reduce(into: Set<[Int]>()) { $0.formUnion($1.pairs) }
      #expect(Set(places.joined()) == all.subtracting(before))
      #expect(places.reduce(0) { $0 + $1.count } == left.count, "no pair is left twice")
    }
  }

  /// So many rectangles that they are not taken away one by one.
  @Test(arguments: 0..<20) func aRegionWithoutManyRectanglesIsExactToo(seed: Int) {
    var random = TestRandom(seed: UInt64(seed))
    let faces = 60
    let compared = (0..<150 + 20 * seed).map { _ in
      let (row, column) = (random.next(below: faces - 3), random.next(below: faces - 3))
      return PairRectangle(
        rows: row..<row + 1 + random.next(below: 3),
        columns: column..<column + 1 + random.next(below: 3))
    }
    let before = compared.reduce(into: Set<[Int]>()) { $0.formUnion($1.pairs) }
    for region in [
      PairRegion(triangleOf: 0..<faces), PairRegion(rows: 0..<25, columns: 25..<faces),
    ] {
      let left = region.subtracting(compared)
      let places = left.rectangles.map { rectangle in
        if region.isTriangle { #expect(rectangle.trimmedToDiagonal == rectangle) }
        return rectangle.places(aboveDiagonal: region.isTriangle).map { [$0.min()!, $0.max()!] }
      }
      let all = region.rectangles.reduce(into: Set<[Int]>()) { $0.formUnion($1.pairs) }
      #expect(Set(places.joined()) == all.subtracting(before))
      #expect(places.reduce(0) { $0 + $1.count } == left.count, "no pair is left twice")
    }
  }

  /// What a forged checkpoint can have: one after another they would take hours.
  @Test func tensOfThousandsOfRectanglesAreTakenAway() {
    let count = 60_000
    let compared = (0..<count).map {
      PairRectangle(rows: 3 * $0..<3 * $0 + 1, columns: 3 * $0 + 1..<3 * $0 + 2)
    }
    let region = PairRegion(triangleOf: 0..<3 * count)
    #expect(region.subtracting(compared).count == region.count - count)
  }

  /// A rectangle of a triangle is compared above the diagonal only, but is saved, and subtracted
  /// later, as all its pairs: these must be the same.
  @Test(arguments: 0..<100) func onTheDiagonalAllPairsAreThoseAboveIt(seed: Int) {
    var random = TestRandom(seed: UInt64(seed))
    let faces = random.next(below: 20) + 2
    let region = PairRegion(triangleOf: 0..<faces).subtracting(
      (0..<3).map { _ in
        PairRectangle(rows: random.range(below: faces), columns: random.range(below: faces))
      })
    for rectangle in region.rectangles {
      for end in rectangle.rows.lowerBound + 1...rectangle.rows.upperBound {
        let band = PairRectangle(rows: end - 1..<end, columns: rectangle.columns).trimmedToDiagonal
        let bands = PairRectangle(
          rows: rectangle.rows.lowerBound..<end, columns: rectangle.columns
        ).trimmedToDiagonal
        #expect(band.pairs == Set(band.places(aboveDiagonal: true)))
        #expect(bands.pairs == Set(bands.places(aboveDiagonal: true)))
      }
    }
  }
}

extension PairRectangle {
  /// All pairs of different faces, the lower face first.
  var pairs: Set<[Int]> { Set(places(aboveDiagonal: false).map { [$0.min()!, $0.max()!] }) }

  func places(aboveDiagonal: Bool) -> [[Int]] {
    rows.flatMap { row in columns.map { [row, $0] } }
      .filter { aboveDiagonal ? $0[0] < $0[1] : $0[0] != $0[1] }
  }
}

/// Numbers from a seed.
struct TestRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func range(below bound: Int) -> Range<Int> {
    let ends = [next(below: bound + 1), next(below: bound + 1)]
    return ends.min()!..<ends.max()!
  }
}

import CSimilarity
import Testing

@testable import NearestNeighbors

/// Searches that rule out whole groups of faces.
@Suite struct GroupTests {
  private static let kernels = SearchKernel.all.filter { $0.isSupported && $0.screening != nil }

  /// Whatever the groups are, good ones or not: they decide the speed only.
  @Test(arguments: [(30, 3), (700, 33), (2048, 8), (2100, 16), (4500, 12)], [1, 3])
  func listsAreThoseOfBruteForce(size: (count: Int, dimension: Int), threads: Int) {
    let faces = RandomFaces(count: size.count, dimension: size.dimension, seed: 7, spread: 0.7)
    let sorted = RandomFaces(
      faces, rowsInOrder: faces.rows.indices.sorted { ($0 % 4, $0) < ($1 % 4, $1) })
    let some = stride(from: 0, to: size.count, by: max(1, size.count / 40))
    func expected(_ faces: RandomFaces, _ face: Int) -> [Neighbor] {
      faces.neighborsByBruteForce(of: face, k: 10, minSimilarity: 0.6)
    }
    for faces in [faces, sorted] {
      for starts in [[0, size.count], Self.groups(of: size.count, seed: 5)] {
        for kernel in Self.kernels {
          let found = faces.neighborsBySearch(
            k: 10, minSimilarity: 0.6, threads: threads, kernel: kernel, groupStarts: starts)
          #expect(some.map { Array(found[$0]) } == some.map { expected(faces, $0) })
        }
      }
    }
  }

  /// Faces are loose until their lists are full, or some of them, or all for good: they decide the speed only.
  @Test(arguments: [0.65, 0.8, 1.5] as [Float], [1, 3])
  func listsOfLooseFacesAreThoseOfBruteForce(looseBelow: Float, threads: Int) {
    // Half of them in few groups, the others far from each other.
    let close = RandomFaces(count: 1500, dimension: 24, seed: 7, spread: 0.7)
    let apart = RandomFaces(count: 1500, dimension: 24, seed: 9, spread: 2)
    let rows = close.rows.indices.sorted { ($0 % 4, $0) < ($1 % 4, $1) }.map { close.rows[$0] }
    let faces = RandomFaces(dimension: 24, rows: rows + apart.rows)
    let starts = Self.groups(of: 3000, seed: 5)
    let some = stride(from: 0, to: 3000, by: 41)
    let expected = some.map {
      faces.neighborsByBruteForce(of: $0, k: 10, minSimilarity: 0.6)
    }
    #expect(expected.contains { $0.count < 9 } && expected.contains { $0.count == 9 })
    for kernel in Self.kernels {
      let found = faces.neighborsBySearch(
        k: 10, minSimilarity: 0.6, threads: threads, kernel: kernel, groupStarts: starts,
        looseBelow: looseBelow)
      #expect(some.map { Array(found[$0]) } == expected, "\(kernel.name)")
    }
  }

  /// A pair whose similarity is exactly the threshold, in groups whose bound is as tight as it can
  /// be: every other face is a copy of one of the two, so that centers are faces and distances
  /// nothing, or the faces of a group lie on a line with its center.
  @Test(arguments: [5, 64, 256, 1000], [0, 1e-4, 0.1, 0.5] as [Float])
  func noPairAtItsThresholdIsLost(dimension: Int, spread: Float) {
    for seed in 1...6 as ClosedRange<UInt64> {
      let drawn = RandomFaces(count: 4, dimension: dimension, seed: seed)
      var rows: [[Float]] = []
      for group in 0..<2 {
        // With one direction for both the bound is reached.
        let (center, direction) = (drawn.rows[group], drawn.rows[2 + group * Int(seed % 2)])
        for place in 0..<16 {
          let shift = spread * Float(place - 8) / 8
          rows.append(RandomFaces.normalized(zip(center, direction).map { $0 + shift * $1 }))
        }
      }
      let faces = RandomFaces(dimension: dimension, rows: rows)
      for pair in [(0, 16), (0, 31), (7, 24), (15, 16), (15, 31)] {
        let similarity = faces.similarity(pair.0, pair.1)
        for threshold in [similarity, similarity.nextUp] {
          let expected = faces.neighborsByBruteForce(k: 40, minSimilarity: threshold)
          for kernel in Self.kernels {
            let found = faces.neighborsBySearch(
              k: 40, minSimilarity: threshold, threads: 1, kernel: kernel,
              groupStarts: [0, 16, 32])
            #expect(found.asArrays == expected)
          }
        }
      }
    }
  }

  /// One group has components that are rounded to the code 0, the other components there that codes
  /// can be near to: so only the errorBounds of the first group's faces and center make up for what the
  /// scores lack.
  @Test(arguments: [0.3, 0.4, 0.45, 0.49])
  func noPairIsLostToTheRoundingOfCodes(code: Float) {
    for other in stride(from: 2, to: 60, by: 0.75) as StrideTo<Float> {
      let rows = [code, other].map { component in
        RandomFaces.normalized((0..<512).map { $0 < 8 ? 1 : component / 127 })
      }
      let faces = RandomFaces(dimension: 512, rows: (0..<32).map { rows[$0 / 16] })
      let similarity = faces.similarity(0, 16)
      let expected = faces.neighborsByBruteForce(k: 40, minSimilarity: similarity)
      for kernel in Self.kernels {
        let found = faces.neighborsBySearch(
          k: 40, minSimilarity: similarity, threads: 1, kernel: kernel, groupStarts: [0, 16, 32])
        #expect(found.asArrays == expected)
      }
    }
  }

  /// The lists of many faces alike fill with each other, those of the few others need them still.
  @Test func aPairThatOnlyOneOfTwoNeedsIsKept() {
    let drawn = RandomFaces(count: 4, dimension: 128, seed: 6, spread: 0.3)
    let centers = [drawn.rows[0], RandomFaces.normalized(zip(drawn.rows[0], drawn.rows[1]).map(+))]
    let rows = (0..<49).map { place in
      let shifts = RandomFaces(count: 1, dimension: 128, seed: UInt64(100 + place)).rows[0]
      return RandomFaces.normalized(
        zip(centers[place < 40 ? 0 : 1], shifts).map { $0 + 0.02 * $1 })
    }
    let starts = [0, 40, 49]
    // Rows first need columns less than columns need them, then the other way round.
    for (rows, starts) in [(rows, starts), (Array(rows.reversed()), [0, 9, 49])] {
      let faces = RandomFaces(dimension: 128, rows: rows)
      let expected = faces.neighborsByBruteForce(k: 16, minSimilarity: 0.3)
      for kernel in Self.kernels {
        let found = faces.neighborsBySearch(
          k: 16, minSimilarity: 0.3, threads: 1, kernel: kernel, groupStarts: starts)
        #expect(found.asArrays == expected)
      }
    }
  }

  @Test func facesOfAGroupAreAlike() {
    // Four kinds of faces, in turn.
    let faces = RandomFaces(count: 400, dimension: 64, seed: 3, spread: 0.3)
    let groups = faces.withRows { LeaderClustering($0, 0..<400, leastSimilarity: 0.5).groups }
    #expect(groups.indices.allSatisfy { groups[$0] == groups[$0 % 4] })
    #expect(Set(groups).count == 4)
    let apart = faces.withRows { LeaderClustering($0, 0..<400, leastSimilarity: 1.01).groups }
    #expect(Set(apart).count == 400)
  }

  /// By float sums most are ruled out, but none that is as similar, or so nearly that only exact sums tell.
  @Test func facesOfAGroupCanBeOrderedByTheirDistanceFromItsCenter() {
    let faces = RandomFaces(count: 300, dimension: 32, seed: 5, spread: 0.5)
    faces.withRows { rows in
      let alike = LeaderClustering(rows, 0..<300, leastSimilarity: 0.5)
      let order = alike.order(byDistance: true)
      #expect(order.sorted() == Array(0..<300))
      #expect(order.map { alike.groups[$0] } == alike.groups.sorted())
      let members = order.filter { alike.groups[$0] == alike.groups[order[0]] }
      var mean = [Float](repeating: 0, count: 32)
      for row in members {
        for column in 0..<32 { mean[column] += rows[row][column] }
      }
      let similarities: [Float] = members.map { row in
        var sum: Float = 0
        for column in 0..<32 { sum += rows[row][column] * mean[column] }
        return sum
      }
      // Hardly in another order: the mean that counts is that of the faces which were in the group at first.
      #expect(members.count > 20)
      let half = members.count / 2
      let first = similarities[..<half].reduce(0, +) / Float(half)
      let last = similarities[half...].reduce(0, +) / Float(members.count - half)
      #expect(first > last && similarities.first! > similarities.last!)
    }
  }

  /// Pairs that can reach neither threshold are left out, whatever the dimension and however many there are.
  @Test(arguments: [3, 16, 40, 128, 515], [0, 1, 3, 4, 9, 200])
  func likelyPairsAreThoseThatReachAThreshold(dimension: Int, count: Int) {
    let faces = RandomFaces(count: 60, dimension: dimension, seed: 9, spread: 0.6)
    faces.withRows { rows in
      let all: [packed_hit] = (0..<count).map { number in
        packed_hit(row: UInt16(number * 7 % 30), column: UInt16(number * 11 % 30))
      }
      let columns = rows[30]
      let exact: [Float] = all.map { hit in
        similarity_of_rows(rows[Int(hit.row)], columns + Int(hit.column) * dimension, dimension)
      }
      // The thresholds of some rows are exactly what a pair has.
      let rowThresholds: [Float] = (0..<30).map { $0 < count ? exact[$0] : 0.9 }
      let columnThresholds: [Float] = (0..<30).map { Float($0 % 3) }
      var hits = all
      var similarities = [Float](repeating: 0, count: count + 1)
      let kept = similarity_of_likely(
        rows[0], columns, dimension, rowThresholds, columnThresholds,
        float32ScreeningBound(dimension: dimension), &hits, count, &similarities)
      func key(_ hit: packed_hit) -> Int { Int(hit.row) * 30 + Int(hit.column) }
      let found = Dictionary(
        (0..<kept).map { (key(hits[$0]), similarities[$0]) },
        uniquingKeysWith: { first, _ in first })
      for (hit, similarity) in zip(all, exact) {
        let isNeeded =
          similarity >= rowThresholds[Int(hit.row)]
          || similarity >= columnThresholds[Int(hit.column)]
        if let kept = found[key(hit)] {
          #expect(kept == similarity)
        } else {
          #expect(!isNeeded)
        }
      }
      // Sums in float decide nearly as well.
      for place in 0..<kept {
        #expect(
          similarities[place] + 1e-4 >= rowThresholds[Int(hits[place].row)]
            || similarities[place] + 1e-4 >= columnThresholds[Int(hits[place].column)])
      }
    }
  }

  @Test(arguments: [3, 16, 40, 128, 515])
  func theMostSimilarRowIsThatOfALoop(dimension: Int) {
    let faces = RandomFaces(count: 60, dimension: dimension, seed: 9, spread: 0.4)
    // Of each row a copy, and one that differs by the least that floats can.
    let rows = faces.rows.flatMap { row in
      [row, row, row.enumerated().map { $0.offset == 0 ? $0.element.nextUp : $0.element }]
    }
    let all = RandomFaces(dimension: dimension, rows: rows)
    all.withRows { rows in
      for count in [1, 3, 4, 7, 180] {
        let others: [UnsafePointer<Float>?] = (0..<count).map { rows[$0] }
        for row in 0..<rows.count {
          var expected = (place: 0, similarity: -Float.infinity)
          for other in 0..<count {
            let similarity = Similarity.of(rows[row], rows[other], dimension: dimension)
            if similarity > expected.similarity { expected = (other, similarity) }
          }
          var similarity: Float = 0
          let place = most_similar_row(
            rows[row], others, count, dimension, float32ScreeningBound(dimension: dimension),
            &similarity)
          #expect(place == expected.place && similarity == expected.similarity)
        }
      }
      let nothing = [Float](repeating: .nan, count: dimension)
      var similarity: Float = 0
      let others: [UnsafePointer<Float>?] = (0..<8).map { rows[$0] }
      #expect(most_similar_row(nothing, others, 8, dimension, 0.001, &similarity) == 0)
      #expect(similarity == -.infinity)
    }
  }

  /// A center may be anything, but only means rule out many pairs. Codes lose nothing of it.
  @Test(arguments: [5, 8, 33, 256])
  func theCenterOfAGroupIsItsMeanAsCodesHaveIt(dimension: Int) {
    let faces = RandomFaces(count: 30, dimension: dimension, seed: 4)
    let starts = [0, 1, 12, 30]
    faces.withRows { rows in
      let quantization = Quantization(
        ofWhole: rows, kernel: SearchKernel(named: "portable")!.screening!
      ) { $0 }
      let groups = FaceGroups(rows, starts: starts, quantization, threads: 2)
      let codes = GroupCodes(rows: groups, of: rows, quantization, threads: 2)
      for group in 0..<groups.count {
        let members = starts[group]..<starts[group + 1]
        for column in 0..<dimension {
          let mean = members.reduce(0.0) { $0 + Double(rows[$1][column]) } / Double(members.count)
          #expect(
            abs(Double(groups.centerRows[group][column]) - mean)
              < 0.501 * Double(quantization.columns.unit))
        }
        #expect(codes.centers.errorBounds[group] < 1e-6)
      }
    }
  }

  /// Another rank sees the block elsewhere in its memory.
  @Test func columnsCanBeReadFromABlockThatHasThem() {
    let faces = RandomFaces(count: 100, dimension: 40, seed: 5)
    let starts = [0, 1, 30, 31, 100]
    for kernel in Self.kernels {
      faces.withRows { rows in
        let quantization = Quantization(
          for: SampledSearch(
            of: rows, kernel: kernel.screening!, keeping: KeptPairs(minSimilarity: -1)))!
        let encoding = FaceEncoding(quantization: quantization, rowBounds: .none)
        let bytes = GroupCodes.columnBytes(faces: 100, groups: 4, dimension: 40, quantization)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 2 * bytes, alignment: 64)
        defer { memory.deallocate() }
        let owner = Owner()
        let block = MemoryBlock(at: memory, bytes: bytes, of: owner)
        let written = GroupCodes(
          columns: FaceGroups(rows, starts: starts, quantization, threads: 1, in: block), of: rows,
          0..<100,
          encoding, threads: 1, in: block)
        (memory + bytes).copyMemory(from: memory, byteCount: bytes)
        let read = GroupCodes(
          columnsIn: MemoryBlock(at: memory + bytes, bytes: bytes, of: owner), starts: starts,
          dimension: 40, quantization)
        #expect(read.groups.starts == starts && read.wholeBlocks == written.wholeBlocks)
        for face in 0..<100 {
          #expect(read.groups.distances[face] == written.groups.distances[face])
          #expect(read.faces.errorBounds[face] == written.faces.errorBounds[face])
        }
        for group in 0..<4 {
          #expect(read.centers.errorBounds[group] == written.centers.errorBounds[group])
          for column in 0..<40 {
            #expect(
              read.groups.centerRows[group][column] == written.groups.centerRows[group][column])
          }
        }
        let width = written.faces.panelSize * quantization.projection.depth
        for place in stride(from: 0, to: 100, by: written.faces.panelSize) {
          let (here, there) = (
            read.faces.panel(startingAt: place), written.faces.panel(startingAt: place)
          )
          #expect(here != there && UInt(bitPattern: here) % 64 == 0)
          for code in 0..<width {
            #expect(
              here.load(fromByteOffset: code, as: UInt8.self)
                == there.load(fromByteOffset: code, as: UInt8.self))
          }
        }
      }
    }
  }

  private final class Owner {}

  @Test func theDirectionOfASumDoesNotDependOnItsOrder() {
    let faces = RandomFaces(count: 50, dimension: 33, seed: 2)
    func direction(_ order: [Int], cutAt cut: Int) -> [Float] {
      var (sum, other) = (
        FaceSums(count: 1, dimension: 33), FaceSums(count: 1, dimension: 33)
      )
      faces.withRows { rows in
        for face in order[..<cut] { sum.add(rows[face]) }
        for face in order[cut...] { other.add(rows[face]) }
      }
      sum.add(other.values[...])
      var direction = [Float](repeating: 0, count: 33)
      direction.withUnsafeMutableBufferPointer { sum.writeDirection(to: $0.baseAddress!) }
      return direction
    }
    let all = direction(Array(0..<50), cutAt: 50)
    #expect(abs(all.reduce(0) { $0 + Double($1) * Double($1) } - 1) < 1e-6)
    #expect(direction((0..<50).reversed(), cutAt: 17) == all)
  }

  @Test func rowsAreFoundInTheirGroups() {
    let starts = [0, 1, 5, 9]
    #expect(starts.groups(of: 0..<1) == 0..<1)
    #expect(starts.groups(of: 1..<5) == 1..<2)
    #expect(starts.groups(of: 4..<6) == 1..<3)
    #expect(starts.groups(of: 8..<9) == 2..<3)
    #expect([0, 1, 4, 5, 9].map { starts.count(upTo: $0) } == [1, 2, 2, 3, 4])
  }

  @Test(arguments: [1, 7, 8, 9, 100, 512])
  func distancesAreNeverTooShort(dimension: Int) {
    let faces = RandomFaces(count: 40, dimension: dimension, seed: 8, spread: 0.01)
    for a in faces.rows {
      for b in faces.rows {
        let exact = zip(a, b).reduce(0) {
          $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
        }.squareRoot()
        let distance = Double(distance_of_rows(a, b, dimension))
        #expect(distance >= exact && distance <= exact * 1.0001 + 1e-12)
      }
    }
  }

  /// Groups of 1 to 31 faces, 12 on average.
  private static func groups(of count: Int, seed: UInt64) -> [Int] {
    var state = seed
    var starts = [0]
    while starts.last! < count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let size = state >> 63 == 0 ? 1 + Int(state >> 40 % 12) : 1 + Int(state >> 40 % 31)
      starts.append(min(count, starts.last! + size))
    }
    return starts
  }
}

extension RandomFaces {
  init(dimension: Int, rows: [[Float]]) {
    self.dimension = dimension
    self.rows = rows
  }

  fileprivate init(_ faces: RandomFaces, rowsInOrder order: [Int]) {
    self.init(dimension: faces.dimension, rows: order.map { faces.rows[$0] })
  }
}

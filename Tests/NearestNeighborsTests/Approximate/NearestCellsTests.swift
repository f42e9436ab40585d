import CSimilarity
import Embeddings
import Testing

@testable import NearestNeighbors

/// The cells that groups are nearest to, and the groups that are compared because they have one in common.
@Suite struct NearestCellsTests {
  private static let kernels = SearchKernel.all.filter(\.isSupported)

  /// Groups of one face each, in cells of five.
  private func nearest(
    _ faces: RandomFaces, _ directions: RandomFaces, crowded: Set<Int> = [], firstPosition: Int,
    kernel: SearchKernel
  ) -> NearestCells {
    let count = faces.rows.count
    let cells = CellDirections(
      PositionRuns(
        starts: (0..<directions.rows.count).map { UInt32(5 * $0) },
        positions: 5 * directions.rows.count),
      EmbeddingMatrix(directions.rows))
    let groups = GroupCenters.Groups(
      starts: Array(0...count), matrix: EmbeddingMatrix(faces.rows))
    defer { withExtendedLifetime(groups) {} }
    return NearestCells(
      of: groups.centers, in: cells.cells(of: 0..<count, groups, firstPosition: firstPosition),
      cells,
      crowded: (0..<directions.rows.count).map(crowded.contains), most: NearestCells.most,
      settings: SearchSettings(k: 2, minSimilarity: 0.5, threads: 2, kernel: kernel))
  }

  @Test func theOwnCellComesFirstAndThenTheMostSimilarOnes() {
    let faces = RandomFaces(count: 40, dimension: 24, seed: 3)
    let directions = RandomFaces(count: 100, dimension: 24, seed: 4)
    let both = RandomFaces(dimension: 24, rows: faces.rows + directions.rows)
    // The groups of a crowded cell have it all the same.
    let crowded: Set = [5, 60, 61]
    let expected = (0..<40).map { group in
      let own = (20 + group) / 5
      let others = (0..<100).filter { $0 != own && !crowded.contains($0) }
        .map { (cell: $0, similarity: both.similarity(group, 40 + $0)) }
        .sorted { (-$0.similarity, $0.cell) < (-$1.similarity, $1.cell) }
      return [own] + others.prefix(NearestCells.most - 1).map(\.cell)
    }
    for kernel in Self.kernels {
      let nearest = nearest(
        faces, directions, crowded: crowded, firstPosition: 20, kernel: kernel)
      #expect(nearest.groupCount == 40 && nearest.perGroup == NearestCells.most)
      #expect((0..<40).map { nearest[$0].map { Int($0) } } == expected)
    }
  }

  @Test func fewCellsAreAllNearest() {
    let nearest = nearest(
      RandomFaces(count: 15, dimension: 8, seed: 1), RandomFaces(count: 3, dimension: 8, seed: 2),
      firstPosition: 0, kernel: .blas)
    #expect(nearest.perGroup == 3)
    #expect((0..<15).allSatisfy { nearest[$0].first! == $0 / 5 && Set(nearest[$0]).count == 3 })
  }

  @Test func aCommonCellIsAsFarAwayAsItIsForTheGroupThatIsFartherFromIt() {
    func place(_ a: [UInt32], _ b: [UInt32]) -> Int? {
      NearestCells.commonPlace(a[...], ([9] + b)[1...])
    }
    #expect(place([1, 2, 3], [1, 5, 6]) == 0)
    #expect(place([1, 2, 3], [4, 1, 2]) == 1)
    #expect(place([1, 2, 3], [3, 7, 1]) == 2)
    #expect(place([1, 2, 3], [4, 5, 6]) == nil)
    let none = NearestCells.noCell
    #expect(place([1, none, none], [4, none, none]) == nil)
  }

  /// Few numbers and many, of which the last is compared in any case.
  @Test func numbersAreMembersWhereverTheyAre() {
    for count in 0...34 {
      let others = (0..<UInt32(count)).map { 7 * $0 }
      #expect(!any_is_member([1, 8, UInt32.max], 3, others, count))
      for other in others {
        #expect(any_is_member([1, other, 8], 3, others, count))
        #expect(!any_is_member([1, other, 8], 1, others, count))
      }
    }
  }

  @Test func membersAreCountedByCells() {
    let nearest = NearestCells([0, 2, NearestCells.noCell, 1, 2, 0, 2, 0, 1], perGroup: 3)
    #expect(nearest.memberCounts(0..<3, cellCount: 3) == [3, 2, 3])
    #expect(nearest.memberCounts([0, 2], cellCount: 3) == [2, 1, 2])
  }

  @Test func sampledGroupsAreFoundByTheirNumbers() {
    let sampled = SampledCells([2, 5, 9], NearestCells([7, 8, 1, 2, 3, 4], perGroup: 2))
    #expect(Array(sampled[2]) == [7, 8])
    #expect(Array(sampled[5]) == [1, 2])
    #expect(Array(sampled[9]) == [3, 4])
  }

  /// Nothing but the cells and the similarity decides which groups meet, with any kernel.
  @Test(arguments: [false, true])
  func groupsThatMeetAreThoseOfALoopOverAllPairs(onlyAboveDiagonal: Bool) {
    let rows = RandomFaces(count: 300, dimension: 40, seed: 5, spread: 0.6)
    let columns = onlyAboveDiagonal ? rows : RandomFaces(count: 250, dimension: 40, seed: 6)
    let both = RandomFaces(dimension: 40, rows: rows.rows + columns.rows)
    let (rowCells, columnCells) = (cells(300, seed: 1), cells(columns.rows.count, seed: 1))
    let columnGroups = onlyAboveDiagonal ? 0..<300 : 17..<231
    let (rowMatrix, columnMatrix) = (EmbeddingMatrix(rows.rows), EmbeddingMatrix(columns.rows))
    defer { withExtendedLifetime((rowMatrix, columnMatrix)) {} }
    let least: Float = onlyAboveDiagonal ? 0.5 : 0.15
    let expected = (0..<300).map { row in
      Set(
        columnGroups.filter { column in
          (!onlyAboveDiagonal || row < column)
            && NearestCells.commonPlace(rowCells[row], columnCells[column]) != nil
            && both.similarity(row, 300 + column) >= least
        })
    }
    #expect(expected.reduce(0) { $0 + $1.count } > 100)
    for kernel in Self.kernels {
      let search = ScatteredSearch(
        rows: FaceRows(rowMatrix), minSimilarity: least, threads: 2, kernel: kernel)
      let meeting = CellMatcher(
        leastSimilarity: least, search: search,
        columnCenters: search.columns(FaceRows(columnMatrix)), rowCells: rowCells,
        columnCells: columnCells,
        columnMembers: CellMembers(columnCells, columnGroups, cellCount: 30),
        onlyAboveDiagonal: onlyAboveDiagonal)
      for band in [0..<128, 128..<300] {
        let found = meeting.groups(similarTo: band) { _ in }
        for row in band {
          #expect(found[row].map { Int($0) } == expected[row].sorted())
        }
      }
    }
  }

  /// In two rounds every pair meets once that has a common cell by the second: in the first the groups with those cells
  /// only that they have then, in the second those of which one is thin.
  @Test(arguments: [false, true])
  func pairsMeetOnceInRounds(onlyAboveDiagonal: Bool) {
    let faces = RandomFaces(count: 300, dimension: 40, seed: 5, spread: 0.6)
    let matrix = EmbeddingMatrix(faces.rows)
    defer { withExtendedLifetime(matrix) {} }
    let isThin = (0..<300).map { $0 % 3 == 0 }
    let all = cells(300, seed: 1)
    let first = all.first(2) { _ in true }
    let second = all.first(2) { !isThin[$0] }
    let search = ScatteredSearch(
      rows: FaceRows(matrix), minSimilarity: 0.3, threads: 2, kernel: .fastest)
    func pairs(_ cells: NearestCells, _ before: CellMatcher.RoundBefore?) -> [[Int]] {
      let meeting = CellMatcher(
        leastSimilarity: 0.3, search: search, columnCenters: search.columns(FaceRows(matrix)),
        rowCells: cells, columnCells: cells,
        columnMembers: CellMembers(cells, 0..<300, cellCount: 30),
        onlyAboveDiagonal: onlyAboveDiagonal, before: before)
      let found = meeting.groups(similarTo: 0..<300) { _ in }
      return (0..<300).flatMap { row in
        found[row].map { [row, Int($0)] }
      }
    }
    func expected(_ cells: NearestCells) -> [[Int]] {
      (0..<300).flatMap { row in
        (onlyAboveDiagonal ? row + 1..<300 : 0..<300).filter { column in
          NearestCells.commonPlace(cells[row], cells[column]) != nil
            && faces.similarity(row, column) >= 0.3
        }.map { [row, $0] }
      }
    }
    let ofFirst = pairs(first, nil)
    let more = pairs(
      second,
      CellMatcher.RoundBefore(
        rowCells: first, columnCells: first, rowsAreThin: isThin, columnsAreThin: isThin))
    #expect(ofFirst.count > 100 && more.count > 100)
    #expect(Set(ofFirst) == Set(expected(first)))
    #expect(Set(ofFirst + more) == Set(expected(second)))
    #expect(Set(ofFirst + more).count == ofFirst.count + more.count)
  }

  /// Four of 30 cells for each group, some of them none.
  private func cells(_ groups: Int, seed: UInt64) -> NearestCells {
    var state = seed
    return NearestCells(
      (0..<4 * groups).map { place in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Different ones of a group.
        let cell = UInt32(place % 4 * 7) + UInt32(state >> 40) % 7
        return place % 4 == 3 && state >> 60 < 4 ? NearestCells.noCell : cell
      }, perGroup: 4)
  }

  /// More rows than a kernel takes at a time.
  @Test func scatteredRowsAreComparedAsOthersAre() {
    let faces = RandomFaces(count: 2100, dimension: 16, seed: 9)
    let matrix = EmbeddingMatrix(faces.rows)
    defer { withExtendedLifetime(matrix) {} }
    let rows = stride(from: 2099, through: 0, by: -2).map { UInt32($0) }
    let columns: [UInt32] = [5, 2000, 77]
    let expected = columns.flatMap { column in
      rows.filter { faces.similarity(Int($0), Int(column)) >= 0.6 }.map { [$0, column] }
    }
    for kernel in Self.kernels {
      let search = ScatteredSearch(
        rows: FaceRows(matrix), minSimilarity: 0.6, threads: 1, kernel: kernel)
      var found: [[UInt32]] = []
      search.compare(
        1, { _ in ScatteredSearch.Choice(rows: rows[...], columns: columns[...]) },
        with: search.columns(FaceRows(matrix)), leastSimilarity: 0.6,
        found: { row, column, similarity in
          #expect(similarity == faces.similarity(row, column))
          found.append([UInt32(row), UInt32(column)])
        }, betweenChoices: { _ in })
      #expect(Set(found) == Set(expected) && found.count == expected.count)
    }
  }

  /// So many faces that rows and columns are in several panels and blocks, which the diagonal crosses anywhere.
  @Test func scatteredFacesAreComparedOnceWithEachOther() {
    let faces = RandomFaces(count: 2100, dimension: 16, seed: 9)
    let matrix = EmbeddingMatrix(faces.rows)
    defer { withExtendedLifetime(matrix) {} }
    let rows = (0..<2100).filter { $0 % 3 != 0 }.map { UInt32($0) }
    let columns = (0..<2100).filter { $0 % 2 == 0 && $0 != 2098 }.map { UInt32($0) }
    let expected = rows.flatMap { row in
      columns.filter { row < $0 && faces.similarity(Int(row), Int($0)) >= 0.7 }.map { [row, $0] }
    }
    #expect(expected.count > 1000)
    for kernel in Self.kernels {
      let search = ScatteredSearch(
        rows: FaceRows(matrix), minSimilarity: 0.7, threads: 1, kernel: kernel)
      var found: [[UInt32]] = []
      search.compare(
        1,
        { _ in
          ScatteredSearch.Choice(
            rows: rows[...], columns: columns[1...], onlyAboveDiagonal: true)
        }, with: search.columns(FaceRows(matrix)), leastSimilarity: 0.7,
        found: { row, column, _ in found.append([UInt32(row), UInt32(column)]) },
        betweenChoices: { _ in })
      let ofOthers = expected.filter { $0[1] != columns[0] }
      #expect(Set(found) == Set(ofOthers) && found.count == ofOthers.count)
    }
  }
}

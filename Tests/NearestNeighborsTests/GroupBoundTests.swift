import Testing

@testable import NearestNeighbors

/// How many pairs groups leave to be compared.
@Suite struct GroupBoundTests {
  /// Four clear groups: hardly any pair of faces of different groups is compared, not even by its codes,
  /// while all pairs of a group are hits.
  @Test(arguments: SearchKernel.all.filter { $0.isSupported && $0.screening != nil })
  func groupsRuleOutPairsOfFacesThatAreFarApart(kernel: SearchKernel) {
    let drawn = RandomFaces(count: 1024, dimension: 64, seed: 3, spread: 0.3)
    let rows = drawn.rows.indices.sorted { ($0 % 4, $0) < ($1 % 4, $1) }.map { drawn.rows[$0] }
    let faces = RandomFaces(dimension: 64, rows: rows)
    let starts = Array(stride(from: 0, through: 1024, by: 32))
    faces.withRows { rows in
      let grouped = GroupedRows(
        rows, starts: starts, kernel: kernel.screening!, looseBelow: -.infinity, threads: 1)
      let columns = GroupCodes(
        columns: grouped.codes.groups, of: rows, 0..<1024, grouped.encoding, threads: 1)
      let lists = CandidateLists(rowCount: 1024, capacity: 5, minSimilarity: 0.6)
      let worker = GroupedTileWorker(
        grouped.encoding.quantization, rows: grouped.codes, columns: columns,
        FacePairs(rows: rows, rowLists: lists, columns: rows, columnLists: lists),
        looseBelow: -.infinity)
      let apart = Tile(rows: 0..<256, columns: 256..<1024, onlyAboveDiagonal: false)
      let left = worker.countHits(of: apart)
      #expect(left.hits < apart.pairs / 50 && left.coded < apart.pairs / 50)
      #expect(left.ofLoose == 0)
      let alike = Tile(rows: 0..<128, columns: 128..<256, onlyAboveDiagonal: false)
      #expect(worker.countHits(of: alike).hits == alike.pairs)
      // Where every pair is needed all are compared, and counted.
      let all = CandidateLists(rowCount: 1024, capacity: 1023, minSimilarity: -1)
      let wanting = GroupedTileWorker(
        grouped.encoding.quantization, rows: grouped.codes, columns: columns,
        FacePairs(rows: rows, rowLists: all, columns: rows, columnLists: all),
        looseBelow: -.infinity)
      let needed = wanting.countHits(of: apart)
      #expect(needed.hits == apart.pairs && needed.coded > apart.pairs / 2)
    }
  }
}

import CSimilarity

/// Rows that are compared by groups: their codes, and how columns are encoded.
struct GroupedRows: Sendable {
  let encoding: FaceEncoding
  let codes: GroupCodes
  /// What the list of a face asks for, at the least, that is compared by groups; others are loose (see
  /// `GroupedTileWorker`).
  let looseBelow: Float

  init(encoding: FaceEncoding, codes: GroupCodes, looseBelow: Float) {
    (self.encoding, self.codes, self.looseBelow) = (encoding, codes, looseBelow)
  }

  /// Encodes rows in groups.
  init(
    _ rows: FaceRows, starts: [Int], kernel: screening_kernel, looseBelow: Float, threads: Int
  ) {
    let quantization = Quantization(ofWhole: rows, kernel: kernel) { $0 }
    codes = GroupCodes(
      rows: FaceGroups(rows, starts: starts, quantization, threads: threads), of: rows,
      quantization,
      threads: threads)
    encoding = FaceEncoding(quantization: quantization, rowBounds: codes.bounds)
    self.looseBelow = looseBelow
  }

  /// Rows in groups, if by them they can be compared faster than by a screening kernel alone.
  static func worthwhile(
    for search: SampledSearch, starts: [Int], keeping kept: KeptPairs, threads: Int
  ) -> GroupedRows? {
    let rows = search.rows
    let costModel = GroupCostModel(
      faces: rows.count, groups: starts.count - 1, dimension: rows.dimension,
      costOfScreening: search.costOfFirstCoordinates)
    guard rows.count > 1, costModel.mayPay else { return nil }
    let all = GroupedRows(
      rows, starts: starts, kernel: search.kernel, looseBelow: -.infinity, threads: threads)
    let columns = GroupCodes(
      columns: all.codes.groups, of: rows, 0..<rows.count, all.encoding, threads: threads)
    let sample = GroupSample(
      of: rows, all.encoding.quantization, all.codes, columns, keeping: kept)
    return costModel.cheapest(sample.counts).map {
      GroupedRows(encoding: all.encoding, codes: all.codes, looseBelow: sample.looseBelow($0))
    }
  }
}

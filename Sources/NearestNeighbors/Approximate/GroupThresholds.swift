/// What two groups must have so that their faces are compared.
struct GroupThresholds: Equatable {
  /// The similarity of their centers.
  let similarity: Float
  /// Of how many cells nearest to each they must have one in common; nil: they need none.
  let cellsPerGroup: Int?

  /// The share of the allowed loss that the faces fitted to may use up: others may lose more.
  private static let missingInSample = 0.5
  /// The share of what may be missing that may be so for want of a common cell; similarities may cost the rest.
  /// Of 200,000 faces with cosines of 0.54 to 0.74 the groups that have a common cell grew 1.8 fold from a loss
  /// of 0.375 % to one of 0.25 %, the similar ones among them by an eighth from 0.5 % to 0.25 %.
  private static let missingOfCells = 0.75

  /// The share that may be missing of the neighbors of the faces fitted to, and of those measured on.
  static func missing(recall: Double) -> (ofFitted: Double, ofMeasured: Double) {
    ((1 - recall) * missingInSample, 1 - recall)
  }

  /// What enough of the neighbors of two samples have: of the one, to which it is fitted, with a margin.
  ///
  /// - Parameters:
  ///   - recall: the share that is to be found.
  ///   - fallback: the similarity where there are no neighbors.
  /// - Returns: nil if cells are asked for and those that are known of the groups are not enough.
  init?(
    fitted: NeighborGroups, measured: NeighborGroups, recall: Double, usesCells: Bool,
    fallback: Float
  ) {
    let missing = Self.missing(recall: recall)
    let samples = [(fitted, missing.ofFitted), (measured, missing.ofMeasured)]
    var cellsPerGroup: Int?
    if usesCells {
      let needed = samples.compactMap { $0.cellsPerGroup(missing: $1 * Self.missingOfCells) }
      guard needed.count == samples.count else { return nil }
      cellsPerGroup = needed.max()
    }
    similarity =
      samples.compactMap { $0.similarity(missing: $1, cellsPerGroup: cellsPerGroup) }.min()
      ?? fallback
    self.cellsPerGroup = cellsPerGroup
  }
}

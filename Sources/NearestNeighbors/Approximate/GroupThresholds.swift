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

  /// The share that may be missing of the neighbors of the faces fitted to.
  static func missing(recall: Double) -> Double { (1 - recall) * missingInSample }

  /// What enough of the neighbors of a sample have, with a margin.
  ///
  /// - Parameters:
  ///   - recall: the share that is to be found.
  ///   - fallback: the similarity where there are no neighbors.
  /// - Returns: nil if cells are asked for and those that are known of the groups are not enough.
  init?(fitted: NeighborGroups, recall: Double, usesCells: Bool, fallback: Float) {
    let missing = Self.missing(recall: recall)
    var cellsPerGroup: Int?
    if usesCells {
      cellsPerGroup = fitted.cellsPerGroup(missing: missing * Self.missingOfCells)
      guard cellsPerGroup != nil else { return nil }
    }
    similarity = fitted.similarity(missing: missing, cellsPerGroup: cellsPerGroup) ?? fallback
    self.cellsPerGroup = cellsPerGroup
  }
}

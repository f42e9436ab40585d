import Embeddings
import MPI

/// Says which faces of this rank are worth comparing with which of another one: those of groups whose
/// centers are similar.
struct SimilarGroups {
  private let groups: GroupCenters
  private let centers: BlockSearch
  /// What the similarity of two centers must reach, also that of a center with itself, since several
  /// ranks can have faces of the same group.
  private let leastSimilarity: Float

  /// How many groups are compared with all others at a time: all that is similar to them is in memory.
  private static let bandSize = 512

  init(_ groups: GroupCenters, leastSimilarity: Float, settings: SearchSettings) {
    self.groups = groups
    self.leastSimilarity = leastSimilarity
    centers = BlockSearch(
      rows: groups.own.centers, minSimilarity: leastSimilarity, threads: settings.threads,
      kernel: settings.kernel)
  }

  /// Calls `body` with pairs to compare and the share of all that comes before them, 0…1.
  ///
  /// - Parameters:
  ///   - area: rows of this rank and of the other one, both counted from its first.
  ///   - onlyAboveDiagonal: both are the same faces, and only pairs with row < column count.
  func forEachBand(
    of area: PairRectangle, with visitors: FaceRows, of rank: Int, onlyAboveDiagonal: Bool,
    _ body: ([PairRectangle], Double) throws -> Void
  ) rethrows {
    guard !area.isEmpty else { return }
    let (rows, columns) = (
      groups.own, onlyAboveDiagonal ? groups.own : groups.groups(of: visitors, rank: rank)
    )
    let (rowGroups, columnGroups) = (rows.groups(of: area.rows), columns.groups(of: area.columns))
    let columnCenters = centers.columns(columns.centers, columnGroups)
    let nobody = CandidateLists(rowCount: columns.count, capacity: 0) { _ in .infinity }
    for first in stride(from: rowGroups.lowerBound, to: rowGroups.upperBound, by: Self.bandSize) {
      let band = first..<min(first + Self.bandSize, rowGroups.upperBound)
      let similar = CandidateLists(rowCount: rows.count, capacity: columns.count) { _ in
        leastSimilarity
      }
      centers.compare(
        PairRectangle(rows: band, columns: columnGroups), similar, with: columnCenters, nobody,
        onlyAboveDiagonal: onlyAboveDiagonal
      ) { _ in }
      var pairs: [PairRectangle] = []
      for group in band {
        let members = rows[group].clamped(to: area.rows)
        var others = similar.neighbors(group).map { Int($0.index) }
        if onlyAboveDiagonal, isSimilarToItself(group) { others.append(group) }
        for range in columns.ranges(of: others.sorted()) {
          pairs.append(PairRectangle(rows: members, columns: range.clamped(to: area.columns)))
        }
      }
      try body(pairs, Double(first - rowGroups.lowerBound) / Double(rowGroups.count))
    }
  }

  private func isSimilarToItself(_ group: Int) -> Bool {
    let center = groups.own.centers[group]
    return Similarity.of(center, center, dimension: groups.own.centers.dimension)
      >= leastSimilarity
  }
}

extension GroupCenters.Groups {
  /// The faces of groups that are given in rising order, in as few ranges as possible.
  fileprivate func ranges(of groups: [Int]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for group in groups {
      if let last = ranges.last, last.upperBound == self[group].lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<self[group].upperBound
      } else {
        ranges.append(self[group])
      }
    }
    return ranges
  }
}

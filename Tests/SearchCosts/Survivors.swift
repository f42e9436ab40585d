import CSimilarity
import NearestNeighbors
import Randomness

/// Pairs that a kernel does not rule out, as a search meets them: some in each of several tiles that lie anywhere
/// among the faces, panel after panel of columns, and in each panel by rows.
///
/// The faces and their lists, which are partly full, are more than the second-level cache holds.
struct Survivors {
  private static let faceCount = 60_000
  private static let tileSize = 960
  private static let (tileCount, survivorsPerTile) = (8, 2048)
  private static let listCapacity = 79

  /// The survivors of a tile in a panel of its columns.
  private struct Panel {
    let firstRow, firstColumn: Int
    let hits: [packed_hit]
  }

  private let dimension: Int
  private let faces: [Float]
  private let panels: [Panel]
  private let lists: CandidateLists

  init(panelWidth: Int, dimension: Int) {
    self.dimension = dimension
    var random = SplitMix64(seed: 1)
    faces = (0..<Self.faceCount * dimension).map { _ in Float(random.next() % 1024) / 1024 - 0.5 }
    lists = CandidateLists(rowCount: Self.faceCount, capacity: Self.listCapacity) { _ in 0.45 }
    panels = Self.panels(width: panelWidth, &random)
    // A neighbor at a time for each face, as a search finds them, so that lists lie in pieces.
    for neighbor in 0..<Self.listCapacity {
      for face in 0..<Self.faceCount {
        let room = Int(random.next() % UInt64(Self.listCapacity))
        guard room > neighbor else { continue }
        let similarity = value(random.next(), 0.45...0.95)
        lists.insert(Neighbor(index: UInt32(neighbor), similarity: similarity), row: face)
      }
    }
  }

  private static func panels(width: Int, _ random: inout SplitMix64) -> [Panel] {
    (0..<tileCount).flatMap { _ -> [Panel] in
      let firstRow = Int(random.next() % UInt64(faceCount - tileSize))
      let firstColumn = Int(random.next() % UInt64(faceCount - tileSize))
      let hits = (0..<survivorsPerTile).map { _ in
        packed_hit(
          row: UInt16(random.next() % UInt64(tileSize)),
          column: UInt16(random.next() % UInt64(tileSize)))
      }
      let byPanel = Dictionary(grouping: hits) { Int($0.column) / width }
      return byPanel.keys.sorted().map { panel in
        let start = panel * width
        return Panel(
          firstRow: firstRow, firstColumn: firstColumn + start,
          hits: byPanel[panel]!.map { packed_hit(row: $0.row, column: $0.column - UInt16(start)) }
            .sorted { ($0.row, $0.column) < ($1.row, $1.column) })
      }
    }
  }

  /// What one pair costs: its similarity and, where similarities to offer are given, the offer to the lists of
  /// both faces with any of these.
  func secondsPerSurvivor(offered: ClosedRange<Float>?) -> Double {
    var similarities = [Float](repeating: 0, count: Self.survivorsPerTile)
    // Those offered in place of the ones computed, which are about 0.
    var random = SplitMix64(seed: 2)
    let count = panels.reduce(0) { $0 + $1.hits.count }
    let values: [Float] =
      offered.map { range in (0..<count).map { _ in value(random.next(), range) } } ?? []
    var next = 0
    let seconds = threadSeconds {
      faces.withUnsafeBufferPointer { faces in
        for panel in panels {
          similarity_of_hits(
            faces.baseAddress! + panel.firstRow * dimension,
            faces.baseAddress! + panel.firstColumn * dimension, dimension, panel.hits,
            panel.hits.count, &similarities)
          guard offered != nil else { continue }
          for hit in panel.hits {
            let (row, column) = (panel.firstRow + Int(hit.row), panel.firstColumn + Int(hit.column))
            lists.insert(Neighbor(index: UInt32(column), similarity: values[next]), row: row)
            lists.insert(Neighbor(index: UInt32(row), similarity: values[next]), row: column)
            next += 1
          }
        }
      }
    }
    precondition(similarities.contains { $0 != 0 }, "no similarity was computed")
    return seconds / Double(count)
  }
}

/// A value of a range that a random number chooses.
private func value(_ number: UInt64, _ range: ClosedRange<Float>) -> Float {
  let part = Float(number % 1024) / 1024
  return range.lowerBound + part * (range.upperBound - range.lowerBound)
}

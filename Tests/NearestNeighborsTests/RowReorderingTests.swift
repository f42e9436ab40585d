import Embeddings
import Testing

@testable import NearestNeighbors

@Suite struct RowReorderingTests {
  private static let dimension = 3

  /// The rows that some orders bring to each position, of rows that all have their number in each column.
  private static func reordered(
    _ sources: [UInt32], ranks: Int, threads: Int
  ) -> [[Float]] {
    let rows = EmbeddingMatrix(
      sources.indices.map { [Float](repeating: Float($0), count: dimension) })
    let count = rows.rows
    let block = MemoryBlock(bytes: RowReordering.bytes(count: count, dimension: dimension))
    sources.withUnsafeBufferPointer {
      let reordering = RowReordering(
        of: rows.values, count: count, dimension: dimension, from: $0.baseAddress!, with: block)
      // What ranks do at the same time, one after another.
      let layout = ShardLayout(faces: count, ranks: ranks)
      for rank in 0..<ranks { reordering.setAside(layout.range(of: rank), threads: threads) }
      for rank in 0..<ranks { reordering.movePieces(layout.range(of: rank), threads: threads) }
      let cycles = reordering.uncutCycles()
      let parts = ShardLayout(faces: cycles.count, ranks: ranks)
      for rank in 0..<ranks {
        reordering.moveCycles(cycles[parts.range(of: rank)], threads: threads)
      }
    }
    return (0..<count).map { row in (0..<dimension).map { rows[row][$0] } }
  }

  /// Orders of as many rows.
  private static func orders(_ count: Int) -> [[UInt32]] {
    let numbers = (0..<UInt32(count)).map { $0 }
    let shuffle = RowPermutation(count: count, seed: 7)
    return [
      numbers, numbers.reversed(),
      // One cycle, that goes by every cut.
      (0..<count).map { UInt32(($0 + 1) % count) },
      numbers.map { shuffle.row(at: Int($0)) }.map { UInt32($0) },
      swappedNeighbors(count), cycleBesideCuts(count),
    ]
  }

  /// Each position but a last one changes places with one beside it: nearly no cycle has a cut.
  private static func swappedNeighbors(_ count: Int) -> [UInt32] {
    (0..<count).map { UInt32($0 ^ 1 < count ? $0 ^ 1 : $0) }
  }

  /// One long cycle of all positions that are no multiple of 256, which stay.
  private static func cycleBesideCuts(_ count: Int) -> [UInt32] {
    var sources = (0..<UInt32(count)).map { $0 }
    let moved = sources.filter { !$0.isMultiple(of: 256) }
    for (place, position) in moved.enumerated() {
      sources[Int(position)] = moved[(place + 1) % moved.count]
    }
    return sources
  }

  @Test(arguments: [1, 2, 255, 256, 257, 5000], [1, 3])
  func everyRowComesToItsPosition(count: Int, ranks: Int) {
    for sources in Self.orders(count) {
      let rows = Self.reordered(sources, ranks: ranks, threads: 2)
      #expect(rows == sources.map { [Float](repeating: Float($0), count: Self.dimension) })
    }
  }

  @Test func cyclesWithoutACutAreFoundOnce() {
    let sources = Self.swappedNeighbors(1000)
    let rows = EmbeddingMatrix(rows: 1000, dimension: Self.dimension)
    let block = MemoryBlock(bytes: RowReordering.bytes(count: 1000, dimension: Self.dimension))
    sources.withUnsafeBufferPointer {
      let reordering = RowReordering(
        of: rows.values, count: 1000, dimension: Self.dimension, from: $0.baseAddress!, with: block)
      reordering.setAside(0..<1000, threads: 1)
      reordering.movePieces(0..<1000, threads: 1)
      let cut: Set<UInt32> = [0, 256, 512, 768]
      #expect(
        reordering.uncutCycles()
          == stride(from: 0, to: 1000, by: 2).map(UInt32.init).filter { !cut.contains($0) })
    }
  }
}

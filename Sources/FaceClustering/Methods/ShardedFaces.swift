import Clustering
import MPI
import NearestNeighbors
import Synchronization

/// Rows that are spread over the ranks, and what methods ask of them together.
final class ShardedFaces: DistributedFaces {
  let count: Int
  let own: Range<Int>
  let rows: FloatRows
  let threads: Int

  /// Nil for rows that this rank has for itself.
  private nonisolated(unsafe) let world: Communicator?
  private let kernel: SearchKernel
  private let sent = Atomic(0)

  init(
    world: Communicator?, count: Int, own: Range<Int>, rows: FloatRows, threads: Int,
    kernel: SearchKernel
  ) {
    self.world = world
    self.count = count
    self.own = own
    self.rows = rows
    self.threads = threads
    self.kernel = kernel
  }

  /// What this rank has told others.
  var sentBytes: Int { sent.load(ordering: .relaxed) }

  private func count<Element>(_ values: [Element]) {
    sent.wrappingAdd(values.count * MemoryLayout<Element>.stride, ordering: .relaxed)
  }

  func sum(_ values: [Int]) throws -> [Int] {
    guard let world else { return values }
    count(values)
    return try world.allReduce(values, with: .sum)
  }

  func gather(_ values: [Int]) throws -> [Int] { try gathered(values) }

  func gather(_ values: [UInt32]) throws -> [UInt32] { try gathered(values) }

  func gather(_ values: [Float]) throws -> [Float] { try gathered(values) }

  private func gathered<Element: MPIElement>(_ values: [Element]) throws -> [Element] {
    guard let world else { return values }
    count(values)
    return try world.allGather(varying: values).elements
  }

  func nearestCenters(to rows: FloatRows) -> any NearestCenters {
    CenterSearch(rows, threads: threads, kernel: kernel)
  }

  func similar(to queries: FloatRows, among rows: FloatRows, least: Float) -> [[UInt32]] {
    guard queries.count > 0 else { return [] }
    let block = BlockSearch(
      rows: FaceRows(queries), minSimilarity: least, threads: threads, kernel: kernel)
    let found = CandidateLists(
      rowCount: queries.count, capacity: rows.count, minSimilarity: least)
    let nobody = CandidateLists(rowCount: rows.count, capacity: 0) { _ in .infinity }
    block.compare(
      PairRectangle(rows: 0..<queries.count, columns: 0..<rows.count), found,
      with: block.columns(FaceRows(rows), 0..<rows.count), nobody
    ) { _ in }
    return (0..<queries.count).map { found.neighbors($0).map(\.index).sorted() }
  }

  func with(_ rows: FloatRows) -> any DistributedFaces {
    ShardedFaces(
      world: world, count: count, own: own, rows: rows, threads: threads, kernel: kernel)
  }

  func alone(_ rows: FloatRows) -> any DistributedFaces {
    ShardedFaces(
      world: nil, count: rows.count, own: 0..<rows.count, rows: rows, threads: threads,
      kernel: kernel)
  }
}

extension FaceRows {
  init(_ rows: FloatRows) {
    self.init(
      values: rows.values, count: rows.count, dimension: rows.dimension, firstFace: 0)
  }
}

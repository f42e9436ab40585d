import CSimilarity
import MPI

/// The groups of all shards, and the codes by which their faces are columns, in memory that all ranks
/// share: a shard is encoded once, not by every rank that it visits.
///
/// For that all ranks encode faces alike, and all use groups or none does. Where shared memory has no
/// room for the codes, visitors are encoded by the ranks they visit.
final class SharedGroups {
  /// The faces of this rank, as it searches by groups.
  let rows: GroupedRows

  private let faces: RingFaces
  private let memory: NodeSharedArray<UInt8>?
  /// Where the memory of each rank starts, then how much there is.
  private let offsets: [Int]

  /// Collective.
  ///
  /// - Parameters:
  ///   - faces: in place.
  ///   - rows: those of this rank.
  /// - Returns: nil, on all ranks, if the faces are in no order, if the kernel has no codes, or if
  ///   groups do not pay.
  init?(
    of faces: RingFaces, _ rows: FaceRows, _ settings: SearchSettings, world: Communicator
  ) throws(MPIError) {
    guard let order = faces.order, let kernel = settings.kernel.screening else { return nil }
    let (layout, dimension) = (faces.shards.layout, rows.dimension)
    let threads = settings.threads
    let kept = KeptPairs(minSimilarity: settings.minSimilarity, perFace: settings.k - 1)
    let cost = SampledSearch(of: rows, kernel: kernel, keeping: kept).costOfFirstCoordinates
    let costModel = GroupCostModel(
      faces: layout.faces, groups: order.groups.count, dimension: dimension,
      costOfScreening: try world.allReduce(cost, with: .max))
    guard costModel.mayPay else { return nil }

    let quantization = try Quantization(ofWhole: rows, kernel: kernel) {
      (values) throws(MPIError) in try world.allReduce(values, with: .max)
    }
    offsets = (0..<world.size).reduce(into: [0]) { offsets, rank in
      let range = layout.range(of: rank)
      let bytes = GroupCodes.columnBytes(
        faces: range.count, groups: order.groups.runs(of: range).count, dimension: dimension,
        quantization)
      offsets.append(offsets.last! + bytes)
    }
    memory =
      try world.hasSharedMemory(for: offsets.last!)
      ? try NodeSharedArray(uninitializedCount: offsets.last!, on: world) : nil
    self.faces = faces

    let own = Self.block(of: world.rank, in: memory, offsets)
    let groups = FaceGroups(
      rows, starts: order.groups.starts(in: layout.range(of: world.rank)), quantization,
      threads: threads, in: own)
    let codes = GroupCodes(rows: groups, of: rows, quantization, threads: threads)
    let bounds = codes.bounds
    let greatest = try world.allReduce([bounds.longestRow, bounds.largestError], with: .max)
    let encoding = FaceEncoding(
      quantization: quantization,
      rowBounds: RowBounds(longestRow: greatest[0], largestError: greatest[1]))
    let columns = GroupCodes(
      columns: groups, of: rows, 0..<rows.count, encoding, threads: threads, in: own)
    let sample = GroupSample(of: rows, quantization, codes, columns, keeping: kept)
    let level = costModel.cheapest(try world.allReduce(sample.counts, with: .sum))
    self.rows = GroupedRows(
      encoding: encoding, codes: codes, looseBelow: sample.looseBelow(level ?? 0))
    try memory?.synchronize()
    guard level != nil else {
      try free()
      return nil
    }
  }

  /// Whether there are the columns of all ranks.
  var hasColumns: Bool { memory != nil }

  /// The columns of a rank; nil where they are not shared.
  func columns(of rank: Int) -> GroupCodes? {
    Self.block(of: rank, in: memory, offsets).map {
      GroupCodes(
        columnsIn: $0, starts: faces.groupStarts(of: rank)!,
        dimension: faces.shards.own.dimension, rows.encoding.quantization)
    }
  }

  private static func block(
    of rank: Int, in memory: NodeSharedArray<UInt8>?, _ offsets: [Int]
  ) -> MemoryBlock? {
    memory.map {
      MemoryBlock(at: $0.pointer + offsets[rank], bytes: offsets[rank + 1] - offsets[rank], of: $0)
    }
  }

  /// Gives the shared memory back: columns cannot be used any more. Collective.
  func free() throws(MPIError) { try memory?.free() }
}

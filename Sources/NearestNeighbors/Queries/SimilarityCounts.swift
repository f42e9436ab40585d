import CSimilarity
import Embeddings
import MPI
import Threads

/// Counts of how similar some faces, the members, are to all others, in classes of similarity.
///
/// All ranks get the members and compare them with their own faces. Neither the number of ranks and threads nor
/// the CPU changes a count.
package struct SimilarityCounts: Sendable {
  private let edges: [Float]
  private let threads: Int

  /// - Parameters:
  ///   - edges: rising; a pair is in the class of as many edges as its similarity reaches.
  ///   - threads: of this rank.
  package init(edges: [Float], threads: Int) {
    precondition(edges.count < Int(UInt16.max) && threads >= 1)
    self.edges = edges
    self.threads = threads
  }

  /// How many classes there are.
  private var classes: Int { edges.count + 1 }

  /// How pairs are compared.
  package enum Precision: Sendable {
    /// By their similarity itself (see ``Similarity``): by BLAS, and once more where that is too near to an
    /// edge between classes.
    case exact
    /// By the cosine of codes (see `CodedRows`), several times as fast.
    case coded
  }

  /// What was counted.
  package struct Counted: Sendable {
    /// For each member, how many other faces are in each class.
    package var counts: [UInt32]
    /// The standard deviation of what was compared from the similarity.
    package var deviation = 0.0
  }

  /// Compares members with all other faces. Collective.
  ///
  /// - Parameters:
  ///   - members: rows of the whole input, rising, the same on all ranks.
  ///   - faces: of all ranks, normalized; each rank has written its own. They stay as they are.
  /// - Returns: the same on all ranks.
  package func counts(
    of members: [Int], among faces: Shards, by precision: Precision, world: Communicator
  ) throws(MPIError) -> Counted {
    try faces.synchronize()
    let rows = faces.rowsAsGiven(of: world.rank)
    let values = try rows.gathered(members, layout: faces.layout, world: world)
    let own = faces.layout.range(of: world.rank)
    var found = values.withRows(dimension: rows.dimension) { memberRows in
      let places = members.indices.filter { own.contains(members[$0]) }
      switch precision {
      case .exact: return exactCounts(of: memberRows, among: rows, includingThemselves: places)
      case .coded: return codedCounts(of: memberRows, among: rows, includingThemselves: places)
      }
    }
    found.counts = try world.allReduce(found.counts, with: .sum)
    return found
  }

  /// - Parameter places: of the members that are among the rows: they are no others.
  private func exactCounts(
    of members: FaceRows, among rows: FaceRows, includingThemselves places: [Int]
  ) -> Counted {
    let kernel = BLASKernel(dimension: rows.dimension)
    let cells = SimilarityCells(edges: edges, bound: kernel.bound)
    var counts = [UInt32](repeating: 0, count: members.count * classes)
    forEachBlock(
      Self.exactBlock(members: members.count, threads: threads), members.count, 0..<rows.count,
      adding: &counts
    ) {
      range, part, scores, counts in
      kernel.scores(of: members, range, with: rows, part, into: scores)
      for member in range {
        cells.count(
          scores + (member - range.lowerBound) * part.count, part.count,
          into: counts + member * classes
        ) {
          Similarity.of(members[member], rows[part.lowerBound + $0], dimension: rows.dimension)
        }
      }
    }
    for place in places {
      let itself = Similarity.of(members[place], members[place], dimension: rows.dimension)
      counts[place * classes + cells.classOf(similarity: itself)] -= 1
    }
    return Counted(counts: counts)
  }

  /// - Parameters:
  ///   - places: of the members that are among the rows: they are no others.
  ///   - kernel: one of int8 codes; it does not change what is counted.
  package func codedCounts(
    of members: FaceRows, among rows: FaceRows, includingThemselves places: [Int] = [],
    kernel: SearchKernel = .fastestOfCodes
  ) -> Counted {
    nonisolated(unsafe) let kernel = kernel.screening!
    let cells = SimilarityCells(edges: edges, bound: 0)
    let coded = CodedRows(members, 0..<members.count, as: .rows, for: kernel, threads: threads)
    var counts = [UInt32](repeating: 0, count: members.count * classes)
    for start in stride(from: 0, to: rows.count, by: Self.codedRows) {
      let others = CodedRows(
        rows, start..<min(start + Self.codedRows, rows.count), as: .columns, for: kernel,
        threads: threads)
      forEachBlock(Self.codedBlock, members.count, others.packed.range, adding: &counts) {
        range, part, products, counts in
        let width = coded.writeProducts(range, with: others, part, by: kernel, to: products)
        others.factors.withUnsafeBufferPointer { factors in
          guard let factors = factors.baseAddress else { return }
          for member in range {
            cells.count(
              products + (member - range.lowerBound) * width, part.count,
              times: coded.factors[member], factors + part.lowerBound - others.packed.firstFace,
              into: counts + member * classes)
          }
        }
      }
    }
    for place in places {
      let itself = coded.squaredLengths[place] * coded.factors[place] * coded.factors[place]
      counts[place * classes + cells.classOf(similarity: itself)] -= 1
    }
    return Counted(counts: counts, deviation: coded.deviation)
  }

  /// So many members and rows at a time, whose scores stay in the second-level cache.
  struct ScoreBlock: Equatable {
    let members, rows: Int
  }

  private static let mostExact = ScoreBlock(members: 256, rows: 1024)
  /// With fewer members at a time each row is loaded too often.
  private static let fewestExactMembers = 32
  /// Whole panels of all kernels.
  private static let codedBlock = ScoreBlock(members: 48, rows: 960)
  /// The rows that have codes at a time.
  private static let codedRows = 16 * codedBlock.rows

  /// So few members that all threads have some.
  static func exactBlock(members: Int, threads: Int) -> ScoreBlock {
    let share = (members + threads - 1) / threads
    return ScoreBlock(
      members: min(mostExact.members, max(fewestExactMembers, share)), rows: mostExact.rows)
  }

  /// What the scores of a thread take at the most, in bytes.
  package static var bytesOfThread: Int {
    mostExact.members * mostExact.rows * MemoryLayout<Float>.size
  }

  /// What the codes of members and rows take at the most, in bytes.
  package static func bytesOfCodes(members: Int, dimension: Int) -> Int {
    (members + codedRows)
      * (Projection.fullDepth(dimension: dimension) + 4 * MemoryLayout<Float>.size)
  }

  /// Calls `body` with the members and rows of each block, room for as many scores, and the counts. A thread has
  /// some members and all rows.
  private func forEachBlock(
    _ block: ScoreBlock, _ members: Int, _ rows: Range<Int>, adding counts: inout [UInt32],
    _ body:
      @Sendable (
        Range<Int>, Range<Int>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<UInt32>
      ) -> Void
  ) {
    guard !rows.isEmpty else { return }
    counts.withUnsafeMutableBufferPointer { counts in
      guard let first = counts.baseAddress else { return }
      nonisolated(unsafe) let counts = first
      Workers(count: threads).forEach(0..<members, by: block.members) { range, _, _ in
        let scores = UnsafeMutablePointer<Float>.allocate(capacity: block.members * block.rows)
        defer { scores.deallocate() }
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: block.rows) {
          body(range, start..<min(start + block.rows, rows.upperBound), scores, counts)
        }
      }
    }
  }
}

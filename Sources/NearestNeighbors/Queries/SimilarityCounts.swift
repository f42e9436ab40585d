import BinarySearch
import CSimilarity
import Embeddings
import MPI
import Threads

/// Counts of how similar some faces, the members, are to all others, in classes of similarity.
///
/// All ranks get the members and compare them with their own faces. Pairs are compared by BLAS, and those
/// whose score is too near to an edge between classes by their similarity itself (see ``Similarity``), so
/// that neither the number of ranks and threads nor the CPU changes a count.
package struct SimilarityCounts {
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

  /// Compares members with all other faces. Collective.
  ///
  /// - Parameters:
  ///   - members: rows of the whole input, rising, the same on all ranks.
  ///   - faces: of all ranks, normalized; each rank has written its own. They stay as they are.
  /// - Returns: for each member, how many other faces are in each class; the same on all ranks.
  package func counts(
    of members: [Int], among faces: Shards, world: Communicator
  ) throws(MPIError) -> [UInt32] {
    try faces.synchronize()
    let rows = faces.rowsAsGiven(of: world.rank)
    let values = try rows.gathered(members, layout: faces.layout, world: world)
    let own = faces.layout.range(of: world.rank)
    var counts = [UInt32](repeating: 0, count: members.count * classes)
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      let memberRows = FaceRows(
        values: values, count: members.count, dimension: rows.dimension, firstFace: 0)
      count(memberRows, rows, into: &counts)
      for (member, face) in members.enumerated() where own.contains(face) {
        // A face is no other than itself.
        let row = memberRows[member]
        let itself = similarity_of_rows(row, row, rows.dimension)
        counts[member * classes + classOf(itself)] -= 1
      }
    }
    return try world.allReduce(counts, with: .sum)
  }

  /// Adds all pairs of members and rows. A thread has some members and all rows at a time.
  private func count(_ members: FaceRows, _ rows: FaceRows, into counts: inout [UInt32]) {
    guard rows.count > 0 else { return }
    let kernel = BLASKernel(dimension: rows.dimension)
    let bins = SimilarityBins(edges: edges, bound: kernel.bound)
    let size = min(Self.tile.members, max(16, (members.count + threads - 1) / threads))
    counts.withUnsafeMutableBufferPointer { counts in
      nonisolated(unsafe) let counts = counts.baseAddress!
      Workers(count: threads).forEach(0..<members.count, by: size) { range, _, _ in
        let scores = UnsafeMutablePointer<Float>.allocate(capacity: size * Self.tile.rows)
        defer { scores.deallocate() }
        for start in stride(from: 0, to: rows.count, by: Self.tile.rows) {
          let part = start..<min(start + Self.tile.rows, rows.count)
          kernel.scores(of: members, range, with: rows, part, into: scores)
          for member in range {
            bins.count(
              scores + (member - range.lowerBound) * part.count, part.count,
              into: counts + member * classes
            ) { column in
              similarity_of_rows(members[member], rows[start + column], rows.dimension)
            }
          }
        }
      }
    }
  }

  /// The scores of a tile stay in the second-level cache.
  private static let tile = (members: 256, rows: 1024)

  /// What the scores of a thread take, in bytes.
  package static var bytesOfThread: Int { tile.members * tile.rows * MemoryLayout<Float>.size }

  private func classOf(_ similarity: Float) -> Int {
    var found = 0
    while found < edges.count, similarity >= edges[found] { found += 1 }
    return found
  }
}

/// Finds the class of a score by a table of narrow bins.
private struct SimilarityBins: Sendable {
  private let edges: [Float]
  private let bound: Float
  /// The class of all scores of a bin that surely have one; `manyClasses` of other bins.
  private let classes: [UInt16]

  private static let manyClasses = UInt16.max
  private static let bins = 8192
  /// Scores of unit rows are between -reach and reach, with any rounding.
  private static let reach: Float = 1.02
  private static let scale = Float(bins) / (2 * reach)

  /// - Parameter bound: how far a score can be from the similarity.
  init(edges: [Float], bound: Float) {
    precondition(bound < Self.reach - 1)
    self.edges = edges
    self.bound = bound
    // What rounding the place of a score to a bin may shift it.
    let margin = bound + 1e-5
    var next = 0
    classes = (0..<Self.bins).map { bin in
      let low = Float(bin) / Self.scale - Self.reach - margin
      let high = Float(bin + 1) / Self.scale - Self.reach + margin
      while next < edges.count, edges[next] < low { next += 1 }
      return next < edges.count && edges[next] <= high ? Self.manyClasses : UInt16(next)
    }
  }

  /// Counts scores by their classes.
  ///
  /// - Parameter similarity: that of the pair of a score.
  @inline(__always)
  func count(
    _ scores: UnsafeMutablePointer<Float>, _ count: Int, into counts: UnsafeMutablePointer<UInt32>,
    similarity: (Int) -> Float
  ) {
    classes.withUnsafeBufferPointer { classes in
      for place in 0..<count {
        let score = scores[place]
        let found = classes[Int((score + Self.reach) * Self.scale)]
        if found != Self.manyClasses {
          counts[Int(found)] += 1
        } else {
          counts[classOf(score, similarity(place))] += 1
        }
      }
    }
  }

  /// The class of a score near an edge.
  private func classOf(_ score: Float, _ similarity: @autoclosure () -> Float) -> Int {
    let low = reached(by: (score - bound).nextDown)
    let high = reached(by: (score + bound).nextUp)
    return low == high ? low : reached(by: similarity())
  }

  /// How many edges a similarity reaches.
  private func reached(by similarity: Float) -> Int {
    (0..<edges.count).partitioningIndex { similarity < edges[$0] }
  }
}

import Embeddings
import MPI
import Threads

/// The directions of the means of the groups of an order, or of its cells, the same for any number of ranks.
struct GroupCenters {
  /// The centers of the groups that have faces on this rank.
  let own: Groups

  /// Faces that follow each other in groups.
  struct Groups: Sendable {
    /// The first face of each group, then the number of faces.
    let starts: [Int]
    let matrix: EmbeddingMatrix

    var count: Int { starts.count - 1 }

    var faceCount: Int { starts.last! }

    /// The faces of a group.
    subscript(group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }

    /// The group of a face.
    func group(of face: Int) -> Int { starts.count(upTo: face) - 1 }

    /// The groups that have faces in a range that is not empty.
    func groups(of faces: Range<Int>) -> Range<Int> { starts.groups(of: faces) }

    var centers: FaceRows {
      FaceRows(
        values: matrix.values, count: matrix.rows, dimension: matrix.dimension, firstFace: 0)
    }
  }

  private let runs: PositionRuns
  let layout: ShardLayout
  private let threads: Int
  /// The sums of groups that can have faces on several ranks, by their numbers.
  private let shared: [Int: FaceSums]

  /// Collective.
  ///
  /// - Parameters:
  ///   - runs: the groups, or the cells.
  ///   - rows: those of this rank's positions.
  init(
    _ runs: PositionRuns, _ rows: FaceRows, layout: ShardLayout, world: Communicator, threads: Int
  ) throws(MPIError) {
    let range = layout.range(of: world.rank)
    let starts = runs.starts(in: range)
    let parts = Self.ends(range, runs).map { group in
      Self.sum(of: rows, starts, group - runs.run(of: range.lowerBound))
    }
    let sums = try world.allGather(varying: parts.flatMap(\.values)).elements
    var (shared, next) = ([Int: FaceSums](), 0)
    for rank in 0..<world.size {
      for group in Self.ends(layout.range(of: rank), runs) {
        let part = sums[next..<next + rows.dimension]
        shared[group, default: FaceSums(count: 1, dimension: rows.dimension)].add(part)
        next += rows.dimension
      }
    }
    (self.runs, self.layout, self.threads, self.shared) = (runs, layout, threads, shared)
    own = Self.groups(of: rows, range, starts, runs, shared, threads: threads)
  }

  /// The groups of another rank.
  func groups(of rows: FaceRows, rank: Int) -> Groups {
    let range = layout.range(of: rank)
    return Self.groups(
      of: rows, range, runs.starts(in: range), runs, shared, threads: threads)
  }

  /// The groups of another rank without their centers.
  func groups(of rank: Int) -> Groups {
    Groups(
      starts: runs.starts(in: layout.range(of: rank)),
      matrix: EmbeddingMatrix(rows: 0, dimension: own.matrix.dimension))
  }

  /// The first and the last group of a range of positions.
  private static func ends(_ positions: Range<Int>, _ runs: PositionRuns) -> [Int] {
    guard let last = positions.last else { return [] }
    return Set([positions.lowerBound, last].map(runs.run)).sorted()
  }

  private static func sum(of faces: FaceRows, _ starts: [Int], _ group: Int) -> FaceSums {
    var sum = FaceSums(count: 1, dimension: faces.dimension)
    for face in starts[group]..<starts[group + 1] { sum.add(faces[face]) }
    return sum
  }

  private static func groups(
    of faces: FaceRows, _ range: Range<Int>, _ starts: [Int], _ runs: PositionRuns,
    _ shared: [Int: FaceSums], threads: Int
  ) -> Groups {
    let centers = EmbeddingMatrix(rows: starts.count - 1, dimension: faces.dimension)
    let first = range.isEmpty ? 0 : runs.run(of: range.lowerBound)
    Workers(count: threads).forEach(0..<centers.rows, by: groupsAtATime) { batch, _, _ in
      for group in batch {
        let sum = shared[first + group] ?? sum(of: faces, starts, group)
        sum.writeDirection(to: centers.values + group * faces.dimension)
      }
    }
    return Groups(starts: starts, matrix: centers)
  }

  /// How many groups a thread takes at a time.
  private static let groupsAtATime = 64
}

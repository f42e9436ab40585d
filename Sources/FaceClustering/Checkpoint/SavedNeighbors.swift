import Embeddings
import MPI
import NearestNeighbors
import Storage

/// The progress of a search that earlier runs have saved. Each rank reads some of their journals, and the neighbors in
/// them go to the ranks of their faces.
struct SavedNeighbors {
  /// All pairs that were compared before, the same on all ranks.
  private(set) var comparedPairs: [PairRectangle] = []
  /// What was found wrong with the journals that this rank has read.
  private(set) var damage: [FileError] = []
  /// The neighbors of the faces of this rank, as they came.
  private var batches: [Batch] = []

  private let run: CheckpointManifest
  private let layout: ShardLayout
  private let world: Communicator
  /// What this rank has read, and nobody else has yet.
  private var unsent = Batch()

  private struct Batch {
    var faces: [UInt32] = []
    var neighbors: [Neighbor] = []
  }

  /// Reads the journals. Collective.
  ///
  /// - Parameters:
  ///   - files: the same on all ranks; those that cannot be read are left out.
  ///   - run: what the progress must be of.
  ///   - layout: the faces of each rank.
  init(
    in files: [Checkpoint.File], of run: CheckpointManifest, layout: ShardLayout,
    world: Communicator
  ) throws(MPIError) {
    (self.run, self.layout, self.world) = (run, layout, world)
    for place in stride(from: world.rank, to: files.count, by: world.size) {
      try read(files[place])
    }
    while try !send(isLast: true) {}
    let ends = comparedPairs.flatMap {
      [$0.rows.lowerBound, $0.rows.upperBound, $0.columns.lowerBound, $0.columns.upperBound]
    }
    let all = try world.allGather(varying: ends).elements
    comparedPairs = stride(from: 0, to: all.count, by: 4).map {
      PairRectangle(rows: all[$0]..<all[$0 + 1], columns: all[$0 + 2]..<all[$0 + 3])
    }
  }

  /// Calls `keep` with every neighbor of the faces of this rank, and gives their memory back.
  mutating func takeNeighbors(_ keep: (_ face: Int, Neighbor) -> Void) {
    for place in batches.indices {
      for (face, neighbor) in zip(batches[place].faces, batches[place].neighbors) {
        keep(Int(face), neighbor)
      }
      batches[place] = Batch()
    }
    batches = []
  }

  /// Takes over the progress in a journal. Other ranks take part in what it sends.
  private mutating func read(_ file: Checkpoint.File) throws(MPIError) {
    var failure: MPIError?
    var sets = NeighborRecord.Sets()
    do throws(FileError) {
      let problem = try Journal.read(file.path, key: file.key) { bytes in
        guard failure == nil else { return }
        guard let record = NeighborRecord(bytes, of: run) else {
          damage.append(FileError(file.path, "has a record that is of something else"))
          return
        }
        guard let pairs = sets.pairs(with: record) else { return }
        comparedPairs.append(pairs)
        unsent.faces += sets.faces
        unsent.neighbors += sets.neighbors
        guard unsent.faces.count >= NeighborRecord.mostNeighbors else { return }
        do throws(MPIError) { _ = try send(isLast: false) } catch { failure = error }
      }
      if let problem { damage.append(problem) }
    } catch {
      damage.append(error)
    }
    if let failure { throw failure }
  }

  /// Sends what this rank has read to the ranks of the faces, and takes what the others have read. Collective.
  ///
  /// - Returns: whether it was the last time for all ranks.
  private mutating func send(isLast: Bool) throws(MPIError) -> Bool {
    // Ranks that have read all their journals leave the cores to the others.
    try world.sleepingBarrier()
    let batch = unsent
    unsent = Batch()
    let owners = batch.faces.map { UInt32(layout.rank(of: Int($0))) }
    var counts = [Int](repeating: 0, count: world.size)
    for owner in owners { counts[Int(owner)] += 1 }
    var ends = RankParts(owners, counts: counts).offsets
    var order = [UInt32](repeating: 0, count: owners.count)
    for (place, owner) in owners.enumerated() {
      order[ends[Int(owner)]] = UInt32(place)
      ends[Int(owner)] += 1
    }
    func exchanged<Element: MPIElement>(_ all: [Element]) throws(MPIError) -> [Element] {
      let parts = RankParts(order.map { all[Int($0)] }, counts: counts)
      return try world.allToAll(varying: parts).elements
    }
    let own = Batch(
      faces: try exchanged(batch.faces), neighbors: try exchanged(batch.neighbors))
    if !own.faces.isEmpty { batches.append(own) }
    return try world.allReduce(isLast, with: .logicalAnd)
  }
}

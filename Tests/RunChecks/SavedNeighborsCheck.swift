import Embeddings
import FaceClustering
import Foundation
import MPI
import NearestNeighbors
import Storage

/// Whether the ranks go on from journals of any number of ranks: each has the saved neighbors of its own faces, all have the
/// pairs of all journals, and what is wrong with a journal is found by one rank only. Collective.
func savedNeighborsComeHome(_ world: Communicator) throws -> Bool {
  let folder = try sharedFolder(world)
  defer { if world.rank == 0 { try? FileManager.default.removeItem(atPath: folder) } }
  let run = CheckpointManifest(
    faces: 50, dimension: 4, checksum: "5", k: 5, minSimilarity: 0.5)
  let journals = (0..<5).map { SavedJournal(number: $0, faces: run.faces) }
  if world.rank == 0 {
    for journal in journals { try journal.write(to: folder, of: run, isTorn: journal.number == 3) }
  }
  try world.barrier()

  var warnings = 0
  let layout = ShardLayout(faces: run.faces, ranks: world.size)
  let checkpoint = try Checkpoint(folder, of: run, world: world) { _ in warnings += 1 }
  let progress = try checkpoint.neighbors(
    of: layout, stop: StopAgreement(world: world) { false }, signals: StopSignals(arguments: []))
  let own = layout.range(of: world.rank)
  var found: [SavedJournal.Entry] = []
  progress.restore(own) { found.append(.init(face: $0, neighbor: $1)) }
  // Of a torn journal nothing is taken: its pairs are compared again.
  let whole = journals.filter { $0.number != 3 }
  let expected = whole.flatMap(\.entries).filter { own.contains($0.face) }
  let pairs = Set(progress.comparedPairs)
  try world.barrier()
  // The last record of a torn journal is lost.
  let isTold = try world.allReduce(warnings, with: .sum) == 1
  return isTold && Set(found) == Set(expected) && found.count == expected.count
    && pairs == Set(whole.map(\.pairs))
}

/// A folder that all ranks see. Collective.
private func sharedFolder(_ world: Communicator) throws -> String {
  let name = FileManager.default.temporaryDirectory.path + "/run-checks-\(UUID().uuidString)"
  let path = String(
    decoding: try world.broadcast(Array(name.utf8), from: 0), as: UTF8.self)
  if world.rank == 0 { mkdir(path, 0o700) }
  return path
}

/// A journal as a rank of an earlier run leaves it: the neighbors of some pairs, in two records.
private struct SavedJournal {
  struct Entry: Hashable {
    let face: Int
    let neighbor: Neighbor
  }

  let number: Int
  let pairs: PairRectangle
  let entries: [Entry]

  init(number: Int, faces: Int) {
    self.number = number
    pairs = PairRectangle(rows: number * 10..<number * 10 + 10, columns: 0..<faces)
    entries = (0..<20 + number).map { place in
      Entry(
        face: (7 * place + number) % faces,
        neighbor: Neighbor(index: UInt32(number * 10), similarity: 0.5 + Float(place) / 100))
    }
  }

  /// - Parameter isTorn: whether the run ended as it wrote the end of the journal.
  func write(to folder: String, of run: CheckpointManifest, isTorn: Bool) throws {
    let name = "neighbors.1.\(number).journal"
    let path = "\(folder)/\(name)"
    let key = Checkpoint.key(ofFile: name, of: try run.key)
    let half = entries.count / 2
    try Journal(creating: path, key: key).append([
      record(entries[..<half], before: 0, isLast: false),
      record(entries[half...], before: half, isLast: false),
      record([], before: entries.count, isLast: true),
    ])
    if isTorn { truncate(path, off_t(try InputFile.size(of: path) - 1)) }
  }

  private func record(_ entries: ArraySlice<Entry>, before: Int, isLast: Bool) -> [UInt8] {
    let (rows, columns) = isLast ? (pairs.rows, pairs.columns) : (0..<0, 0..<0)
    let header = [
      rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound, 0, before,
      entries.count,
    ]
    return bytes(header) + bytes(entries.map { UInt32($0.face) })
      + bytes(entries.map(\.neighbor))
  }

  private func bytes<Value>(_ values: [Value]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }
}

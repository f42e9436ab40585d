import Clustering
import Embeddings
import Foundation
import MPI
import NearestNeighbors
import Storage

/// The folder in which a run saves its progress, and from which a later run of the same input and
/// options goes on, on any number of ranks.
///
/// - `manifest.json`: what the progress belongs to.
/// - `neighbors.ATTEMPT.RANK.journal`: the pairs that a rank has compared and the neighbors among
///   them, in records of some of the neighbors each. Runs are counted as attempts, so that none writes to a file of
///   another.
/// - `edges.ATTEMPT.RANK.journal`: a rank's edges once all are found, and `edges.json`, written
///   last, which says where they are. They take the place of the neighbors.
/// - `rounds.ATTEMPT.NUMBER.journal`: of a method that looks at no neighbors, what it has found after a
///   round; the last one only.
/// - `lock`: held by the run that uses the folder, see `CheckpointLock`.
///
/// Every file is bound to the input and the options by a key, and to its own name. Whatever is torn or
/// damaged, of another run, or not what a search can have found, is ignored and found again.
package struct Checkpoint {
  let folder: String
  private let manifest: CheckpointManifest
  private let key: UInt64
  private let world: Communicator
  private let attempt: Int
  private let warn: (String) -> Void

  /// Makes the folder and checks that it can be written to.
  ///
  /// - Throws: `FileError` where it cannot, and `Failure` of the kind `input` where something else than a
  ///   file has the name of one of its own.
  static func prepare(_ folder: String) throws {
    if mkdir(folder, 0o777) != 0, errno != EEXIST {
      throw FileError(folder, "cannot create the folder: \(String(cString: strerror(errno)))")
    }
    for name in ownNames {
      var status = stat()
      guard stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT != S_IFREG else {
        continue
      }
      throw Failure(
        .input,
        "\(folder)/\(name): is a folder, a pipe or a device and no file of a checkpoint; remove it, or "
          + "name another folder")
    }
    try AtomicFile.checkWritable(folder + "/manifest.json")
  }

  /// Opens the checkpoint of a run. Collective.
  ///
  /// - Throws: `Failure` if it belongs to other input or options, or if a host does not see it.
  package init(
    _ folder: String, of manifest: CheckpointManifest, world: Communicator,
    warn: @escaping (String) -> Void
  ) throws {
    self.folder = folder
    self.manifest = manifest
    key = try manifest.key
    self.world = world
    self.warn = warn
    let path = folder + "/manifest.json"
    try world.agree(.whileRunning) {
      guard world.rank == 0 else { return }
      if FileManager.default.fileExists(atPath: path) {
        let saved = try CheckpointManifest.read(path)
        if let refusal = saved.refusal(for: manifest, folder: folder) { throw refusal }
      } else {
        try manifest.write(to: path)
      }
    }
    try world.agree(.whileRunning) {
      guard FileManager.default.fileExists(atPath: path) else {
        throw FileError(
          folder,
          "rank \(world.rank) on \(MPIEnvironment.processorName) does not see the checkpoint; name "
            + "a folder that all hosts share")
      }
    }
    let latest = try Self.journals(in: folder, world: world).map(\.attempt).max() ?? 0
    attempt = try world.broadcast(latest, from: 0) + 1
  }

  /// A file of the folder, and what its contents are bound to.
  package struct File {
    package let path: String
    package let key: UInt64
  }

  private func file(_ name: String) -> File {
    File(path: "\(folder)/\(name)", key: Self.key(ofFile: name, of: key))
  }

  /// What a file of this name is bound to in the checkpoint of a run with this key.
  package static func key(ofFile name: String, of run: UInt64) -> UInt64 {
    Array(name.utf8).withUnsafeBytes { Checksum.of($0, key: run) }
  }

  // MARK: - Neighbors

  /// What a search goes on from and reports to. Collective.
  ///
  /// - Parameter layout: the faces of each rank.
  package func neighbors(
    of layout: ShardLayout, stop: StopAgreement, signals: StopSignals
  ) throws -> NeighborCheckpoint {
    let saved = try SavedNeighbors(
      in: names(.neighbors).map(file), of: manifest, layout: layout, world: world)
    for damage in saved.damage { warn("\(damage); what is lost is found again") }
    return NeighborCheckpoint(
      saved, writing: file(name(.neighbors, world.rank)), stop: stop, signals: signals)
  }

  // MARK: - Edges

  /// Where the edges are saved: contents of `edges.json`.
  private struct EdgesIndex: Codable {
    let attempt: Int
    let ranks: Int
    let edges: Int
    /// What the edges are bound to.
    let key: UInt64
    /// What an approximate search that found them has measured.
    var approximation: ApproximateSearch.Outcome?
  }

  private var indexPath: String { folder + "/edges.json" }

  /// The share of this rank in the edges, if an earlier run has saved them all. Collective.
  ///
  /// The shares of all ranks, one after another, are the edges in their order.
  ///
  /// - Returns: with the edges, on rank 0, what an approximate search that found them has measured.
  package func savedEdges() throws -> (
    edges: DirectedEdges, approximation: ApproximateSearch.Outcome?
  )? {
    let index = world.rank == 0 ? readIndex() : nil
    let numbers = try world.broadcast(
      index.map { [$0.attempt, $0.ranks, $0.edges] } ?? [], from: 0)
    guard numbers.count == 3 else { return nil }
    let (attempt, ranks, edges) = (numbers[0], numbers[1], numbers[2])
    var share = DirectedEdges(sources: [], targets: [], weights: [])
    let first = ranks * world.rank / world.size
    let end = ranks * (world.rank + 1) / world.size
    for rank in first..<end {
      let file = file(name(.edges, rank, attempt: attempt))
      // Whatever is wrong with a file, too few edges are there in all.
      let read = Result {
        try Journal.read(file.path, key: file.key) {
          share.append(EdgeRecord.decode($0, of: manifest))
        }
      }
      if case .success(nil) = read { continue }
      warn("\(file.path) cannot be read or is damaged, or belongs to another run")
      break
    }
    let isInOrder = try world.allReduce(share.isInOrder, with: .logicalAnd)
    guard try world.allReduce(share.count, with: .sum) == edges, isInOrder else {
      if world.rank == 0 { warn("the saved edges are incomplete; they are found again") }
      return nil
    }
    return (share, index?.approximation)
  }

  private func readIndex() -> EdgesIndex? {
    guard FileManager.default.fileExists(atPath: indexPath) else { return nil }
    let bytes = try? InputFile.contents(of: indexPath)
    let index = bytes.flatMap { try? JSONDecoder().decode(EdgesIndex.self, from: Data($0)) }
    guard let index, index.key == key, index.edges >= 0,
      JournalName.attempts.contains(index.attempt), JournalName.ranks.contains(index.ranks)
    else {
      warn("\(indexPath) is damaged or belongs to another run; the edges are found again")
      return nil
    }
    return index
  }

  /// Saves the edges of all ranks, and drops the neighbors from which they came. Collective.
  ///
  /// - Parameter approximation: what the search has measured, of an approximate one.
  func save(_ edges: DirectedEdges, _ approximation: ApproximateSearch.Outcome?) throws {
    try world.agree(.whileRunning) {
      let file = file(name(.edges, world.rank))
      let journal = try Journal(creating: file.path, key: file.key)
      try journal.append(EdgeRecord.encode(edges))
    }
    let count = try world.allReduce(edges.count, with: .sum)
    try world.agree(.whileRunning) {
      guard world.rank == 0 else { return }
      let file = try AtomicFile(indexPath, followsLinks: false)
      let index = EdgesIndex(
        attempt: attempt, ranks: world.size, edges: count, key: key, approximation: approximation)
      // Numbers only: nothing that could fail to encode.
      try file.append(try! JSONEncoder().encode(index))
      try file.commit()
      removeJournals { $0.kind == .neighbors || $0.attempt < attempt }
    }
  }

  // MARK: - Rounds

  /// What a method had found after the last round that was saved whole, the same on all ranks; nil where there
  /// is none. Collective.
  package func savedRound() throws -> MethodState? {
    var found: MethodState?
    for journal in try Self.journals(in: folder, world: world) where journal.kind == .rounds {
      let file = file(journal.text)
      // Journals are in the order in which they were written, and one that was torn has no record.
      let problem = Result {
        try Journal.read(file.path, key: file.key) { found = RoundRecord.decode($0) ?? found }
      }
      if case .success(nil) = problem { continue }
      warn("\(file.path) cannot be read or is damaged, or belongs to another run")
    }
    guard try world.broadcast(found != nil, from: 0) else { return nil }
    return MethodState(
      numbers: try world.broadcast(found?.numbers ?? [], from: 0),
      values: try world.broadcast(found?.values ?? [], from: 0),
      labels: try world.broadcast(found?.labels ?? [], from: 0))
  }

  /// Saves what a method has found after a round, and drops what is older; on rank 0.
  ///
  /// - Parameter number: of the save in this run, from 0.
  func save(round state: MethodState, number: Int) throws(FileError) {
    let file = file(name(.rounds, number))
    try Journal(creating: file.path, key: file.key).append([RoundRecord.encode(state)])
    removeJournals { $0.kind == .rounds && ($0.attempt, $0.number) < (attempt, number) }
  }

  // MARK: - File names

  /// Whether a file of this name in the folder of a checkpoint belongs to it.
  static func isOwn(_ name: String) -> Bool {
    ownNames.contains(name) || JournalName(name) != nil
  }

  private static let ownNames = ["manifest.json", "edges.json", "lock"]

  private func name(_ kind: JournalName.Kind, _ number: Int, attempt: Int? = nil) -> String {
    JournalName(kind, attempt: attempt ?? self.attempt, number: number).text
  }

  /// On rank 0 the journals of the folder, elsewhere none. Collective.
  private static func journals(
    in folder: String, world: Communicator
  ) throws -> [JournalName] {
    try world.agree(.whileRunning) { world.rank == 0 ? try JournalName.all(in: folder) : [] }
  }

  /// Removes journals that nobody needs any more, as far as that can be done.
  private func removeJournals(where isOld: (JournalName) -> Bool) {
    for journal in (try? JournalName.all(in: folder)) ?? [] where isOld(journal) {
      unlink("\(folder)/\(journal.text)")
    }
  }

  /// The names of the journals of a kind as rank 0 sees them. Collective.
  private func names(_ kind: JournalName.Kind) throws -> [String] {
    let names = try Self.journals(in: folder, world: world).filter { $0.kind == kind }.map(\.text)
    let text = try world.broadcast(Array(names.joined(separator: "\n").utf8), from: 0)
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

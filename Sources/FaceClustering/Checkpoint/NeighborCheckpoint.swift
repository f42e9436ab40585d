import Clock
import MPI
import NearestNeighbors
import Storage

/// The progress of a search in the journals of a checkpoint, as one rank sees it.
package final class NeighborCheckpoint: SearchCheckpoint {
  package private(set) var comparedPairs: [PairRectangle] = []
  /// What was found wrong with the files of earlier runs.
  package private(set) var damage: [FileError] = []
  /// Why the progress cannot be saved any more; the search then stops on all ranks.
  private(set) var problem: FileError?
  /// What saves have taken so far.
  private(set) var savingSeconds = 0.0
  /// A checksum of the progress, equal on ranks that go on from the same.
  private(set) var progressChecksum: UInt64 = 0

  /// The saved neighbors of this rank's faces, until they are handed to the search.
  private var saved: [(face: Int, neighbor: Neighbor)] = []
  private let path: String
  private let key: UInt64
  private var journal: Journal?
  private var unsaved: [[UInt8]] = []
  private var pacing = SavePacing()
  private let stop: StopAgreement
  private let signals: StopSignals

  /// Reads the progress of earlier runs.
  ///
  /// - Parameters:
  ///   - files: their journals, the same on all ranks; those that cannot be read are left out.
  ///   - run: what the progress must be of.
  ///   - faces: those of this rank.
  ///   - new: the journal to write, in which nobody has written yet.
  ///   - signals: deferred once there is something to save.
  init(
    reading files: [Checkpoint.File], of run: CheckpointManifest, faces: Range<Int>,
    writing new: Checkpoint.File, stop: StopAgreement, signals: StopSignals
  ) {
    path = new.path
    key = new.key
    self.stop = stop
    self.signals = signals
    for file in files { damage += read(file, of: run, faces: faces) }
  }

  /// Takes over the progress in a journal; returns what is wrong with it.
  private func read(
    _ file: Checkpoint.File, of run: CheckpointManifest, faces: Range<Int>
  ) -> [FileError] {
    var damage: [FileError] = []
    do throws(FileError) {
      let problem = try Journal.read(file.path, key: file.key) { record in
        let pairs = NeighborRecord.decode(record, of: run, faces: faces) { saved.append(($0, $1)) }
        guard let pairs else {
          damage.append(FileError(file.path, "has a record that is of something else"))
          return
        }
        comparedPairs.append(pairs)
        progressChecksum = progressChecksum &* 31 &+ Checksum.of(record)
      }
      if let problem { damage.append(problem) }
    } catch {
      damage.append(error)
    }
    return damage
  }

  package func begin() { signals.deferFromNow() }

  package func restore(_ faces: Range<Int>, _ keep: (_ face: Int, Neighbor) -> Void) {
    for entry in saved where faces.contains(entry.face) { keep(entry.face, entry.neighbor) }
    saved = []
  }

  package var isDue: Bool { pacing.isDue }

  package func add(_ collect: () -> ComparedPairs) {
    let start = Moment.now
    let isDue = pacing.isDue
    unsaved.append(NeighborRecord.encode(collect()))
    if isDue || stop.isAgreed { save(since: start) }
    savingSeconds += start.secondsAgo
  }

  package func shouldStop() throws(MPIError) -> Bool {
    try stop.poll(requesting: problem != nil)
  }

  /// Writes what has been compared since the last save.
  ///
  /// - Parameter start: since when this save takes time.
  func save(since start: Moment = .now) {
    guard problem == nil, !unsaved.isEmpty else { return }
    do throws(FileError) {
      if journal == nil { journal = try Journal(creating: path, key: key) }
      try journal?.append(unsaved)
      unsaved = []
    } catch {
      problem = error
    }
    pacing.saved(since: start)
  }
}

/// When progress is worth saving: so seldom that saving takes next to nothing of the time, and so
/// often that little is lost.
struct SavePacing {
  /// The share of the time that saving may take.
  static let share = 0.005
  static let longestPause = 60.0
  /// The pauses grow with the run up to the longest: to this part of the time since its start.
  static let growth = 0.05

  private let start = Moment.now
  private var lastSave = Moment.now
  private var lastCost = 0.0

  var isDue: Bool { lastSave.secondsAgo >= Self.pause(after: start.secondsAgo, lastCost: lastCost) }

  /// The seconds between two saves.
  ///
  /// - Parameters:
  ///   - seconds: since the start of the run.
  ///   - lastCost: the seconds that the last save took.
  static func pause(after seconds: Double, lastCost: Double) -> Double {
    max(min(longestPause, growth * seconds), lastCost / share)
  }

  mutating func saved(since start: Moment) {
    lastSave = .now
    lastCost = start.secondsAgo
  }
}

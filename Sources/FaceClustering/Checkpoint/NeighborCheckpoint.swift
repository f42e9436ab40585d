import Clock
import MPI
import NearestNeighbors
import Storage

/// The progress of a search in a checkpoint, as one rank sees it: what earlier runs have saved, and its own journal.
package final class NeighborCheckpoint: SearchCheckpoint {
  /// Why the progress cannot be saved any more; the search then stops on all ranks.
  private(set) var problem: FileError?
  /// What saves have taken so far.
  private(set) var savingSeconds = 0.0

  private var saved: SavedNeighbors
  private let path: String
  private let key: UInt64
  private var journal: Journal?
  private var unsaved: [ComparedPairs] = []
  /// How many pairs of rows and columns the journal has.
  private var setsInJournal = 0
  private var pacing = SavePacing()
  private let stop: StopAgreement
  private let signals: StopSignals

  /// - Parameters:
  ///   - saved: what earlier runs have saved.
  ///   - new: the journal to write, in which nobody has written yet.
  ///   - signals: deferred once there is something to save.
  init(
    _ saved: SavedNeighbors, writing new: Checkpoint.File, stop: StopAgreement,
    signals: StopSignals
  ) {
    self.saved = saved
    path = new.path
    key = new.key
    self.stop = stop
    self.signals = signals
  }

  package var comparedPairs: [PairRectangle] { saved.comparedPairs }

  package func begin() { signals.deferFromNow() }

  package func restore(_ faces: Range<Int>, _ keep: (_ face: Int, Neighbor) -> Void) {
    saved.takeNeighbors { face, neighbor in
      if faces.contains(face) { keep(face, neighbor) }
    }
  }

  package var isDue: Bool { pacing.isDue }

  package func add(_ collect: () -> ComparedPairs) {
    let start = Moment.now
    let isDue = pacing.isDue
    unsaved.append(collect())
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
      try journal?.append(
        zip(unsaved, setsInJournal...).lazy.flatMap { NeighborRecord.encode($0, set: $1) })
      setsInJournal += unsaved.count
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

import Clock
import Clustering
import MPI
import Storage

/// The rounds of a method in a checkpoint: what an earlier run saved last, and where this one saves.
///
/// From when it is made until ``end()`` signals do not end the run: its next round does.
final class SavedRounds: RoundCheckpoint {
  let saved: MethodState?
  /// What saves have taken so far.
  private(set) var savingSeconds = 0.0

  private let checkpoint: Checkpoint
  private let world: Communicator
  private let signals: StopSignals
  private let method: String
  private var saves = 0
  private var pacing = SavePacing()

  /// Reads what an earlier run saved. Collective.
  init(
    _ checkpoint: Checkpoint, of method: String, world: Communicator, signals: StopSignals
  ) throws {
    self.checkpoint = checkpoint
    self.method = method
    self.world = world
    self.signals = signals
    saved = try checkpoint.savedRound()
    signals.deferFromNow()
  }

  func passed(_ state: () throws -> MethodState) throws {
    let isStopping = try world.allReduce(signals.hasArrived, with: .logicalOr)
    // Rank 0 alone knows what saves take.
    let isDue = try world.allReduce(world.rank == 0 && pacing.isDue, with: .logicalOr)
    guard isStopping || isDue else { return }
    let start = Moment.now
    let state = try state()
    try world.agree(.whileRunning) {
      if world.rank == 0 { try checkpoint.save(round: state, number: saves) }
    }
    saves += 1
    pacing.saved(since: start)
    savingSeconds += start.secondsAgo
    if isStopping {
      throw Failure(
        .stopped,
        "stopped by a signal in the stage \(method); "
          + StopSignals.advice(checkpoint: checkpoint.folder))
    }
  }

  /// Lets signals end the run again, also one that has come since the last round.
  func end() { signals.deferNoLonger() }
}

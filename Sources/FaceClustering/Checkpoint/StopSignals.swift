import CSignals
import Clock
import Foundation
import MPI
import Storage
import Synchronization

/// What the signals do that ask a process to stop (SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 and
/// SIGXCPU): they end the process, with a message, except while progress is worth saving first.
///
/// The exit code is that of a run that can be gone on with whenever a checkpoint is on the command
/// line, also before there is progress to save. A handler passes a signal on to a thread, which can do
/// what a handler may not.
package final class StopSignals: Sendable {
  private struct State {
    /// Nil where neither MPI nor the launcher has told it.
    var rank: Int?
    var stage = Stage.start
    /// Whether MPI has yet to start, and the launcher would let the other ranks wait for ever for this one.
    var isNeededToStart: Bool
    /// Whether MPI has started and not ended.
    var isRunningMPI = false
    /// The end of this rank is told to the others, who then end without a message of their own.
    var isConnected = false
    var isDeferred = false
    var hasArrived = false
    /// Somebody says, or has said, why the run ends.
    var isEnding = false
    /// When this process was last seen to run, while somebody looks.
    var lastSeenRunning: Moment?
    /// When this process was last seen to run again after it had not for a while.
    var wokeUp: Moment?
    /// The age in seconds from which on the other ranks have said that this one is missing, if they have not met it.
    var missingFromAge: Double?
    /// The folder of the checkpoint from which the run can be gone on with; nil without one.
    var checkpoint: String?
    /// What to say where nothing is saved.
    var loss = "nothing is saved"
    var beforeEnd: @Sendable (Int32) -> Void = { _ in }
    var afterStageChange: @Sendable () -> Void = {}
    var afterEndOfMPI: @Sendable () -> Void = {}

    /// Whether this process was not seen to run for longer than it could have waited for its turn.
    var isStopped: Bool { lastSeenRunning.map { $0.secondsAgo > StopSignals.longestTurn } ?? false }
  }

  private let state: Mutex<State>
  private let connection = LauncherConnection()
  private let pipeEnd: Int32

  /// Catches the signals, those first that have come since the process started. To be made once in a
  /// process.
  ///
  /// - Parameter arguments: the command line, without the name of the program. It is not checked yet:
  ///   signals come earlier.
  /// - Throws: `Failure` where this process may open no more files.
  package init(arguments: [String]) throws(Failure) {
    let launcher = Launcher()
    state = Mutex(
      State(
        rank: launcher.rank,
        isNeededToStart: launcher.rank != nil && !launcher.endsAllRanksWithOne,
        checkpoint: Self.checkpoint(in: arguments)))
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw Failure(
        .whileRunning,
        "no pipe can be made: \(String(cString: strerror(errno))); raise the limit of open files (ulimit -n)"
      )
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipeEnd = ends[1]
    let signals = ends[0]
    Thread.detachNewThread { [self] in
      var signal = StopSignal()
      while read(signals, &signal, MemoryLayout<StopSignal>.size) != 0 { arrived(signal) }
    }
    catch_stop_signals(pipeEnd)
  }

  /// The value of `--checkpoint` in a command line; nil without one.
  static func checkpoint(in arguments: [String]) -> String? {
    let option = "--checkpoint"
    for (place, argument) in arguments.enumerated() {
      if argument.hasPrefix(option + "=") { return String(argument.dropFirst(option.count + 1)) }
      if argument == option { return arguments.dropFirst(place + 1).first ?? "" }
    }
    return nil
  }

  /// Whether a signal has come while it was deferred.
  var hasArrived: Bool { state.withLock { $0.hasArrived } }

  /// The rank of this process; nil until it is known.
  var rank: Int? { state.withLock(\.rank) }

  /// MPI has started, and may have caught signals for itself.
  package func enter(rank: Int) {
    state.withLock {
      $0.rank = rank
      $0.isNeededToStart = false
      $0.isRunningMPI = true
    }
    catch_stop_signals(pipeEnd)
  }

  /// What the run is doing.
  var stage: Stage { state.withLock(\.stage) }

  func enter(stage: Stage) {
    let changed = state.withLock { state in
      state.stage = stage
      return state.afterStageChange
    }
    changed()
  }

  /// Called whenever the stage has changed.
  func afterStageChange(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.afterStageChange = body }
  }

  /// From now on the message of a signal says how nothing would have been lost.
  func somethingCouldBeSaved(by remedy: String) {
    state.withLock { $0.loss = "nothing is saved; \(remedy)" }
  }

  /// From now on signals are only noted: the run looks whether one ``hasArrived``. If it ends with
  /// a message of its own, signals stay without one.
  func deferFromNow() { state.withLock { $0.isDeferred = true } }

  /// Signals end the process again, also one that has come meanwhile.
  func deferNoLonger() { state.withLock { $0.isDeferred = false } }

  /// Called with the exit code before a signal ends the process.
  func beforeEnd(_ body: @escaping @Sendable (Int32) -> Void) {
    state.withLock { $0.beforeEnd = body }
  }

  /// Called when MPI has ended and this process has nothing left to do.
  func afterEndOfMPI(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.afterEndOfMPI = body }
  }

  /// To be called before the process ends where MPI has ended.
  package func mpiHasEnded() {
    let afterEndOfMPI = state.withLock { state in
      state.isRunningMPI = false
      return state.afterEndOfMPI
    }
    afterEndOfMPI()
  }

  /// From now on a process so many seconds old, which the other ranks have not met, has been found missing by them;
  /// nil: it has not.
  func countAsMissing(fromAge seconds: Double?) { state.withLock { $0.missingFromAge = seconds } }

  /// Somebody sees now that this process runs, or, with false, stops looking.
  func isSeenRunning(_ isSeen: Bool) {
    state.withLock {
      if $0.isStopped { $0.wokeUp = .now }
      $0.lastSeenRunning = isSeen ? .now : nil
    }
  }

  /// Whether the other ranks learn of the end of this one.
  package var areRanksConnected: Bool { state.withLock(\.isConnected) }

  /// From now on the other ranks learn of the end of this one from ``beforeEnd(_:)``.
  func ranksAreConnected() { state.withLock { $0.isConnected = true } }

  /// From now on signals are without effect: the run is ending with a message of its own, and
  /// launchers send SIGTERM to the ranks that end last.
  ///
  /// - Returns: whether the run was not ending before, so that the reason is the caller's to say.
  @discardableResult package func runIsEnding() -> Bool {
    state.withLock { state in
      defer { state.isEnding = true }
      return !state.isEnding
    }
  }

  /// Ends this process for a reason of its own, unless the run is ending already.
  func end(_ kind: Failure.Kind, saying what: String, because reason: String) {
    guard runIsEnding() else { return }
    TemporaryNames.removeAll()
    let now = state.withLock { $0 }
    let stage = now.stage == .start ? "" : " in the stage \(now.stage)"
    StandardStream.tell(
      error:
        "\(now.rank.map { "rank \($0)" } ?? "a process") on \(HostSystem.name) \(what)\(stage): "
        + reason)
    now.beforeEnd(kind.rawValue)
    leave(exitCode: kind.rawValue)
  }

  /// To be called before an error of MPI is said: MPI fails on ranks whose messages go to one that has
  /// ended. Does not return where somebody says by then why the run ends, and ends this process.
  package func waitForWhoeverKnowsWhy() {
    let rank = state.withLock(\.rank) ?? 0
    Thread.sleep(
      forTimeInterval: EndMessage.forThoseWhoKnowMore
        + EndMessage.turn(ofRank: rank, isConnected: true, by: .loss))
    guard !runIsEnding() else { return }
    // Whoever speaks may wait for a launcher before the process ends.
    Thread.sleep(forTimeInterval: 60)
    leave(exitCode: Failure.Kind.whileRunning.rawValue)
  }

  /// Ends this process, without ending MPI, and the launcher with its exit code.
  func leave(exitCode: Int32) -> Never {
    if state.withLock({ $0.isRunningMPI }) { connection.endRun(exitCode: exitCode) }
    _exit(exitCode)
  }

  private func arrived(_ signal: StopSignal) {
    let arrival = Moment.now
    let stage = state.withLock(\.stage)
    // Whoever looks may have seen before that this process runs again.
    let wasStopped = state.withLock {
      $0.isStopped || $0.wokeUp.map { $0.secondsAgo < Self.longestTurn } ?? false
    }
    // Once its temporary files are gone, the process can only end: it is too late to defer.
    var mustEnd = false
    while true {
      let wait = state.withLock { state -> Double? in
        if state.isEnding { return nil }
        if state.isDeferred, !mustEnd {
          state.hasArrived = true
          return Self.pause
        }
        let untilMPIStarts = Self.longestStart - arrival.secondsAgo
        if state.isNeededToStart, untilMPIStarts > 0 { return untilMPIStarts }
        mustEnd = true
        // Of a process that was stopped and is ended others have said that it was missing.
        let turn =
          wasStopped && !state.isConnected
          ? EndMessage.forAll
          : EndMessage.turn(
            ofRank: state.rank ?? 0, isConnected: state.isConnected,
            by: signal.is_from_parent != 0 ? .launcher : .somebody)
        let patience = signal.number == SIGTERM ? EndMessage.forThoseWhoKnowMore : 0
        return turn + patience - arrival.secondsAgo
      }
      guard let wait else { return }
      // Now, since a launcher may kill this process while it waits for others to speak.
      if mustEnd { TemporaryNames.removeAll() }
      if wait <= 0 { break }
      Thread.sleep(forTimeInterval: min(wait, Self.pause))
    }
    guard runIsEnding() else { return }
    let now = state.withLock { $0 }
    // A launcher that ends a process which was stopped does so since others have said that it was missing. It may
    // have been stopped before anybody looked.
    let isMissing =
      wasStopped || now.missingFromAge.map { ProcessAge.seconds ?? 0 > $0 } ?? false
    if !isMissing || now.isConnected || signal.is_from_parent == 0 {
      StandardStream.tell(
        error: "\(now.rank.map { "rank \($0)" } ?? "a rank") on \(HostSystem.name) was stopped by "
          + "\(Self.name(of: signal.number)) in the stage \(stage): "
          + (now.checkpoint.map(Self.advice) ?? now.loss))
    }
    let kind = now.checkpoint == nil ? Failure.Kind.whileRunning : .stopped
    now.beforeEnd(kind.rawValue)
    leave(exitCode: kind.rawValue)
  }

  /// The seconds that MPI may take to start while a signal that has come before waits for it.
  private static let longestStart = 10.0

  /// The seconds for which a process that runs may not get its turn on a busy machine.
  fileprivate static let longestTurn = 1.0

  /// Between looks whether a signal that has come is still deferred.
  private static let pause = 0.05

  /// How to go on with a run that ends early.
  static func advice(checkpoint: String) -> String {
    "progress is saved in \(checkpoint): run the same command again to go on"
  }

  /// The name of a signal that is caught.
  static func name(of number: Int32) -> String {
    (0..<stop_signal_count()).first { stop_signal_number($0) == number }
      .map { String(cString: stop_signal_name($0)) } ?? "signal \(number)"
  }
}

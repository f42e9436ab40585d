import Foundation
import Storage
import Synchronization

/// Where the signal handler writes, which can reach nothing but global variables.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// What SIGTERM and SIGUSR1 do: they end the process at once, with a message, except while progress
/// is worth saving first.
///
/// A handler passes a signal on to a thread, which can do what a handler may not. (Blocking the
/// signals and waiting for them in a thread is no way: BLAS libraries start threads when they are
/// loaded, in which they are not blocked.)
public final class StopSignals: Sendable {
  private struct State {
    /// Nil until MPI has told it.
    var rank: Int?
    var stage = Stage.start
    var isDeferred = false
    var hasArrived = false
    /// Somebody says, or has said, why the run ends.
    var isEnding = false
    /// How the run can be gone on with; nil if nothing is saved.
    var advice: String?
    /// What to say where nothing is saved.
    var loss = "nothing is saved"
    var beforeEnd: @Sendable (Int32) -> Void = { _ in }
    var afterStageChange: @Sendable () -> Void = {}
  }

  private let state = Mutex(State())

  /// To be made once in a process.
  public init() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "cannot make a pipe")
    signalPipe = ends[1]
    let signals = ends[0]
    Thread.detachNewThread { [self] in
      var number: UInt8 = 0
      while read(signals, &number, 1) != 0 { arrived(Int32(number)) }
    }
    for number in [SIGTERM, SIGUSR1] {
      signal(number) { number in
        let code = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(signalPipe, &byte, 1)
        errno = code
      }
    }
  }

  /// Whether a signal has come while it was deferred.
  var hasArrived: Bool { state.withLock { $0.hasArrived } }

  /// Nil until it is known.
  var rank: Int? { state.withLock(\.rank) }

  func enter(rank: Int) { state.withLock { $0.rank = rank } }

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

  /// From now on a signal loses nothing that could be saved.
  func nothingIsLost(advice: String) { state.withLock { $0.advice = advice } }

  /// From now on the message of a signal says how nothing would have been lost.
  func somethingCouldBeSaved(by remedy: String) {
    state.withLock { $0.loss = "nothing is saved; \(remedy)" }
  }

  /// From now on signals are only noted: the run looks whether one ``hasArrived``. If it ends with
  /// a message of its own, signals stay without one.
  func deferFromNow() { state.withLock { $0.isDeferred = true } }

  /// Signals end the process again.
  func deferNoLonger() { state.withLock { $0.isDeferred = false } }

  /// Called with the exit code before a signal ends the process.
  func beforeEnd(_ body: @escaping @Sendable (Int32) -> Void) {
    state.withLock { $0.beforeEnd = body }
  }

  /// From now on signals are without effect: the run is ending with a message of its own, and
  /// launchers send SIGTERM to the ranks that end last.
  ///
  /// - Returns: whether the run was not ending before, so that the reason is the caller's to say.
  @discardableResult public func runIsEnding() -> Bool {
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
    _exit(kind.rawValue)
  }

  private func arrived(_ signal: Int32) {
    let (now, mustEnd) = state.withLock { state in
      if state.isDeferred { state.hasArrived = true }
      return (state, !state.isDeferred)
    }
    guard mustEnd else { return }
    // Now, since a launcher may kill this process while it waits for others to speak.
    TemporaryNames.removeAll()
    // Time for the message of a lower rank to end the job before this rank adds its own, and for
    // whoever knows of a dead rank to speak first: launchers answer its end with SIGTERM.
    let patience = (signal == SIGTERM ? 0.3 : 0) + Double(now.rank ?? 0) * 0.3
    Thread.sleep(forTimeInterval: min(3, patience))
    guard runIsEnding() else { return }
    let name = signal == SIGTERM ? "SIGTERM" : "SIGUSR1"
    let end = now.advice ?? now.loss
    StandardStream.tell(
      error: "\(now.rank.map { "rank \($0)" } ?? "a rank") on \(HostSystem.name) was stopped by "
        + "\(name) in the stage \(now.stage): \(end)")
    let kind = now.advice == nil ? Failure.Kind.whileRunning : .stopped
    now.beforeEnd(kind.rawValue)
    _exit(kind.rawValue)
  }
}

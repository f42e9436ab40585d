import Dispatch
import Foundation

/// Ends this process when the ranks of its run do not find each other: one that is stopped, or whose host
/// is cut off, while MPI starts would let the others wait for ever, and no rank can tell them yet.
///
/// The ranks that wait say so in turn, since the launcher ends all of them when one has ended.
package final class StartWatch: Sendable {
  private let isOver = DispatchSemaphore(value: 0)
  private let signals: StopSignals

  /// How often it is looked whether the ranks are there. A process that was stopped itself has waited no
  /// longer than this meanwhile.
  private static let step = 0.1
  /// The ranks of a host that is cut off may be the first ones; others do not wait for all of them.
  private static let mostTurns = 8

  /// The seconds that the start may take besides, on a busy machine too.
  private static let secondsToStart = 10

  /// Starts to watch; ``end()`` or the connection of all ranks ends it.
  ///
  /// - Parameters:
  ///   - timeout: the seconds of waiting that end the process, beyond those of a slow start; 0: none do.
  ///   - signals: knows whether all ranks are connected, and ends the process.
  package init(timeout: Int, signals: StopSignals) {
    self.signals = signals
    guard timeout > 0 else { return }
    let limit = timeout + Self.secondsToStart
    signals.countAsMissing(fromAge: Double(limit))
    Thread.detachNewThread { [isOver] in
      let turn = EndMessage.forAll * Double(min(signals.rank ?? 0, Self.mostTurns))
      var waited = 0.0
      while waited < Double(limit) + turn {
        signals.isSeenRunning(true)
        if isOver.wait(timeout: .now() + Self.step) == .success || signals.areRanksConnected {
          signals.isSeenRunning(false)
          return
        }
        waited += Self.step
      }
      signals.end(
        .whileRunning, saying: "does not find all other ranks",
        because:
          "not all are there \(limit) s after its start: one is stopped or its host is cut off, or "
          + "MPI takes longer to start (--stall-timeout)")
    }
  }

  /// The ranks are there, and nothing else watches them.
  package func end() {
    signals.countAsMissing(fromAge: nil)
    isOver.signal()
  }
}

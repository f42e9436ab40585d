import Foundation
import Storage

/// Where the signal handler writes, which can reach nothing but global variables.
nonisolated(unsafe) private var abortPipe: Int32 = -1
nonisolated(unsafe) private var hasAborted = false

/// What a process does that gets no more memory although the system has some: it says so and ends with
/// the exit code for that, rather than abort.
///
/// Swift, C++ and the C library abort when they get no memory, which is all that abort tells. So aborts
/// count as that while the system limits the memory of the process, and are left alone elsewhere.
package enum MemoryExhaustion {
  /// Takes care of aborts from now on, where a limit is set. To be called once in a process.
  ///
  /// - Parameter signals: tells the other ranks that this one ends.
  package static func endInsteadOfAborting(_ signals: StopSignals) {
    guard !MemoryLimit.inForce().isEmpty else { return }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return }
    abortPipe = ends[1]
    let aborts = ends[0]
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while read(aborts, &byte, 1) != 1 {}
      end(signals)
    }
    signal(SIGABRT) { _ in
      // There is not even the memory to say so.
      if hasAborted { _exit(Failure.Kind.memory.rawValue) }
      hasAborted = true
      var byte: UInt8 = 1
      _ = write(abortPipe, &byte, 1)
      // Longer than it takes to say so.
      for _ in 0..<20 { sleep(1) }
      _exit(Failure.Kind.memory.rawValue)
    }
  }

  private static func end(_ signals: StopSignals) {
    // Ranks that do the same get no memory at the same time: the first speaks, which ends the others.
    if signals.rank ?? 0 > 0 { Thread.sleep(forTimeInterval: 3) }
    let limits = MemoryLimit.inForce().map(\.description).joined(separator: ", and ")
    signals.end(
      .memory, saying: "could not have more memory",
      because: limits
        + "; raise the limit or lift it, or use more ranks or fewer --threads")
    // Another reason was being said. It ends this process, unless that takes memory too.
    Thread.sleep(forTimeInterval: 10)
    signals.leave(exitCode: Failure.Kind.memory.rawValue)
  }
}

import Synchronization

/// The pieces of work that the threads of a process are at, each of which is known to end soon.
///
/// A thread that waits for others, or whose work is as long as the data, is at none. So a piece that
/// does not end is the work of a thread that is stuck: in a library that spins, for one, or with a file
/// server that is gone.
package final class WorkInProgress: Sendable {
  /// What a piece of work does.
  package enum Kind: Sendable, Equatable { case computing, reading }

  /// A piece that has begun and not ended.
  package struct Piece: Sendable, Equatable {
    /// Tells the piece from all others of the process.
    package let number: Int
    /// What it does.
    package let kind: Kind
    /// The seconds that it takes at the most on a machine that has much else to do.
    package let mostSeconds: Double

    /// A piece of some number that takes so many seconds at the most.
    package init(number: Int, kind: Kind = .computing, mostSeconds: Double) {
      (self.number, self.kind, self.mostSeconds) = (number, kind, mostSeconds)
    }
  }

  private struct State {
    var begun = 0
    var pieces: [Int: Piece] = [:]

    mutating func begin(_ kind: Kind, mostSeconds: Double) -> Int {
      begun += 1
      pieces[begun] = Piece(number: begun, kind: kind, mostSeconds: mostSeconds)
      return begun
    }
  }

  /// That of all threads of this process.
  package static let ofProcess = WorkInProgress()

  private let state = Mutex(State())

  /// No work.
  package init() {}

  /// The pieces that the threads are at, in no order.
  package var pieces: [Piece] { state.withLock { Array($0.pieces.values) } }

  /// Runs a piece of work.
  ///
  /// - Parameter multiplications: how many it takes at the most, of single numbers.
  package func perform(multiplications: Int, _ body: () -> Void) {
    perform(
      .computing, mostSeconds: Double(multiplications) / Self.leastMultiplicationsPerSecond, body)
  }

  /// Runs a piece of work on a graph.
  ///
  /// - Parameter links: how many it looks at, at the most.
  package func perform<Result>(links: Int, _ body: () throws -> Result) rethrows -> Result {
    try perform(.computing, mostSeconds: Self.seconds(links: links), body)
  }

  /// Reads from a file.
  ///
  /// - Parameter bytes: how many at the most.
  package func read<Result>(bytes: Int, _ body: () throws -> Result) rethrows -> Result {
    try perform(.reading, mostSeconds: Double(bytes) / Self.leastBytesPerSecond, body)
  }

  private func perform<Result>(
    _ kind: Kind, mostSeconds: Double, _ body: () throws -> Result
  ) rethrows -> Result {
    let number = state.withLock { $0.begin(kind, mostSeconds: mostSeconds) }
    defer { state.withLock { $0.pieces[number] = nil } }
    return try body()
  }

  /// Work on a graph in sweeps that follow each other, each of which is a piece.
  package struct Sweeps: ~Copyable {
    private let work: WorkInProgress
    private let seconds: Double
    private var number: Int

    /// Begins the first sweep.
    ///
    /// - Parameter links: how many a sweep looks at, at the most.
    package init(links: Int, in work: WorkInProgress = .ofProcess) {
      self.work = work
      let seconds = WorkInProgress.seconds(links: links)
      self.seconds = seconds
      number = work.state.withLock { $0.begin(.computing, mostSeconds: seconds) }
    }

    deinit { work.state.withLock { [number] in $0.pieces[number] = nil } }

    /// Ends the sweep at hand and begins the next.
    package mutating func next() {
      number = work.state.withLock { [number, seconds] state in
        state.pieces[number] = nil
        return state.begin(.computing, mostSeconds: seconds)
      }
    }
  }

  private static func seconds(links: Int) -> Double { Double(links) / leastLinksPerSecond }

  /// The speed of a core without vector instructions that twenty processes share.
  private static let leastMultiplicationsPerSecond = 1e8
  /// The speed of a core that twenty processes share, where each link is a miss of all caches: a fifth of what was
  /// measured so.
  private static let leastLinksPerSecond = 1e5
  /// The speed of a file system that a thousand ranks read at the same time.
  private static let leastBytesPerSecond = 1e5
}

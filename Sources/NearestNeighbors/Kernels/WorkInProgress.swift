import Synchronization

/// The pieces of work that the threads of a process are at, each of which is known to end soon.
///
/// A thread that waits for others, or whose work is as long as the data, is at none. So a piece that
/// does not end is the work of a thread that is stuck: in a library that spins, for one.
public final class WorkInProgress: Sendable {
  /// A piece that has begun and not ended.
  public struct Piece: Sendable, Equatable {
    /// Tells the piece from all others of the process.
    public let number: Int
    /// The seconds that it takes at the most on a machine that has much else to do.
    public let mostSeconds: Double

    /// A piece of some number that takes so many seconds at the most.
    public init(number: Int, mostSeconds: Double) {
      (self.number, self.mostSeconds) = (number, mostSeconds)
    }
  }

  private struct State {
    var begun = 0
    var pieces: [Int: Double] = [:]
  }

  /// That of all searches of this process.
  public static let ofProcess = WorkInProgress()

  private let state = Mutex(State())

  /// No work.
  public init() {}

  /// The pieces that the threads are at, in no order.
  public var pieces: [Piece] {
    state.withLock { $0.pieces.map { Piece(number: $0.key, mostSeconds: $0.value) } }
  }

  /// Runs a piece of work.
  ///
  /// - Parameter multiplications: how many it takes at the most, of single numbers.
  public func perform(multiplications: Int, _ body: () -> Void) {
    let number = state.withLock { state in
      state.begun += 1
      state.pieces[state.begun] = Double(multiplications) / Self.leastMultiplicationsPerSecond
      return state.begun
    }
    body()
    state.withLock { $0.pieces[number] = nil }
  }

  /// Of a core without vector instructions that twenty processes share.
  private static let leastMultiplicationsPerSecond = 1e8
}

import Embeddings
import Infomap
import MPI
import Storage

/// Why a job ends early, as all its ranks know it.
package struct Failure: Error, Sendable, CustomStringConvertible {
  /// What the exit codes of the program mean.
  package enum Kind: Int32, Sendable {
    case whileRunning = 1
    case commandLine = 2
    case input = 3
    case memory = 4
    /// Stopped by a signal, with the progress saved; what schedulers take for "try again".
    case stopped = 75
  }

  package let kind: Kind
  package let description: String

  package init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}

extension Communicator {
  /// Runs something that can fail on any rank, and fails on all ranks if it does on one: with the
  /// failure of the lowest rank that has one. Collective.
  ///
  /// `body` must not wait for other ranks after it could have thrown.
  ///
  /// - Parameter kind: what an error of a file means here.
  package func agree<Result>(
    _ kind: Failure.Kind = .input, _ body: () throws -> Result
  ) throws -> Result {
    var result: Result?
    var failure: Failure?
    do {
      result = try body()
    } catch let error as Failure {
      failure = error
    } catch let error as FileError {
      failure = Failure(kind, error.description)
    } catch let error as NetworkFileError {
      failure = Failure(.input, error.description)
    }
    let failing = try allReduce(failure == nil ? size : rank, with: .min)
    if let result, failing == size { return result }
    let code = try broadcast(failure?.kind.rawValue ?? 0, from: failing)
    let text = try broadcast(Array((failure?.description ?? "").utf8), from: failing)
    throw Failure(Failure.Kind(rawValue: code)!, String(decoding: text, as: UTF8.self))
  }

  /// Fails on all ranks when `words`, what a rank was told to do, are not the same on all of them.
  /// Collective.
  package func requireSame(_ words: [String]) throws {
    // No word of a command line has a NUL in it.
    let mine = Array(words.joined(separator: "\0").utf8)
    func text(_ bytes: [UInt8]) -> String {
      String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }
    let first = try broadcast(mine, from: 0)
    try agree {
      guard mine == first else {
        throw Failure(
          .commandLine,
          "rank \(rank) was given other options than rank 0; give all ranks the same command line "
            + "(rank 0: \(text(first)); rank \(rank): \(text(mine)))")
      }
    }
  }
}

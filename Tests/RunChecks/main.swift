// Checks of what ranks agree on, run by FaceClusteringTests under mpirun. Exits with 1 on a rank that finds
// anything else than it should.
//
//   run-checks                    all of them
//   run-checks stop-at-end RANK   a run whose ranks watch each other; one stops when all is done but the end of MPI
//   run-checks stop-after-end RANK   the same; one stops when MPI has ended there

import Clock
import FaceClustering
import Foundation
import MPI

/// Whether a rank that looks now and then finds out within a time that no machine needs.
func isToldToStop(_ stop: StopAgreement) throws -> Bool {
  let start = Moment.now
  while start.secondsAgo < 60 {
    if try stop.poll() { return true }
    Thread.sleep(forTimeInterval: 0.001)
  }
  return false
}

/// Lets some ranks ask to stop; the others look until they are told, or, if `looks` is false, never.
func isAgreed(asking: Set<Int>, looks: Bool = true, _ world: Communicator) throws -> Bool {
  let asks = asking.contains(world.rank)
  let stop = try StopAgreement(world: world) { asks }
  let isTold = asks ? try stop.poll() : looks ? try isToldToStop(stop) : true
  let isSettled = try stop.settle()
  let staysSo = try stop.poll()
  return isTold && isSettled && staysSo
}

/// The signals of a run in which a rank stops at its end, where MPI has ended.
nonisolated(unsafe) var signalsAtEnd: StopSignals?

/// Lets ranks watch each other for nothing, and one of them, if any, stop before MPI ends.
func stopAtEnd(_ rank: Int?, _ world: Communicator) throws {
  let signals = try StopSignals(arguments: [])
  signalsAtEnd = signals
  let session = RunSession(
    world: world, signals: signals,
    observer: .init(progress: { _, _ in }, note: { _ in }, warning: { _ in }))
  try session.watchingRanks(timeout: 2) { _ in }
  signals.runIsEnding()
  if world.rank == rank { raise(SIGSTOP) }
}

let words = CommandLine.arguments.dropFirst()
/// The rank that stops after MPI has ended.
let rankAfterEnd = words.first == "stop-after-end" ? words.last.flatMap { Int($0) } : nil
nonisolated(unsafe) var isRankAfterEnd = false

let exitCode =
  MPIEnvironment.run(requiring: .funneled) { world in
    isRankAfterEnd = world.rank == rankAfterEnd
    if words.first == "stop-at-end" || rankAfterEnd != nil {
      try stopAtEnd(rankAfterEnd == nil ? words.last.flatMap { Int($0) } : nil, world)
      return 0
    }
    let last = world.size - 1
    let checks: [(name: String, isRight: () throws -> Bool)] = [
      (
        "nobody stops unless one asks",
        {
          let stop = try StopAgreement(world: world) { false }
          for _ in 0..<10 { if try stop.poll() { return false } }
          return try !stop.settle()
        }
      ),
      ("all stop when the last rank asks", { try isAgreed(asking: [last], world) }),
      (
        "all stop when all ask at the same time",
        { try isAgreed(asking: Set(0...last), world) }
      ),
      (
        "those who never look learn of it in the end",
        { try isAgreed(asking: [0], looks: false, world) }
      ),
      (
        "a rank can ask by itself",
        {
          let stop = try StopAgreement(world: world) { false }
          if world.rank == last { _ = try stop.poll(requesting: true) }
          return try stop.settle()
        }
      ),
      (
        "whoever lets ranks watch each other tells that they have met",
        {
          let signals = try StopSignals(arguments: [])
          let session = RunSession(
            world: world, signals: signals,
            observer: .init(progress: { _, _ in }, note: { _ in }, warning: { _ in }))
          let before = signals.areRanksConnected
          let within = try session.watchingRanks(timeout: 60) { _ in signals.areRanksConnected }
          return !before && within
        }
      ),
      (
        "neighbors that were saved come to the ranks of their faces, from journals that one rank reads each",
        { try savedNeighborsComeHome(world) }
      ),
    ]
    var failures = 0
    for (name, isRight) in checks where try !isRight() {
      print("rank \(world.rank): not so: \(name)")
      failures += 1
    }
    return failures == 0 ? 0 : 1
  }
if isRankAfterEnd { raise(SIGSTOP) }
signalsAtEnd?.mpiHasEnded()
exit(exitCode)

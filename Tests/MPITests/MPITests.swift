import Foundation
import Testing

/// The checks themselves are functions in Tests/MPIChecks: they need real ranks.
@Suite("MPI", .serialized)
struct MPITests {
  @Test("all operations work", arguments: [1, 2])
  func allOperations(ranks: Int) throws { try check(ranks: ranks) }

  @Test("all operations work on more ranks", .needsRanks(8), arguments: [3, 4, 8])
  func allOperationsOnMoreRanks(ranks: Int) throws { try check(ranks: ranks) }

  private func check(ranks: Int) throws {
    let job = try runChecks(ranks: ranks)
    #expect(!job.timedOut, "hung: \(job.output)")
    #expect(job.exitCode == 0, "\(job.output)")
    #expect(job.output.contains("checks passed on \(ranks) ranks, count limit 2147483647, "))
    #expect(job.output.contains(" 0 skipped") == (ranks > 1))
  }

  @Test(
    "all operations work in a process that no launcher started", arguments: ["2147483647", "7"])
  func allOperationsAlone(limit: String) throws {
    let job = try runChecks(
      ranks: 0, arguments: ["alone"], environment: ["SWIFT_MPI_COUNT_LIMIT": limit])
    #expect(!job.timedOut, "hung: \(job.output)")
    #expect(job.exitCode == 0, "\(job.output)")
    #expect(job.output.contains("checks passed on 1 ranks, count limit \(limit), "))
  }

  @Test("a process that no launcher started needs no MPI to end with an error")
  func errorAlone() throws {
    let job = try runChecks(
      ranks: 0, arguments: ["alone"], environment: ["SWIFT_MPI_COUNT_LIMIT": "none"])
    #expect(job.exitCode == 42 || job.exitCode == 1)
    #expect(job.failureMessages.count == 1, "\(job.output)")
    #expect(job.failureMessages.first?.hasPrefix("error: rank 0 of 1 on ") == true)
  }

  @Test("all operations work with counts beyond what one MPI count holds", arguments: [1, 2])
  func allOperationsBeyondTheCountLimit(ranks: Int) throws {
    try checkWithSmallCounts(ranks: ranks)
  }

  @Test(
    "all operations work with counts beyond what one MPI count holds on more ranks",
    .needsRanks(8), arguments: [3, 4, 8])
  func allOperationsBeyondTheCountLimitOnMoreRanks(ranks: Int) throws {
    try checkWithSmallCounts(ranks: ranks)
  }

  private func checkWithSmallCounts(ranks: Int) throws {
    let job = try runChecks(ranks: ranks, environment: ["SWIFT_MPI_COUNT_LIMIT": "7"])
    #expect(!job.timedOut, "hung: \(job.output)")
    #expect(job.exitCode == 0, "\(job.output)")
    #expect(job.output.contains("checks passed on \(ranks) ranks, count limit 7, "))
  }

  @Test(
    "all operations work with more than 2^31 elements",
    .enabled(
      if: ProcessInfo.processInfo.environment["LARGE_CHECKS"] != nil,
      "it takes 12 GB of memory; set LARGE_CHECKS=1"))
  func allOperationsBeyondInt32() throws {
    let job = try runChecks(ranks: 2, arguments: ["large"], timeout: 600)
    #expect(!job.timedOut, "hung: \(job.output)")
    #expect(job.exitCode == 0, "\(job.output)")
    #expect(job.output.contains("checks passed on 2 ranks, count limit 2147483647, 0 skipped"))
  }

  @Test("an error on one rank ends the job with one message that names the rank", arguments: 0...3)
  func errorOnOneRank(rank: Int) throws {
    let job = try runChecks(ranks: 4, arguments: ["fail", String(rank)])
    #expect(!job.timedOut, "hung: \(job.output)")
    #expect(job.exitCode == 42)
    #expect(job.failureMessages.count == 1, "\(job.output)")
    #expect(job.failureMessages.first?.hasPrefix("error: rank \(rank) of 4 on ") == true)
    #expect(job.failureMessages.first?.hasSuffix(": this failure was asked for") == true)
  }

  @Test("errors on several ranks give one message", arguments: [["all"], ["1", "3"]])
  func errorOnSeveralRanks(ranks: [String]) throws {
    let job = try runChecks(ranks: 4, arguments: ["fail"] + ranks)
    #expect(!job.timedOut, "hung: \(job.output)")
    #expect(job.exitCode == 42)
    #expect(job.failureMessages.count == 1, "\(job.output)")
  }

  @Test("the body's value is the exit code", arguments: [0, 3])
  func exitCode(code: Int32) throws {
    let job = try runChecks(ranks: 2, arguments: ["return", String(code)])
    #expect(job.exitCode == code)
    #expect(job.failureMessages.isEmpty)
  }

  @Test("a count limit that is not a positive number is refused", arguments: ["0", "-7", "many"])
  func invalidCountLimit(value: String) throws {
    let job = try runChecks(ranks: 2, environment: ["SWIFT_MPI_COUNT_LIMIT": value])
    #expect(job.exitCode == 42 || job.exitCode == 1)
    #expect(job.failureMessages.count == 1, "\(job.output)")
    #expect(job.failureMessages.first?.contains("SWIFT_MPI_COUNT_LIMIT") == true)
  }
}

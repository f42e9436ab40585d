import Foundation
import MPILauncher
import Testing

/// What a job under mpirun left behind.
struct JobResult {
  let exitCode: Int32
  /// Standard output and standard error of all ranks.
  let output: String
  let timedOut: Bool

  /// The lines in which a rank says why it ends the job.
  var failureMessages: [Substring] {
    output.split(separator: "\n").filter { $0.hasPrefix("error: ") }
  }
}

/// Runs `mpi-checks` or another program on `ranks` ranks of this machine, or with none without a launcher. A job that takes longer than
/// `timeout` seconds is ended and counts as hung.
func runChecks(
  ranks: Int, program: String = "mpi-checks", arguments: [String] = [],
  environment extra: [String: String] = [:], timeout: TimeInterval = 120
) throws -> JobResult {
  // A file rather than a pipe: it cannot fill up while this process waits.
  let outputFile = FileManager.default.temporaryDirectory
    .appendingPathComponent("mpi-checks-\(UUID().uuidString).txt")
  try Data().write(to: outputFile)
  defer { try? FileManager.default.removeItem(at: outputFile) }
  let output = try FileHandle(forWritingTo: outputFile)

  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments =
    (ranks > 0 ? MPILauncher.command(ranks: ranks) : []) + [MPILauncher.builtProgram(program).path]
    + arguments
  process.environment = ProcessInfo.processInfo.environment.merging(extra) { $1 }
  process.standardOutput = output
  process.standardError = output
  try process.run()
  let timedOut = !waitForExit(of: process, timeout: timeout)
  if timedOut {
    process.terminate()
    if !waitForExit(of: process, timeout: 5) { kill(process.processIdentifier, SIGKILL) }
  }
  process.waitUntilExit()
  let text = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
  return JobResult(exitCode: process.terminationStatus, output: text, timedOut: timedOut)
}

private func waitForExit(of process: Process, timeout: TimeInterval) -> Bool {
  let deadline = Date(timeIntervalSinceNow: timeout)
  while process.isRunning {
    if Date() > deadline { return false }
    Thread.sleep(forTimeInterval: 0.02)
  }
  return true
}

extension Trait where Self == ConditionTrait {
  /// As many ranks as work on this machine in bearable time with the MPI of the build.
  static func needsRanks(_ count: Int) -> Self {
    .enabled(if: MPILauncher.mostRanks >= count, "\(MPILauncher.reason(needing: count))")
  }
}

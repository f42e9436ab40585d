import Foundation

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

/// Runs `mpi-checks` on `ranks` ranks of this machine. A job that takes longer than `timeout` seconds
/// is ended and counts as hung. The environment variable MPIRUN names another launcher than `mpirun`.
func runChecks(
  ranks: Int, arguments: [String] = [], environment extra: [String: String] = [:],
  timeout: TimeInterval = 120
) throws -> JobResult {
  var environment = ProcessInfo.processInfo.environment
  let launcher = environment["MPIRUN"] ?? "mpirun"
  // Read by Open MPI only: more ranks than cores, which must then share the cores they have.
  environment["OMPI_MCA_rmaps_base_oversubscribe"] = "1"
  environment["OMPI_MCA_hwloc_base_binding_policy"] = "none"
  environment["OMPI_MCA_mpi_yield_when_idle"] = "1"
  if geteuid() == 0 {
    environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
    environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
  }
  environment.merge(extra) { $1 }

  // A file rather than a pipe: it cannot fill up while this process waits.
  let outputFile = FileManager.default.temporaryDirectory
    .appendingPathComponent("mpi-checks-\(UUID().uuidString).txt")
  try Data().write(to: outputFile)
  defer { try? FileManager.default.removeItem(at: outputFile) }
  let output = try FileHandle(forWritingTo: outputFile)

  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [launcher, "-n", String(ranks), checksExecutable.path] + arguments
  process.environment = environment
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

/// `mpi-checks`, which is built into the folder of the test bundle.
private var checksExecutable: URL {
  let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
  let folder =
    bundle.bundlePath.hasSuffix(".xctest")
    ? bundle.bundleURL.deletingLastPathComponent() : bundle.bundleURL
  return folder.appendingPathComponent("mpi-checks")
}

private func waitForExit(of process: Process, timeout: TimeInterval) -> Bool {
  let deadline = Date(timeIntervalSinceNow: timeout)
  while process.isRunning {
    if Date() > deadline { return false }
    Thread.sleep(forTimeInterval: 0.02)
  }
  return true
}

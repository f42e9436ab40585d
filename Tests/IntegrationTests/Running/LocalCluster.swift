import Foundation

/// A cluster of scripts/cluster/local-cluster: a login node and compute nodes, each a host of its own with
/// Slurm and ssh, on this machine.
final class LocalCluster {
  private static let script =
    SharedData.package.appendingPathComponent("scripts/cluster/local-cluster").path
  /// Always the same folder, so that what a killed test left running is found and ended.
  static let folder = SharedData.package.appendingPathComponent(".build/local-cluster").path
  private static let environment = ["LOCAL_CLUSTER": folder, "PROGRAM": Scratch.program.path]
  /// What the script exits with where there can be no cluster.
  private static let cannotRunHere: Int32 = 77

  private let scratch: Scratch

  /// Whether the machine allows a cluster and has what it needs, which may be installed for that.
  static func canRunHere() throws -> Bool {
    let check = try call(["check"], in: Scratch(), timeout: 300)
    guard check.exitCode == 0 || check.exitCode == cannotRunHere else {
      throw Failed(description: check.errors)
    }
    return check.exitCode == 0
  }

  /// Starts a cluster whose commands run in the folder of a test.
  init(nodes: Int, in scratch: Scratch) throws {
    self.scratch = scratch
    _ = try Self.call(["down"], in: scratch)
    let up = try Self.call(["up", "\(nodes)"], in: scratch)
    guard up.exitCode == 0 else { throw Failed(description: up.errors) }
  }

  deinit { _ = try? down() }

  @discardableResult
  func down() throws -> ProgramRun { try Self.call(["down"], in: scratch) }

  /// Runs a command on the login node.
  func run(
    _ command: [String], environment: [String: String] = [:], timeout: TimeInterval = 60
  ) throws -> ProgramRun {
    try Self.call(["run"] + command, environment: environment, in: scratch, timeout: timeout)
  }

  /// Submits a batch job and waits for its end.
  ///
  /// - Parameter meanwhile: called with the job's number again and again until it has ended.
  /// - Returns: the job's number.
  func submit(
    _ arguments: [String], environment: [String: String] = [:], timeout: TimeInterval = 60,
    meanwhile: (String) throws -> Void = { _ in }
  ) throws -> String {
    let submitted = try run(["sbatch", "--parsable"] + arguments, environment: environment)
    guard submitted.exitCode == 0 else { throw Failed(description: submitted.errors) }
    let job = submitted.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let deadline = Date(timeIntervalSinceNow: timeout)
    while Date() < deadline {
      let queue = try run(["squeue", "--noheader", "--jobs", job])
      if queue.output.isEmpty { return job }
      try meanwhile(job)
      Thread.sleep(forTimeInterval: 0.2)
    }
    throw Failed(description: "job \(job) did not end within \(timeout) seconds")
  }

  /// The ID of the process with which the cluster lives and dies.
  func firstProcess() throws -> Int32 {
    let text = try String(contentsOfFile: Self.folder + "/first-process", encoding: .utf8)
    guard let pid = text.split(separator: " ").first.flatMap({ Int32($0) }) else {
      throw Failed(description: "no process in \"\(text)\"")
    }
    return pid
  }

  private static func call(
    _ arguments: [String], environment: [String: String] = [:], in scratch: Scratch,
    timeout: TimeInterval = 60
  ) throws -> ProgramRun {
    try scratch.execute(
      [script] + arguments, environment: Self.environment.merging(environment) { $1 },
      timeout: timeout)
  }

  struct Failed: Error, CustomStringConvertible { let description: String }
}

/// The namespaces that processes of this machine live in.
struct Namespaces {
  /// By process ID, what the links in /proc/ID/ns name.
  let ofProcess: [Int32: Set<String>]

  init() throws {
    var all: [Int32: Set<String>] = [:]
    for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let pid = Int32(entry) else { continue }
      // Processes end while this looks at them.
      let links = ["pid", "net", "uts", "mnt"].compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(entry)/ns/\($0)")
      }
      all[pid] = Set(links)
    }
    ofProcess = all
  }

  var all: Set<String> { ofProcess.values.reduce(into: []) { $0.formUnion($1) } }
}

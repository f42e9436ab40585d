import Foundation
import MPILauncher
import Testing

/// What a run of the program left behind.
struct ProgramRun {
  let exitCode: Int32
  let output: String
  let errors: String
  let timedOut: Bool
}

/// A folder for the files of one test, removed with it.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("face-cluster-mpi-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
    return path(name)
  }

  func write(_ name: String, floats: [Float]) throws -> String {
    try write(name, floats.withUnsafeBytes { Array($0) })
  }

  func contents(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }

  /// The whole numbers of a file, one on each line, such as labels.
  func integers(_ name: String) throws -> [Int] {
    try String(decoding: contents(name), as: UTF8.self).split(separator: "\n").map {
      try #require(Int($0), "\($0) in \(name)")
    }
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Runs the program in the folder; without `ranks` by itself, without mpirun.
  ///
  /// - Parameters:
  ///   - wrapper: a shell command that the program is run by on each rank.
  ///   - outerWrapper: one that all of it is run by, mpirun too.
  func run(
    _ arguments: [String], ranks: Int? = nil, wrapper: [String] = [], outerWrapper: [String] = [],
    timeout: TimeInterval = 240
  ) throws -> ProgramRun {
    try finish(
      start(arguments, ranks: ranks, wrapper: wrapper, outerWrapper: outerWrapper),
      timeout: timeout)
  }

  /// Starts the program as ``run(_:ranks:wrapper:outerWrapper:timeout:)`` does, one at a time.
  func start(
    _ arguments: [String], ranks: Int? = nil, wrapper: [String] = [], outerWrapper: [String] = []
  ) throws -> Process {
    let launcher = ranks.map(MPILauncher.command) ?? []
    return try start(
      command: outerWrapper + launcher + wrapper + [Self.program.path] + arguments)
  }

  /// Runs any command in the folder.
  ///
  /// - Parameter environment: what the command finds set besides what this process does.
  func execute(
    _ command: [String], environment: [String: String] = [:], timeout: TimeInterval
  ) throws -> ProgramRun {
    try finish(start(command: command, environment: environment), timeout: timeout)
  }

  private func start(command: [String], environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder

    // Files rather than pipes: they cannot fill up while this process waits.
    func outputFile(_ name: String) throws -> FileHandle {
      _ = try write(name, [])
      return try FileHandle(forWritingTo: folder.appendingPathComponent(name))
    }
    process.standardOutput = try outputFile("stdout")
    process.standardError = try outputFile("stderr")
    process.standardInput = FileHandle.nullDevice
    // The threads of tests block signals, which the process would inherit.
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    return process
  }

  /// Waits for a program that was started.
  func finish(_ process: Process, timeout: TimeInterval = 240) throws -> ProgramRun {
    let deadline = Date(timeIntervalSinceNow: timeout)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
    let timedOut = process.isRunning
    if timedOut { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return ProgramRun(
      exitCode: process.terminationStatus,
      output: String(decoding: try contents("stdout"), as: UTF8.self),
      errors: String(decoding: try contents("stderr"), as: UTF8.self), timedOut: timedOut)
  }

  /// The program, which is built into the folder of the test bundle.
  static var program: URL {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
    let folder =
      bundle.bundlePath.hasSuffix(".xctest")
      ? bundle.bundleURL.deletingLastPathComponent() : bundle.bundleURL
    return folder.appendingPathComponent("face-cluster-mpi")
  }
}

/// The data beside the package, which not every checkout has.
enum SharedData {
  static func path(_ name: String) -> String {
    package.appendingPathComponent("../shared/data/\(name)").standardized.path
  }

  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
}

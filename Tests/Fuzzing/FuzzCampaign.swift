import Foundation

/// Lets each target have an equal part of the time, each in a process of its own.
struct FuzzCampaign {
  let seconds: Double
  let seed: UInt64
  let targets: [FuzzTarget]

  /// - Returns: whether no input failed.
  func run() throws -> Bool {
    var (all, failures) = (0, 0)
    print("seed \(seed)")
    for target in targets {
      let end = Date(timeIntervalSinceNow: seconds / Double(targets.count))
      // After an input that failed others may fail elsewhere.
      for run in 0..<Self.mostFailures {
        let (report, failed) = try runWorker(
          target, seed: seed &+ UInt64(run), seconds: max(0, end.timeIntervalSinceNow))
        all += report
        failures += failed ? 1 : 0
        guard failed, end.timeIntervalSinceNow > 0 else { break }
      }
    }
    print("\(all) inputs of \(targets.count) parsers, \(failures) failed")
    return failures == 0
  }

  /// How many failures of a parser are enough to know.
  private static let mostFailures = 5

  private func runWorker(
    _ target: FuzzTarget, seed: UInt64, seconds: Double
  ) throws -> (inputs: Int, failed: Bool) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appendingPathComponent("input.\(target.ending)")
    let worker = Process()
    worker.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    worker.arguments = [
      "worker", target.name, String(seed), String(seconds), input.path,
    ]
    let output = Pipe()
    worker.standardOutput = output
    try worker.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    worker.waitUntilExit()
    guard worker.terminationReason == .exit, worker.terminationStatus == 0 else {
      let kept = "fuzz-\(target.name)-\(seed).\(target.ending)"
      try Data(contentsOf: input).write(to: URL(fileURLWithPath: kept))
      let reason =
        worker.terminationReason == .exit
        ? text.trimmingCharacters(in: .newlines) : "ended by signal \(worker.terminationStatus)"
      print("\(target.name): FAILED, \(reason); the input is in \(kept)")
      return (0, true)
    }
    let counts = text.split { $0.isWhitespace }.compactMap { Int($0) }
    print("\(target.name): \(counts[0]) inputs, \(counts[1]) taken")
    return (counts[0], false)
  }
}

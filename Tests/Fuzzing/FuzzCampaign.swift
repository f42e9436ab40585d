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
      let (report, failed) = try runWorker(target)
      all += report
      failures += failed ? 1 : 0
    }
    print("\(all) inputs, \(failures) of \(targets.count) parsers failed")
    return failures == 0
  }

  private func runWorker(_ target: FuzzTarget) throws -> (inputs: Int, failed: Bool) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appendingPathComponent("input.\(target.ending)")
    let worker = Process()
    worker.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    worker.arguments = [
      "worker", target.name, String(seed), String(seconds / Double(targets.count)), input.path,
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

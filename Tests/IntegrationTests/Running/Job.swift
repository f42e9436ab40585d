import Foundation
import MPILauncher
import Storage
import Testing

/// A run of the program whose ranks can be sent signals on their way.
struct Job {
  let scratch: Scratch
  let process: Process
  private let ranks: Int

  /// - Parameter before: a shell command that each rank runs first.
  init(
    _ scratch: Scratch, _ arguments: [String], ranks: Int, before: String = ":"
  ) throws {
    self.scratch = scratch
    self.ranks = ranks
    for rank in 0..<ranks { try scratch.remove("pid.\(rank)") }
    let shell = [
      "sh", "-c", "echo $$ > pid.\(MPILauncher.rankInShell); \(before)\nexec \"$@\"", "sh",
    ]
    process = try scratch.start(arguments, ranks: ranks, wrapper: shell)
  }

  func send(_ signal: Int32, toRank rank: Int) {
    if let pid = pid(ofRank: rank) { kill(pid, signal) }
  }

  func pid(ofRank rank: Int) -> Int32? {
    let text = (try? scratch.contents("pid.\(rank)")).map { String(decoding: $0, as: UTF8.self) }
    return text.flatMap { Int32($0.trimmingCharacters(in: .newlines)) }
  }

  /// Waits until a run with `--verbose` has said what it needs: all ranks are on their way then.
  func waitForPlan() throws {
    try wait {
      (try? String(decoding: scratch.contents("stderr"), as: UTF8.self))?.contains("node ") == true
    }
  }

  func waitForFile(_ name: String) throws { try wait { scratch.exists(name) } }

  /// Waits until all ranks, or those that still have something to do, have saved progress in a run
  /// that is on its way.
  func waitForProgress(in folder: String = "progress", ofRanks count: Int? = nil) throws {
    let before = Set(scratch.files(in: folder))
    try wait {
      let new = Set(scratch.files(in: folder)).subtracting(before)
      let journals = new.filter { $0.hasPrefix("neighbors") && $0.hasSuffix(".journal") }
      return journals.count { hasRecord("\(folder)/\($0)") } >= count ?? ranks
    }
  }

  /// Waits until a method has saved a round in the folder `progress`.
  func waitForRound() throws {
    try wait {
      scratch.files(in: "progress").contains {
        $0.hasPrefix("rounds.") && hasRecord("progress/\($0)")
      }
    }
  }

  /// Whether a journal has a whole record: its first may still be on its way to the file.
  private func hasRecord(_ journal: String) -> Bool {
    var records = 0
    _ = try? Journal.read(scratch.path(journal)) { _ in records += 1 }
    return records > 0
  }

  func finish() throws -> ProgramRun { try scratch.finish(process) }

  private func wait(until isDone: () -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: 120)
    while !isDone() {
      try #require(process.isRunning && Date() < deadline, "the run did not get that far")
      Thread.sleep(forTimeInterval: 0.005)
    }
  }
}

extension Scratch {
  func files(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
  }

  func remove(_ names: String...) throws {
    for name in names where exists(name) { try FileManager.default.removeItem(atPath: path(name)) }
  }

  func changeByte(of name: String, at place: Int) throws {
    var bytes = try contents(name)
    try #require(place < bytes.count)
    bytes[place] ^= 0x40
    try bytes.write(to: folder.appendingPathComponent(name))
  }
}

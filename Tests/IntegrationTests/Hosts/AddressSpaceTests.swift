import Foundation
import Testing

/// Where the system limits the address space or the data of each process, a run fits, or it says that it
/// does not.
@Suite(.serialized) struct AddressSpaceTests {
  private static let arguments = [
    "--synthetic", "--faces", "2000", "--dim", "64", "--min-sim", "0.58", "--threads", "2",
    "--quiet",
  ]

  /// Runs each rank with a limit in KiB.
  private func run(
    _ scratch: Scratch, _ arguments: [String], limit: String, _ kibibytes: Int, ranks: Int?
  ) throws -> ProgramRun {
    let shell = ["bash", "-c", "ulimit -\(limit) \(kibibytes) && exec \"$@\"", "bash"]
    let run = try scratch.run(
      arguments, ranks: ranks, wrapper: ranks == nil ? [] : shell,
      outerWrapper: ranks == nil ? shell : [], timeout: 60)
    #expect(!run.timedOut, "with \(kibibytes) KiB")
    return run
  }

  /// What a run that was refused says to be enough, in KiB.
  private func named(_ run: ProgramRun) throws -> Int {
    let match = try #require(
      run.errors.firstMatch(of: /raise the limit to (\d+) KiB|needs (\d+) KiB/), "\(run.errors)")
    return try #require(Int(match.1 ?? match.2 ?? ""))
  }

  /// A limit, in KiB, with which the system's loader can just load the program: what that takes is a matter of
  /// the libraries of MPI.
  private func leastToLoad(_ scratch: Scratch, limit: String) throws -> Int {
    for mebibytes in stride(from: 100, through: 400, by: 5) {
      let run = try run(scratch, ["--version"], limit: limit, mebibytes << 10, ranks: nil)
      if run.exitCode != 127 { return mebibytes << 10 }
    }
    throw ProgramCannotBeLoaded()
  }

  private struct ProgramCannotBeLoaded: Error {}

  /// From what no program of this size can be loaded with to what is enough.
  @Test(arguments: [("v", nil), ("v", 2), ("d", nil)] as [(String, Int?)])
  func aRunWorksOrIsRefusedWithAnyLimit(limit: String, ranks: Int?) throws {
    let scratch = try Scratch()
    var codes: [Int32: Int] = [:]
    for mebibytes in [20, 100, 130, 170, 250, 350, 450, 550, 650, 1000] {
      let run = try run(scratch, Self.arguments, limit: limit, mebibytes << 10, ranks: ranks)
      codes[run.exitCode, default: 0] += 1
      switch run.exitCode {
      case 0: #expect(scratch.exists("labels.txt"))
      case 4:
        #expect(run.errors.contains("(ulimit -\(limit)"), "\(run.errors)")
        #expect(try named(run) > mebibytes << 10)
      default:
        // The system's loader, before any code of the program.
        #expect(run.exitCode == 127, "with \(mebibytes) MiB: \(run.errors)")
        #expect(run.errors.contains("error while loading shared libraries"), "\(run.errors)")
      }
    }
    #expect(codes[0] ?? 0 > 0 && codes[4] ?? 0 > 0)
  }

  /// Step by step: to be started, to start MPI, to do the work.
  @Test(arguments: ["v", "d"])
  func whatARefusalNamesIsEnough(limit: String) throws {
    let scratch = try Scratch()
    var kibibytes = try leastToLoad(scratch, limit: limit)
    var refusals = 0
    while true {
      let run = try run(scratch, Self.arguments, limit: limit, kibibytes, ranks: 2)
      if run.exitCode == 0 { break }
      #expect(run.exitCode == 4, "\(run.errors)")
      #expect(
        run.errors.split(separator: "\n").count { $0.hasPrefix("error:") } == 1, "\(run.errors)")
      refusals += 1
      try #require(refusals < 6)
      kibibytes = try named(run)
    }
    #expect(refusals > 0)
  }

  /// Nobody knows beforehand what a network or labels need.
  @Test func aCommandThatGetsNoMoreMemoryOnItsWaySaysSo() throws {
    let scratch = try Scratch()
    let labels = String(repeating: "1\n2\n", count: 6_000_000)
    _ = try scratch.write("labels", Array(labels.utf8))
    let enough = try run(
      scratch, ["evaluate", "labels", "labels"], limit: "v", 1 << 20, ranks: nil)
    #expect(enough.exitCode == 0, "\(enough.errors)")
    let started = try named(
      run(scratch, ["--version"], limit: "v", leastToLoad(scratch, limit: "v"), ranks: nil))
    let run = try run(scratch, ["evaluate", "labels", "labels"], limit: "v", started, ranks: nil)
    #expect(run.exitCode == 4, "\(run.errors)")
    #expect(run.errors.contains("could not have more memory: the address space"), "\(run.errors)")
  }
}

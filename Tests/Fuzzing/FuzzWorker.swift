import Foundation
import MPI

/// The process that parses inputs of one target until its time is over.
struct FuzzWorker {
  let target: FuzzTarget
  let seed: UInt64
  let end: Date
  /// The file of the input at hand, by which the other process knows what a trap was due to.
  let path: String

  /// - Parameter words: worker TARGET SEED SECONDS PATH.
  init(_ words: [String]) {
    target = FuzzTarget.all.first { $0.name == words[1] }!
    seed = UInt64(words[2])!
    end = Date(timeIntervalSinceNow: Double(words[3])!)
    path = words[4]
  }

  /// Runs something with the parser of a target, with MPI where it needs it.
  ///
  /// - Returns: the exit code.
  static func with(
    _ target: FuzzTarget, _ body: ((String) throws -> String) throws -> Void
  ) throws -> Int32 {
    switch target.parse {
    case .alone(let parse):
      try body(parse)
      return 0
    case .ofWorld(let parse):
      return MPIEnvironment.run(requiring: .funneled) { world in
        try body { try parse($0, world) }
        return 0
      }
    }
  }

  /// Prints how many inputs were parsed and how many of them were taken.
  func run(_ parse: (String) throws -> String) throws {
    var mutator = Mutator(seed: seed, seeds: target.seeds, words: target.words)
    var (inputs, accepted) = (0, 0)
    for seed in target.seeds {
      try Self.write(seed, to: path)
      _ = try? parse(path)
    }
    var before = Self.peak()
    while Date() < end {
      let input = mutator.next()
      try Self.write(input, to: path)
      alarm(timeLimit)
      do {
        _ = try parse(path)
        accepted += 1
        mutator.keep(input)
      } catch {
        FuzzTarget.check(message: "\(error)")
      }
      alarm(0)
      inputs += 1
      let now = Self.peak()
      guard now - before <= memoryLimit else {
        print("took \((now - before) >> 20) MiB")
        exit(3)
      }
      before = now
    }
    print("\(inputs) \(accepted)")
  }

  static func dump(folder: String, count: Int, target name: String) throws {
    let target = FuzzTarget.all.first { $0.name == name }!
    var mutator = Mutator(seed: 1, seeds: target.seeds, words: target.words)
    _ = try with(target) { parse in
      for number in 0..<count {
        let path = "\(folder)/\(number).\(target.ending)"
        try write(mutator.next(), to: path)
        let verdict: String
        do { verdict = "ok " + (try parse(path)) } catch { verdict = "error \(error)" }
        try write(Array(verdict.utf8), to: path + ".verdict")
      }
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// The most memory that this process has held, in bytes.
  private static func peak() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}

// Feeds the parsers of the program with inputs that are nearly right.
//
//   fuzz SECONDS [SEED [TARGET]]      all parsers in turn, or one; says how many inputs each had
//   fuzz dump FOLDER COUNT TARGET     writes inputs and, in files beside them, what the parser said
//
// An input may be refused. It fails when the parser traps, takes longer than `timeLimit`, or takes more
// memory than `memoryLimit`: then it is kept in the present folder, its name is printed, and the exit
// code is 1. Each parser runs in a process of its own, so that the others go on.

import Foundation

/// Seconds for one input, which has at most `Mutator.largestInput` bytes; so many that a busy machine
/// never exceeds them by itself.
let timeLimit: UInt32 = 20
/// The growth of a process by one input, in bytes.
let memoryLimit = 256 << 20

let words = Array(CommandLine.arguments.dropFirst())

switch words.first {
case "worker":
  let worker = FuzzWorker(words)
  exit(try FuzzWorker.with(worker.target, worker.run))
case "dump": try FuzzWorker.dump(folder: words[1], count: Int(words[2])!, target: words[3])
default:
  guard let seconds = words.first.flatMap(Double.init) else {
    print("fuzz SECONDS [SEED [TARGET]] | fuzz dump FOLDER COUNT TARGET")
    exit(2)
  }
  let seed = words.dropFirst().first.flatMap { UInt64($0) } ?? UInt64(Date().timeIntervalSince1970)
  let chosen = FuzzTarget.all.filter { words.count < 3 || $0.name == words[2] }
  exit(try FuzzCampaign(seconds: seconds, seed: seed, targets: chosen).run() ? 0 : 1)
}

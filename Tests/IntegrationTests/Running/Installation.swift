import Foundation

/// Runs of scripts/install into a folder of a test.
struct Installation {
  let scratch: Scratch
  private let script = SharedData.package.appendingPathComponent("scripts/install").path

  init() throws { scratch = try Scratch() }

  func run(_ arguments: [String], destination: String = "") throws -> ProgramRun {
    try scratch.execute(
      [script] + arguments,
      environment: ["PROGRAM": Scratch.program.path, "DESTDIR": destination], timeout: 60)
  }

  /// All files below a folder of the test, by their paths in it, and what is in them.
  func files(in folder: String) throws -> [String: Data] {
    let names = FileManager.default.enumerator(atPath: scratch.path(folder))?.compactMap {
      $0 as? String
    }
    var files: [String: Data] = [:]
    for name in names ?? [] {
      files[name] = FileManager.default.contents(atPath: scratch.path("\(folder)/\(name)"))
    }
    return files
  }
}

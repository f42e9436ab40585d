import Foundation
import MPILauncher
import Testing

/// The scripts for PBS, with the variables that PBS sets set by hand.
@Suite(.serialized) struct JobScriptTests {
  private static let scripts = SharedData.package.appendingPathComponent("scripts")

  /// Runs a script of a PBS job of one node that is listed so often.
  private func run(
    _ script: String, in scratch: Scratch, lines: Int = 2, _ variables: [String: String]
  ) throws -> ProgramRun {
    // Of the launchers of a machine with several the one of the build's MPI, and as root.
    let launcher = scratch.folder.appendingPathComponent("bin/mpirun")
    try FileManager.default.createDirectory(
      at: launcher.deletingLastPathComponent(), withIntermediateDirectories: true)
    try "#!/bin/sh\nexec \"\(MPILauncher.path)\" \"$@\"\n"
      .write(to: launcher, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: launcher.path)
    let nodes = try scratch.write(
      "nodes", Array(String(repeating: "localhost\n", count: lines).utf8))
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let environment = [
      "PATH": "\(scratch.path("bin")):\(path)", "PROGRAM": Scratch.program.path,
      "PBS_O_WORKDIR": scratch.folder.path, "PBS_NODEFILE": nodes,
    ]
    return try scratch.execute(
      [Self.scripts.appendingPathComponent("cluster/pbs/\(script)").path],
      environment: environment.merging(variables) { $1 }, timeout: 240)
  }

  @Test func linesForCoresBecomeLinesForRanks() throws {
    let scratch = try Scratch()
    let run = try run(
      "cluster.pbs", in: scratch, lines: 64,
      ["RANKS_PER_NODE": "2", "ARGS": "'\(Digits.features)' --min-sim 0.9 --threads 1 --json"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let record = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let machine = record?["machine"] as? [String: Any]
    #expect(machine?["ranks"] as? Int == 2)
  }

  @Test func aChainRemovesWhatItHasSavedAndNothingElse() throws {
    let scratch = try Scratch()
    let folder = scratch.folder.appendingPathComponent("saved")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    _ = try scratch.write("saved/weights.bin", [1, 2, 3])
    let run = try run(
      "resume.pbs", in: scratch,
      [
        "CHECKPOINT": folder.path, "WALLTIME": "300",
        "ARGS": "'\(Digits.features)' --min-sim 0.9 --threads 1 --out labels.txt",
      ])
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(scratch.exists("labels.txt"))
    let record = String(decoding: try scratch.contents("labels.run.json"), as: UTF8.self)
    #expect(record.contains("\"savingSeconds\""))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights.bin"])
  }

  @Test(arguments: ["0", "1"]) func filesOfOneNameHaveTablesOfTheirOwn(index: String) throws {
    let scratch = try Scratch()
    for name in ["a", "b"] {
      let folder = scratch.folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: Digits.features, toPath: folder.appendingPathComponent("faces.npy").path)
    }
    let run = try run(
      "sweep.pbs", in: scratch,
      [
        "FILES": "a/faces.npy b/faces.npy", "PBS_ARRAY_INDEX": index,
        "ARGS": "--threads 1 --thresholds 0.85,0.9",
      ])
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(scratch.exists("sweep/faces-\(index).csv"))
  }

  /// Nothing of the package is in an image but what its recipe names.
  @Test(arguments: ["Dockerfile", "face-cluster-mpi.def"])
  func anImageHasAllThatItsDependenciesAreInstalledBy(recipe: String) throws {
    let scratch = try Scratch()
    let text = try String(
      contentsOf: Self.scripts.appendingPathComponent("cluster/containers/\(recipe)"),
      encoding: .utf8)
    let copied = text.matches(of: /(scripts\/[\w\/-]+) (\/\S+)/)
      .map { (String($0.1), String($0.2)) }
    for (source, target) in copied {
      let place = scratch.folder.appendingPathComponent(target)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: SharedData.package.appendingPathComponent(source), to: place)
    }
    let installer = try #require(copied.first { $0.0 == "scripts/install-dependencies" }?.1)
    let run = try scratch.execute(
      [scratch.path(String(installer.dropFirst())), "--help"], timeout: 10)
    #expect(run.exitCode == 0 && run.output.contains("runtime"), "\(run.errors)")
  }
}

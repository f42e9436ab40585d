import Foundation
import Testing

@Suite struct InstallTests {
  private let installation: Installation
  private var scratch: Scratch { installation.scratch }

  init() throws { installation = try Installation() }

  @Test func whatIsInstalledRunsFromAFolderWithABlankInItsName() throws {
    let run = try installation.run(["the place"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let program = scratch.path("the place/bin/face-cluster-mpi")
    #expect(try scratch.execute([program, "--version"], timeout: 30).exitCode == 0)
    let files = try installation.files(in: "the place")
    for name in [
      "share/man/man1/face-cluster-mpi.1", "share/bash-completion/completions/face-cluster-mpi",
      "share/zsh/site-functions/_face-cluster-mpi", "share/doc/face-cluster-mpi/README.md",
      "share/doc/face-cluster-mpi/CITATION.cff", "share/face-cluster-mpi/slurm/cluster.sbatch",
    ] { #expect(files[name]?.isEmpty == false, "\(name)") }
    let module = try #require(files.first { $0.key.contains("modulefiles/face-cluster-mpi/") })
    #expect(String(decoding: module.value, as: UTF8.self).contains("/the place/bin\""))
    #expect(!files.keys.contains { $0.contains(".install-") })
  }

  @Test func bashCompletesOptionsOfTheCommandAndTheirValues() throws {
    #expect(try installation.run(["p"]).exitCode == 0)
    let script = scratch.path("p/share/bash-completion/completions/face-cluster-mpi")
    func completions(_ words: String...) throws -> [String] {
      let line = words.map { "'\($0)'" }.joined(separator: " ")
      let command =
        "source '\(script)'; COMP_WORDS=(face-cluster-mpi \(line)); COMP_CWORD=\(words.count); "
        + "_face_cluster_mpi 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\""
      return try scratch.execute(["bash", "-c", command], timeout: 30).output.split(separator: "\n")
        .map(String.init)
    }
    #expect(try completions("--min").contains("--min-sim"))
    #expect(try completions("infomap", "--two") == ["--two-level"])
    #expect(try completions("--two") == [])
    #expect(try completions("--search", "a") == ["approximate"])
    #expect(try completions("eva") == ["evaluate"])
    #expect(try completions("--out", "p") == ["p"])
  }

  @Test func installingAgainChangesNothingAndUninstallingLeavesNothing() throws {
    _ = try scratch.write("mine.txt", [1])
    #expect(try installation.run([scratch.path("p")]).exitCode == 0)
    let before = try installation.files(in: "p")
    #expect(try installation.run(["p/"]).exitCode == 0)
    #expect(try installation.files(in: "p") == before)
    #expect(try installation.run(["--uninstall", "p"]).exitCode == 0)
    #expect(try installation.files(in: "p").isEmpty && scratch.exists("mine.txt"))
    #expect(try installation.run(["--uninstall", "p"]).exitCode == 2)
  }

  @Test func filesOfOthersStay() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path("p/bin"), withIntermediateDirectories: true)
    _ = try scratch.write("p/bin/face-cluster-mpi", [7])
    let run = try installation.run(["p"])
    #expect(run.exitCode == 2 && run.errors.contains("p/bin/face-cluster-mpi: is there"))
    #expect(try installation.files(in: "p").compactMapValues { $0.isEmpty ? nil : $0 }.count == 1)
  }

  /// A job script is there to be filled in.
  @Test func filesThatWereChangedStay() throws {
    #expect(try installation.run(["p"]).exitCode == 0)
    let job = "p/share/face-cluster-mpi/slurm/cluster.sbatch"
    _ = try scratch.write(job, Array("# mine\n".utf8))
    let again = try installation.run(["p"])
    #expect(again.exitCode == 2 && again.errors.contains("cluster.sbatch: is there"))
    #expect(try installation.run(["--uninstall", "p"]).exitCode == 1)
    #expect(String(decoding: try scratch.contents(job), as: UTF8.self) == "# mine\n")
    #expect(!scratch.exists("p/bin"))
  }

  @Test func aPackageIsMadeBelowAnotherFolder() throws {
    #expect(try installation.run(["/opt/faces"], destination: scratch.path("d")).exitCode == 0)
    let files = try installation.files(in: "d")
    #expect(files["opt/faces/bin/face-cluster-mpi"] != nil)
    let module = try #require(files.first { $0.key.contains("modulefiles/face-cluster-mpi/") })
    #expect(String(decoding: module.value, as: UTF8.self).contains("\"/opt/faces/bin\""))
  }

  @Test(arguments: [
    ([], "name the folder"), (["a", "b"], "name one folder"), (["--frob", "a"], "--frob"),
    (["mine.txt"], "is a file and not a folder"),
  ]) func otherCommandLinesAreRefused(arguments: [String], message: String) throws {
    _ = try scratch.write("mine.txt", [1])
    let run = try installation.run(arguments)
    #expect(run.exitCode == 2 && run.errors.contains(message), "\(run.errors)")
  }
}

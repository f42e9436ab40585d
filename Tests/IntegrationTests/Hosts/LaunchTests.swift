import Foundation
import MPILauncher
import Testing

/// What happens before MPI starts, and where it starts otherwise than the launcher thinks.
@Suite(.serialized) struct LaunchTests {
  /// Open MPI cannot start with it; MPICH does not heed it.
  private static let brokenMPI = ["env", "OMPI_MCA_pml=nonesuch"]
  /// Leaves the exit code of each rank in a file and tells the launcher nothing of it.
  private static let codes = [
    "sh", "-c", "\"$@\"; echo $? > code.\(MPILauncher.rankInShell); exit 0", "sh",
  ]

  private func codes(_ scratch: Scratch, ranks: Int) throws -> [String] {
    try (0..<ranks).map { String(decoding: try scratch.contents("code.\($0)"), as: UTF8.self) }
  }

  private func errors(_ run: ProgramRun) -> [Substring] {
    run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
  }

  @Test(
    arguments: [
      ("--help", 0), ("--version", 0), ("help knn", 0), ("evaluate labels labels", 0),
      ("plan --faces 1000 --dim 8 --ranks 9", 0), ("plan --faces 1000", 2),
      ("evaluate labels none", 3), ("faces.npy --frob", 2), ("", 2), ("clsuter", 2),
      ("faces.npy --kernel none", 2),
    ] as [(String, Int32)])
  func whatNeedsNoMPIDoesNotStartIt(line: String, exitCode: Int32) throws {
    let arguments = line.split(separator: " ").map(String.init)
    let scratch = try Scratch()
    _ = try scratch.write("labels", Array("1\n1\n2\n".utf8))
    let run = try scratch.run(arguments, outerWrapper: Self.brokenMPI)
    #expect(run.exitCode == exitCode, "\(run.errors)")
    #expect(errors(run).count == (exitCode == 0 ? 0 : 1) && run.output.isEmpty == (exitCode != 0))
  }

  @Test func oneRankSpeaksAndAllExitWithTheSameCode() throws {
    let scratch = try Scratch()
    let version = try scratch.run(["--version"], ranks: 3)
    #expect(version.exitCode == 0)
    #expect(version.output.wholeMatch(of: /face-cluster-mpi [0-9.]+\n/) != nil)
    let refused = try scratch.run(["faces.npy", "--frob"], ranks: 3, wrapper: Self.codes)
    #expect(errors(refused).count == 1, "\(refused.errors)")
    #expect(try codes(scratch, ranks: 3) == ["2\n", "2\n", "2\n"])
    let unread = try scratch.run(["evaluate", "none", "none"], ranks: 3, wrapper: Self.codes)
    #expect(errors(unread).count == 1, "\(unread.errors)")
    #expect(try codes(scratch, ranks: 3) == ["3\n", "3\n", "3\n"])
  }

  @Test func aWrongCommandLineOfOneRankIsFoundOut() throws {
    let scratch = try Scratch()
    let shell = [
      "sh", "-c",
      "[ \(MPILauncher.rankInShell) = 1 ] && exec \"$@\" --frob; exec \"$@\"", "sh",
    ]
    let run = try scratch.run(
      ["--synthetic", "--faces", "50", "--dim", "4"], ranks: 2, wrapper: shell, timeout: 60)
    #expect(!run.timedOut && run.exitCode == 2)
    #expect(run.errors.contains("error: rank 1 was given other options than rank 0"))
    #expect(!scratch.exists("labels.txt"))
  }

  /// No MPI library that the program is built with heeds these variables.
  @Test func ranksThatMPIDoesNotKnowAreRefused() throws {
    let scratch = try Scratch()
    func run(_ rank: Int, of size: Int) throws -> ProgramRun {
      try scratch.run(
        ["--synthetic", "--faces", "50", "--dim", "4", "--quiet"],
        outerWrapper: ["env", "MV2_COMM_WORLD_RANK=\(rank)", "MV2_COMM_WORLD_SIZE=\(size)"])
    }
    let (first, second) = (try run(0, of: 2), try run(1, of: 2))
    #expect(first.exitCode == 2 && second.exitCode == 2)
    #expect(errors(first).count == 1 && errors(second).isEmpty)
    #expect(first.errors.contains("MV2_COMM_WORLD_SIZE is 2"))
    #expect(first.errors.contains("env -u MV2_COMM_WORLD_RANK -u MV2_COMM_WORLD_SIZE"))
    #expect(!scratch.exists("labels.txt"))
    #expect(try run(0, of: 1).exitCode == 0)
  }

  @Test(.enabled("there is no launcher of another MPI here") { try !otherLauncher.get().isEmpty })
  func theLauncherOfAnotherMPIIsRefusedOnce() throws {
    let scratch = try Scratch()
    let run = try scratch.run(
      ["--synthetic", "--faces", "50", "--dim", "4", "--quiet"],
      outerWrapper: otherLauncher.get() + ["-n", "2"], timeout: 60)
    #expect(!run.timedOut && run.exitCode == 2)
    #expect(
      errors(run).count == 1 && run.errors.contains("each is a run of its own"), "\(run.errors)")
    #expect(!scratch.exists("labels.txt"))
  }

  @Test func messagesCarryNoControlCharactersAndEndSoon() throws {
    let scratch = try Scratch()
    let name = "\u{1b}[31m\r" + String(repeating: "x", count: 100_000)
    let run = try scratch.run(["faces.npy", "--k", name])
    #expect(run.exitCode == 2 && run.errors.utf8.count < 1000)
    #expect(
      run.errors.hasPrefix("error: --k must be an integer") && run.errors.contains("\\u{1b}[31m\\r")
    )
    #expect(!run.errors.dropLast().contains { $0.isNewline || $0 == "\u{1b}" })
  }

  @Test func aFileNameThatIsNotUTF8IsRefusedByName() throws {
    let scratch = try Scratch()
    let run = try scratch.execute(
      ["sh", "-c", "exec \"$1\" \"$(printf 'gr\\366sse.npy')\"", "sh", Scratch.program.path],
      timeout: 60)
    #expect(run.exitCode == 2 && run.errors.contains("is not UTF-8"), "\(run.errors)")
  }
}

/// The launcher of an MPI that the program is not built with; empty where there is none.
private let otherLauncher = Result {
  let search = """
    if ldd "$1" | grep -q libmpich; then command -v mpirun.openmpi; else command -v mpiexec.hydra; fi
    """
  let found = try Scratch().execute(
    ["sh", "-c", search, "sh", Scratch.program.path], timeout: 10)
  let settings = ["env", "OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"]
  let path = found.output.split(separator: "\n").first.map(String.init)
  return path.map { settings + [$0] } ?? []
}

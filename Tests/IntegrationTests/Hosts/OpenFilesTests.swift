import Testing

/// Limits of open files that are too low for the program's own.
@Suite struct OpenFilesTests {
  @Test func tooFewOpenFilesAreAnErrorAndNoTrap() throws {
    let run = try Scratch().run(
      ["--version"], wrapper: ["sh", "-c", "ulimit -n 4; exec \"$@\"", "sh"], timeout: 60)
    #expect(run.exitCode == 1 && run.errors.contains("ulimit -n"), "\(run.errors)")
  }
}

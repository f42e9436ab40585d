import Testing

@testable import ProgramArguments

/// What else people write after `infomap`.
struct InfomapCommandLineTests {
  @Test func theHeadingLeavesOutWhatChangesNoModule() throws {
    let plain = try arguments("infomap a.net -2").network.file.commandLine
    #expect(plain == "face-cluster-mpi infomap a.net -2")
    for more in [
      "--out b.tree", "--out=c.clu --quiet", "--json --verbose", "--infomap distributed",
      "--silent --no-file-output", "--stall-timeout 9 --threads=2",
    ] {
      #expect(try arguments("infomap a.net -2 \(more)").network.file.commandLine == plain)
    }
  }

  @Test(arguments: ["--num-threads auto", "--threads=auto", "--num-threads=auto -2"])
  func threadsMayBeCountedByTheProgram(options: String) throws {
    let found = try arguments("infomap a.net \(options) --seed 5")
    #expect(found.options.threads == nil && found.options.seed == 5)
  }

  @Test func silentIsMoreThanQuiet() throws {
    let silent = try arguments("infomap a.net --silent")
    #expect(silent.isSilent && silent.verbosity == .quiet)
    #expect(try arguments("infomap a.net --quiet").isSilent == false)
  }

  @Test func theCodelengthOfGivenModulesMayBeAskedForWithTwoLevels() throws {
    let found = try arguments("infomap a.net -2 -c b.clu --no-infomap")
    #expect(found.network.isTwoLevel && !found.network.searches)
  }
}

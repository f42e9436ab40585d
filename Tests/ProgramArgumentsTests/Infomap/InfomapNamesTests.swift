import FaceClustering
import Infomap
import Testing

@testable import ProgramArguments

/// Command lines that people know from the reference Infomap.
struct InfomapNamesTests {
  private func outputs(_ line: String) throws -> [String] {
    try arguments(line).network.outputs.map(\.path)
  }

  @Test(arguments: [
    "infomap a.net out -2 -d -N 10 -s 3 -p 0.2 -e -c b.clu --silent --num-threads 2",
    "infomap a.net out -2deN10 -s3 -p0.2 -cb.clu --silent --num-threads=2",
    "infomap -2ed -N=10 -s=3 a.net -p .2 out --quiet -c b.clu --threads 2",
  ]) func shortNamesMeanWhatTheReferenceMeans(line: String) throws {
    let found = try arguments(line)
    #expect(found.network.isTwoLevel && found.network.directed == true)
    #expect(found.options.trials == 10 && found.options.seed == 3 && found.options.threads == 2)
    #expect(found.network.flow.teleportationProbability == 0.2)
    #expect(found.network.flow.recordsTeleportation)
    #expect(found.network.clusterData == "b.clu" && found.verbosity == .quiet)
    #expect(found.network.outputs.map(\.path) == ["out/a.tree"])
    #expect(found.network.outputFolder == "out")
  }

  @Test(
    arguments: [
      ("infomap x/a.b.net out", ["out/a.b.tree"]),
      ("infomap a out/ --clu --ftree", ["out/a.clu", "out/a.ftree"]),
      (
        "infomap a.net . -o clu,tree,ftree,json,csv,newick",
        ["./a.clu", "./a.tree", "./a.ftree", "./a.json", "./a.csv", "./a.nwk"]
      ),
      ("infomap a.net o -o clu,", ["o/a.clu"]),
      ("infomap a.net o -o clu --clu --out-name b", ["o/b.clu"]), ("infomap a.net o -0", []),
      ("infomap a.net o --clu --no-file-output", []), ("infomap a.net -o b.tree", ["b.tree"]),
      ("infomap a.net --out b.json", ["b.json"]), ("infomap a.net", []),
      (
        "infomap a.net out -o network,states,flow",
        ["out/a.net", "out/a_states.net", "out/a_flow.net"]
      ),
    ] as [(String, [String])]) func outputsAreNamedAfterTheNetwork(line: String, paths: [String])
    throws
  {
    #expect(try outputs(line) == paths)
  }

  @Test(arguments: [
    ("-V", true, false), ("-h", false, true), ("-hh", false, true),
  ]) func helpAndVersionHaveTheirShortNames(name: String, version: Bool, help: Bool) throws {
    let found = try arguments("infomap \(name)")
    #expect(found.wantsVersion == version && found.wantsHelp == help)
  }

  @Test func moreLettersSayMore() throws {
    #expect(try arguments("infomap a.net -v").verbosity == .verbose)
    #expect(try arguments("infomap a.net -vvv").verbosity == .verbose)
  }

  @Test(arguments: [
    "--num-random-moves 5", "--inner-parallelization", "-M 5", "-L3", "-T 1", "-FF",
    "--core-loop-codelength-threshold=1e-5", "--fast-hierarchical-solution",
    "--flow-tolerance 1e-9", "--parallel-trials",
  ]) func whatIsAboutHowTheReferenceSearchesIsNoted(options: String) throws {
    let found = try arguments("infomap a.net out \(options) -2")
    #expect(!found.network.notes.isEmpty && found.network.isTwoLevel)
    #expect(
      found.network.notes.allSatisfy {
        $0.contains("changes nothing: it is about how the reference Infomap searches")
      })
    #expect(found.files == ["a.net", "out"])
  }

  @Test(arguments: [
    ("-k", "--include-self-links", "links from a node to itself count in any case"),
    ("--include-self-links", "--include-self-links", "--no-self-links"),
    ("--pretty", "--pretty", "what the reference Infomap prints"),
  ]) func whatElseChangesNothingIsNotedWithItsReason(option: String, name: String, reason: String)
    throws
  {
    let notes = try arguments("infomap a.net out \(option)").network.notes
    #expect(notes.count == 1)
    #expect(notes[0].hasPrefix("\(name) is taken but changes nothing: "))
    #expect(notes[0].contains(reason))
  }

  @Test(arguments: [
    ("--node-limit 5", "--node-limit is an option of the reference"),
    ("--meta-data x", "--meta-data is"), ("-x", "unknown option -x; infomap has -0"),
    ("-2x", "unknown option -x in -2x"), ("-N", "--trials needs a value"), ("-M", "-M needs"),
    ("out --out b.tree", "--out b.tree cannot be combined with the folder out"),
    ("--clu", "no folder is given"), ("--out b.tree --clu", "several outputs"),
    ("-o ,clu out", "no format \"\""), ("-o clu,tre out", "there is no format \"tre\""),
    ("out -o layers", "no format \"layers\""),
    ("out --clu-level 2", "--clu-level needs a .clu"), ("out --clu --clu-level 0", "must be 1"),
    ("out more", "infomap takes 2 files"),
  ]) func whatCannotBeDoneIsRefusedByName(options: String, message: String) throws {
    #expect(try refusal("infomap a.net \(options)").contains(message))
  }

  @Test func theLeastWeightOfLinksIsTaken() throws {
    #expect(try arguments("infomap a.net").network.links.leastWeight == 0)
    #expect(
      try arguments("infomap a.net --weight-threshold 0.5").network.links.leastWeight == 0.5)
    #expect(try refusal("infomap a.net --weight-threshold -1").contains("a number from 0"))
  }

  @Test func missingNodesMayJoinNeighborsOnlyWhereModulesAreGiven() throws {
    let option = "--assign-to-neighbouring-module"
    let found = try arguments("infomap a.net -c b.clu \(option)").network
    #expect(found.joinsNeighbors && found.notes.isEmpty)
    let notes = try arguments("infomap a.net \(option)").network.notes
    #expect(notes.count == 1 && notes[0].contains("no --cluster-data"))
  }

  @Test func otherCommandsKeepTheirNames() throws {
    #expect(try arguments("a.npy -o found.txt").out == "found.txt")
    #expect(try refusal("a.npy -d").contains("unknown option -d"))
    #expect(try refusal("cluster a.npy --silent").contains("unknown option --silent"))
    #expect(try refusal("a.npy --clu").contains("it belongs to infomap"))
  }

  @Test func theHeadingHasTheCommandLineButNotTheThreads() throws {
    let file = try arguments("infomap a.net out --threads 3 -N2 --num-threads=3").network.file
    #expect(file.commandLine == "face-cluster-mpi infomap a.net out -N2")
    #expect(file.program == "face-cluster-mpi \(programVersion)")
  }

  @Test func theLowestLevelIsMinusOne() throws {
    #expect(try arguments("infomap a o --clu --clu-level -1").network.file.cluLevel == nil)
    #expect(try arguments("infomap a o --clu --clu-level 2").network.file.cluLevel == 2)
    #expect(try arguments("infomap a o --clu").network.file.cluLevel == 1)
  }
}

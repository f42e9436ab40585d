import FaceClustering
import Testing

@testable import ProgramArguments

struct HelpTests {
  @Test(arguments: [
    "--help", "-h", "help", "help --help", "help -h", "--k 5 --help", "a.npy --frob --help",
    "--help --version",
  ])
  func helpIsGivenWhateverElseIsOnTheLine(line: String) throws {
    let found = try arguments(line)
    #expect(found.wantsHelp && !found.wantsVersion && !found.namesCommand)
    for option in ProgramOption.all { #expect(found.help.contains("\n  \(option.name)")) }
  }

  @Test(arguments: [
    "help infomap", "infomap --help", "infomap -h", "--help infomap", "-h infomap x",
  ])
  func theHelpOfACommandHasItsOptionsOnly(line: String) throws {
    let help = try arguments(line).help
    #expect(help.contains("--two-level") && !help.contains("--min-sim S"))
    #expect(help.contains("infomap NETWORK") && !help.contains("evaluate PREDICTED"))
  }

  @Test func helpOnSomethingElseBringsASuggestion() throws {
    #expect(try refusal("help clsuter").contains("did you mean cluster?"))
    #expect(try refusal("help faces.npy").contains("there are cluster, knn"))
    #expect(try refusal("help knn infomap").contains("one command"))
  }

  @Test(arguments: ["--version", "-V", "infomap --version", "-V --frob"])
  func theVersionIsGivenWhateverElseIsOnTheLine(line: String) throws {
    #expect(try arguments(line).wantsVersion)
  }

  @Test func theHelpNamesDefaultsWhereTheyAreDefined() throws {
    let words = try arguments("--help").help.split { $0.isWhitespace }
    let help = words.joined(separator: " ")
    let defaults = ClusteringOptions()
    #expect(help.contains("the face itself counted (\(defaults.k))"))
    #expect(
      help.contains("kept as an edge; auto: calibrated to the faces, and \(defaults.minSimilarity)")
    )
    #expect(
      help.contains(
        "labels, one a line; infomap: .clu, .tree, .ftree, .json, .csv or .nwk; compare: .txt, .md, .csv, .tex, .json, or all; "
          + "also -o (labels.txt)"))
  }

  @Test func everyLineOfTheHelpFitsATerminal() throws {
    let lines = try arguments("--help").help.split(separator: "\n").filter { $0.hasPrefix("  --") }
    #expect(lines.count == ProgramOption.all.count && lines.allSatisfy { $0.count <= 80 })
  }
}

import FaceClustering
import Testing

@testable import ProgramArguments

/// How the words of a command line become a command, files and options.
struct ReadingTests {
  @Test func theCommandIsClusterUnlessAnotherIsNamed() throws {
    #expect(try arguments("faces.npy").command == .cluster)
    #expect(try arguments("cluster faces.npy").command == .cluster)
    #expect(try arguments("evaluate a.txt b.txt").files == ["a.txt", "b.txt"])
  }

  @Test func theCommandMayStandBehindOptions() throws {
    let found = try arguments("--json --seed 3 infomap a.net --two-level")
    #expect(found.command == .infomap && found.files == ["a.net"])
    #expect(found.options.seed == 3 && found.network.isTwoLevel)
  }

  @Test func aValueFollowsItsNameOrAnEqualsSign() throws {
    #expect(try arguments("a.npy --k 7").options.k == 7)
    #expect(try arguments("--k=7 a.npy").options.k == 7)
    #expect(try arguments("a.npy --out=a=b.txt").options.labels == "a=b.txt")
  }

  @Test(arguments: ["--min-sim -0.5", "--min-sim=-0.5", "--min-sim -.5", "--min-sim -5e-1"])
  func negativeNumbersAreValues(option: String) throws {
    #expect(try arguments("a.npy \(option)").options.minSimilarity == -0.5)
  }

  @Test func otherNamesMeanTheSame() throws {
    #expect(try arguments("a.npy --labels t.txt").options.truth == "t.txt")
    #expect(try arguments("a.npy -o l.txt").options.labels == "l.txt")
    #expect(try arguments("a.npy -o=l.txt").options.labels == "l.txt")
    #expect(try arguments("infomap a.net --num-trials 3").options.trials == 3)
  }

  @Test func howLabelsAreComparedIsRead() throws {
    let found = try arguments(
      "evaluate a.csv b.csv --unclustered together --unlabelled unknown --worst 7 "
        + "--predicted-column found --truth-column person")
    #expect(found.command == .evaluate && found.files == ["a.csv", "b.csv"])
    let evaluation = found.evaluation
    #expect(evaluation.unclustered == .together && evaluation.unlabelled == "unknown")
    #expect(evaluation.worst == 7)
    #expect(evaluation.predictedColumn == "found" && evaluation.truthColumn == "person")
    let usual = try arguments("evaluate a.csv b.csv").evaluation
    #expect(usual == EvaluationOptions() && usual.unclustered == .alone && usual.worst == 0)
  }

  @Test func twoHyphensEndTheOptions() throws {
    #expect(try arguments("--k 5 -- --odd.npy").files == ["--odd.npy"])
    #expect(try arguments("-- cluster").files == ["cluster"])
    #expect(try arguments("evaluate -- --help -h").files == ["--help", "-h"])
    #expect(try arguments("a.npy -- b.npy").options.features == ["a.npy", "b.npy"])
  }

  @Test(arguments: [
    ("a.npy --kk 5", "unknown option --kk"), ("a.npy --min_sim=0.5", "did you mean --min-sim?"),
    ("a.npy -k 5", "did you mean --k?"), ("a.npy -x", "unknown option -x; --help lists"),
    ("a.npy -5", "unknown option -5"), ("a.npy \u{2013}\u{2013}quiet", "did you mean --quiet?"),
    ("a.npy --quiet=yes", "--quiet takes no value"), ("a.npy --k", "--k needs a value"),
    ("a.npy --out --json", "--out needs a value, but --json follows"),
    ("a.npy --out --jsn", "write --out=--jsn"), ("a.npy -o -q", "-o needs a value"),
    ("a.npy --out -- b", "--out needs a value, but -- follows"),
    ("a.npy --two-level", "it belongs to infomap"),
    ("evaluate a b --k 5", "it belongs to cluster, "),
    ("clsuter a.npy", "did you mean cluster?"), ("infomaps", "did you mean infomap?"),
    ("version", "did you mean --version?"), ("hepl", "did you mean help?"),
    ("train a.npy", "no file \"train\"; there are the commands cluster, knn"),
    ("generate a.npy b.npy", "generate takes 1 file, not 2"),
    ("evaluate a", "evaluate takes 2 files or more, not 1"),
    ("knn --edges g", "knn takes 1 file or more, not 0"), ("-", "./-"), ("a.npy --out -", "./-"),
  ])
  func whatIsWrongIsSaid(line: String, message: String) throws {
    let found = try refusal(line)
    #expect(found.contains(message), "\(found)")
  }

  @Test func aFileOfTheNameOfAMisspeltCommandIsAFile() throws {
    #expect(try Arguments(["clusters"]) { $0 == "clusters" }.files == ["clusters"])
  }

  @Test func emptyWordsAreTakenForUnsetVariables() throws {
    #expect(try refusal(of: [""]).contains("is a shell variable not set?"))
    #expect(
      try refusal(of: ["a.npy", "--out", ""]).contains("--out needs a value, not an empty one"))
    #expect(try refusal(of: ["a.npy", "--out="]).contains("--out needs a value, not an empty one"))
    #expect(try refusal(of: ["a.npy", "--k="]).contains("--k needs a value"))
  }

  @Test func namesMayHoldAnything() throws {
    let found = try arguments(of: ["a b.npy", "--out", " l\n.txt", "--edges=--g"])
    #expect(found.files == ["a b.npy"])
    #expect(found.options.labels == " l\n.txt" && found.options.edges == "--g")
  }

  @Test(arguments: [
    (
      "--k", "1 to 65535",
      ["0", "65536", "5.0", "5e1", "0x5", " 5", "5\r", "x", "99999999999999999999"]
    ),
    (
      "--min-sim", "from -1 to 1", ["nan", "-nan", "inf", "-inf", "1.0001", "0,5", " 0.5", "1e999"]
    ),
    ("--recall", "from 0 to 1", ["-0.1", "1.1", "nan"]),
    ("--seed", "an integer from 0", ["-1", "1.5"]), ("--trials", "1 to 1000000", ["0", "-3"]),
    ("--threads", "1 to 1024", ["0", "all"]), ("--stall-timeout", "0 to 86400", ["-1", "1e3"]),
    ("--search", "exact or approximate", ["some", "Exact", "exact "]),
    ("--infomap", "root or distributed", ["both"]),
  ])
  func valuesOutOfRangeAreRefusedWithTheRange(
    option: String, range: String, values: [String]
  ) throws {
    for value in values {
      let found = try refusal(of: ["a.npy", "\(option)=\(value)"])
      #expect(found.contains(option) && found.contains(range) && found.contains("\"\(value)\""))
    }
  }

  @Test(arguments: [
    ("--kernel avx512vnni", "avx512-vnni"), ("--kernel bals", "blas"),
    ("--preset msceleb", "ms-celeb-1m"), ("--preset deep-fashion", "deepfashion"),
    ("--search aproximate", "approximate"), ("--infomap distribute", "distributed"),
  ])
  func aMisspeltValueBringsASuggestion(option: String, meant: String) throws {
    #expect(try refusal("a.npy \(option)").contains("did you mean \(meant)?"))
  }

  @Test(arguments: [0.0, 1e-300, 1]) func aWalkerMayNeverTeleportOrAlways(probability: Double)
    throws
  {
    let given = try arguments("infomap a.net -d -p \(probability)")
    #expect(given.network.flow.teleportationProbability == probability)
    #expect(try refusal("infomap a.net -d -p -0.1").contains("from 0 to 1, not \"-0.1\""))
  }

  @Test func twoNumbersWithAColonAreARange() throws {
    #expect(try arguments("generate a.npy --cosine 0.5:0.75").character.cosines == 0.5...0.75)
    #expect(try arguments("generate a.npy --cosine=0.6:0.6").character.cosines == 0.6...0.6)
    for wrong in ["0.5", "0.7:0.5", "0.5:0.6:0.7", "0.5:1.5", ":0.5", "0.5:", "a:b", "nan:0.5"] {
      let error = #expect(throws: Failure.self) {
        try arguments("generate a.npy --cosine \(wrong)")
      }
      let message = error.map { "\($0)" } ?? ""
      #expect(message.contains("two numbers from 0 to 1 with a colon"), "\(wrong): \(message)")
    }
  }
}

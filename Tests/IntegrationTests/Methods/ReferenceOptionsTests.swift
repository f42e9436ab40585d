import Foundation
import Testing

/// The flow and the codelength by options that the reference has, beside the reference.
@Suite(.serialized, .needsPythonPackage("infomap")) struct ReferenceOptionsTests {
  /// Prints the codelength that the reference gives the modules of a file, with options.
  private static let script = """
    import sys, warnings
    warnings.simplefilter("ignore")
    import infomap
    network, modules, options = sys.argv[1:]
    search = infomap.Infomap("--silent --no-infomap --cluster-data " + modules + " " + options)
    search.read_file(network)
    search.run()
    print(repr(search.codelength))
    """

  private struct Found: Decodable {
    let codelength: Double
  }

  /// Eight groups of eight in pairs, of links whose weights differ, some of them to nodes themselves and both ways;
  /// and two vertices that others only lead to.
  private static let network: String = {
    var lines: [String] = []
    for group in 0..<8 {
      for a in 0..<8 {
        let weight = Double((5 * a + 3 * group) % 7 + 1) / 4
        lines.append("\(8 * group + a) \(8 * group + (a + 1) % 8) \(weight)")
        lines.append("\(8 * group + (3 * a) % 8) \(8 * group + a) \(weight / 2)")
      }
      lines.append("\(8 * group) \((8 * group + 9) % 64) 0.25")
      if group % 2 == 0 { lines.append("\(8 * group + 3) \(8 * group + 11) 1.5") }
    }
    lines += ["5 64 0.75", "20 65 0.5"]
    return lines.joined(separator: "\n") + "\n"
  }()

  @Test(
    arguments: [
      "--weight-threshold 0.5", "--regularized", "--regularized --regularization-strength 0.1",
      "--regularized --no-self-links --two-level", "--variable-markov-time",
      "--variable-markov-time --variable-markov-damping 0.4 --variable-markov-min-scale 2",
      "--entropy-corrected", "--entropy-corrected --entropy-correction-strength 3 --two-level",
      "--regularized --variable-markov-time --entropy-corrected --markov-time 0.75",
    ], ["--flow-model directed", "--flow-model undirected"])
  func theReferenceGivesWhatIsFoundTheSameCodelength(options: String, direction: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("groups.txt", Array(Self.network.utf8))
    let found = try codelength(
      scratch, ["--out", "found.tree"], "\(options) \(direction)")
    let expected = try reference(scratch, "found.tree", "\(options) \(direction)")
    #expect(abs(found - expected) < 1e-9)
  }

  /// The network itself and as one of states, by the reference and, the former, by the program.
  @Test(arguments: ["directed", "undirected", "directed --markov-time 2"])
  func theReferenceReadsTheNetworkBack(options: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("groups.txt", Array(Self.network.utf8))
    let options = "--flow-model \(options)"
    let found = try codelength(
      scratch, ["written", "-o", "tree,network,states,flow"], options)
    for network in ["written/groups.net", "written/groups_states.net"] {
      let expected = try reference(scratch, "written/groups.tree", options, network: network)
      #expect(abs(found - expected) < 1e-9, "\(network)")
    }
    let again = try codelength(scratch, ["-0"], options, network: "written/groups.net")
    #expect(again == found)
    _ = try codelength(
      scratch, ["longer", "-o", "flow"], options + " --variable-markov-time")
    #expect(
      try lines(scratch, "longer/groups_flow.net") == lines(scratch, "written/groups_flow.net"))
  }

  /// The lines of a file but for comments.
  private func lines(_ scratch: Scratch, _ file: String) throws -> [Substring] {
    String(decoding: try scratch.contents(file), as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
  }

  @Test(arguments: [
    "directed", "undirected", "directed --recorded-teleportation",
    "directed --to-nodes --markov-time 2",
  ])
  func nodesAreVisitedAsOftenAsTheirWeightsSay(options: String) throws {
    let scratch = try Scratch()
    let vertices = (0..<66).map { "\($0) \"n\($0)\" \((7 * $0) % 11 + 1)\n" }.joined()
    let text = "*Vertices 66\n\(vertices)*Links\n\(Self.network)"
    _ = try scratch.write("groups.txt", Array(text.utf8))
    let options = "--use-node-weights-as-flow --two-level --flow-model \(options)"
    let found = try codelength(scratch, ["--out", "found.tree"], options)
    #expect(abs(found - (try reference(scratch, "found.tree", options))) < 1e-9)
  }

  @Test(arguments: ["directed", "undirected"], 1...4)
  func missingNodesJoinTheModulesThatTheReferenceGivesThem(model: String, step: Int) throws {
    let scratch = try Scratch()
    _ = try scratch.write("groups.txt", Array(Self.network.utf8))
    let lines = stride(from: step, to: 64, by: 2 * step + 1).map { "\($0) \($0 / 8 + 1)\n" }
    _ = try scratch.write("part.clu", Array(lines.joined().utf8))
    let options = "--assign-to-neighbouring-module --two-level --flow-model \(model)"
    let found = try codelength(scratch, ["-c", "part.clu", "--no-infomap"], options)
    let expected = try reference(scratch, "part.clu", options)
    #expect(abs(found - expected) < 1e-9)
  }

  /// Every option that the reference's help names is taken, or refused by its name.
  @Test func everyOptionOfTheReferenceIsTakenOrRefusedByName() throws {
    let scratch = try Scratch()
    let script = """
      import pathlib, re, subprocess, sys
      program = pathlib.Path(sys.executable).parent / "infomap"
      for line in subprocess.run([program, "-hh"], capture_output=True, text=True).stdout.splitlines():
          found = re.match(r"\\s+(?:-(\\w)\\S*)?\\s+--([\\w-]+)\\s+(<\\w+>)?", line)
          if found:
              print(found[1] or "-", found[2], found[3] or "-")
      """
    let help = try scratch.execute([python, "-c", script], timeout: 60)
    #expect(help.exitCode == 0, "\(help.errors)")
    let lines = help.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    // 2.16 has some eighty.
    #expect(lines.count > 60)
    for line in lines {
      let values = line[2] == "-" ? [] : [Self.values[line[1]] ?? "1"]
      for name in ["--\(line[1])"] + (line[0] == "-" ? [] : ["-\(line[0])"]) {
        let run = try scratch.run(["infomap", "missing.net", "out", name] + values)
        #expect(!run.errors.contains("unknown option"), "\(name): \(run.errors)")
        #expect(
          run.errors.contains(name) || run.errors.contains("missing.net") || run.exitCode == 0,
          "\(name): \(run.errors)")
      }
    }
  }

  /// Values of options that do not take the number 1.
  private static let values = [
    "flow-model": "directed", "output": "tree", "cluster-data": "missing.clu",
    "num-threads": "auto",
  ]

  /// The codelength that the program finds.
  private func codelength(
    _ scratch: Scratch, _ words: [String], _ options: String, network: String = "groups.txt"
  ) throws -> Double {
    let run = try scratch.run(
      ["infomap", network, "--json"] + words
        + options.split(separator: " ").map(String.init))
    #expect(run.exitCode == 0, "\(run.errors)")
    return try JSONDecoder().decode(Found.self, from: Data(run.output.utf8)).codelength
  }

  /// The codelength that the reference gives the modules of a file.
  private func reference(
    _ scratch: Scratch, _ modules: String, _ options: String, network: String = "groups.txt"
  ) throws -> Double {
    let run = try scratch.execute(
      [python, "-c", Self.script, network, modules, options], timeout: 60)
    #expect(run.exitCode == 0, "\(run.errors)")
    return try #require(Double(run.output.trimmingCharacters(in: .whitespacesAndNewlines)))
  }
}

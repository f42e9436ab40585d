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
    let words = "\(options) \(direction)".split(separator: " ").map(String.init)
    let run = try scratch.run(
      ["infomap", "groups.txt", "--json", "--out", "found.tree"] + words)
    #expect(run.exitCode == 0, "\(run.errors)")
    let found = try JSONDecoder().decode(Found.self, from: Data(run.output.utf8))
    let beside = try scratch.execute(
      [python, "-c", Self.script, "groups.txt", "found.tree", "\(options) \(direction)"],
      timeout: 60)
    #expect(beside.exitCode == 0, "\(beside.errors)")
    let expected = try #require(
      Double(beside.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(abs(found.codelength - expected) < 1e-9)
  }
}

import Foundation
import Testing

/// The partition files as the reference reads them.
@Suite(.serialized, .needsPythonPackage("infomap")) struct ReadBackTests {
  /// Prints the codelength that the reference gives the modules of a file.
  private static let script = """
    import sys, warnings
    warnings.simplefilter("ignore")
    import infomap
    network, modules, model, levels = sys.argv[1:]
    flags = "--silent --no-infomap --cluster-data " + modules
    if model == "--directed": flags += " --directed"
    if levels == "--two-level": flags += " --two-level"
    search = infomap.Infomap(flags)
    search.read_file(network)
    search.run()
    print(repr(search.codelength), search.num_levels)
    """

  private struct Found: Decodable {
    let codelength: Double
    let levels: Int
  }

  /// Groups of triangles, linked in a ring: a network with modules within modules.
  private static let network: String = {
    var lines: [String] = []
    for group in 0..<6 {
      for triangle in 0..<4 {
        let first = 12 * group + 3 * triangle
        let next = 12 * group + (3 * triangle + 4) % 12
        lines += ["\(first) \(first + 1) 3", "\(first + 1) \(first + 2) 2.5"]
        lines += ["\(first + 2) \(first) 3", "\(first) \(next) 0.5"]
      }
      lines.append("\(12 * group) \((12 * group + 17) % 72) 0.125")
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  @Test(arguments: ["--directed", "--undirected"], ["--two-level", "--quiet"])
  func theReferenceGivesOurFilesTheSameCodelength(model: String, levels: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("ring.txt", Array(Self.network.utf8))
    let base = ["infomap", "ring.txt", model, "--json"]
    let tree = try found(scratch.run(base + [levels, "--out", "found.tree"]))
    #expect(tree.levels > 2 || levels == "--two-level")
    // A .clu has the top modules only.
    _ = try scratch.run(base + [levels, "--out", "found.clu"])
    let clu = try found(
      scratch.run(base + ["--cluster-data", "found.clu", "--no-infomap"]))
    for (file, expected) in [("found.tree", tree), ("found.clu", clu)] {
      let run = try scratch.execute(
        [python, "-c", Self.script, "ring.txt", file, model, levels], timeout: 60)
      #expect(run.exitCode == 0, "\(run.errors)")
      let words = run.output.split { $0 == " " || $0 == "\n" }
      let codelength = try #require(words.first.flatMap { Double($0) })
      #expect(abs(codelength - expected.codelength) <= 1e-9)
      #expect(words.last == "\(expected.levels)")
    }
  }

  private func found(_ run: ProgramRun) throws -> Found {
    #expect(run.exitCode == 0, "\(run.errors)")
    return try JSONDecoder().decode(Found.self, from: Data(run.output.utf8))
  }
}

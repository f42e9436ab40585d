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

  @Test(arguments: [
    "undirected", "directed", "undirdir", "outdirdir", "rawdir",
  ]) func theReferenceReadsEveryFileOfAFolder(model: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("ring.txt", Array(Self.network.utf8))
    let tree = try found(
      scratch.run(["infomap", "ring.txt", "found", "-f", model, "-o", "clu,tree,ftree", "--json"]))
    let lowest = try found(
      scratch.run([
        "infomap", "ring.txt", "-f", model, "-c", "found/ring.clu", "--no-infomap", "--json",
      ]))
    for (file, expected) in [
      ("found/ring.tree", tree), ("found/ring.ftree", tree), ("found/ring.clu", lowest),
    ] {
      let run = try scratch.execute(
        [
          python, "-c",
          Self.script.replacing("model == \"--directed\"", with: "True")
            .replacing("\" --directed\"", with: "\" --flow-model \" + model"),
          "ring.txt", file, model, "",
        ], timeout: 60)
      #expect(run.exitCode == 0, "\(run.errors)")
      let codelength = try #require(run.output.split(separator: " ").first.flatMap { Double($0) })
      #expect(abs(codelength - expected.codelength) <= 1e-9, "\(file)")
    }
  }

  @Test func theReferenceGivesABipartiteNetworkTheSameCodelength() throws {
    let scratch = try Scratch()
    let text =
      "*Vertices 7\n1 a\n2 b\n3 c\n4 d\n5 F\n6 G\n7 H\n*Bipartite 5\n"
      + "1 5 1\n2 5 2\n3 6 1\n4 6 1\n2 7 .5\n3 7 1\n"
    _ = try scratch.write("two.net", Array(text.utf8))
    let tree = try found(scratch.run(["infomap", "two.net", "found", "-2", "--ftree", "--json"]))
    let run = try scratch.execute(
      [python, "-c", Self.script, "two.net", "found/two.ftree", "", "--two-level"], timeout: 60)
    #expect(run.exitCode == 0, "\(run.errors)")
    let codelength = try #require(run.output.split(separator: " ").first.flatMap { Double($0) })
    #expect(abs(codelength - tree.codelength) <= 1e-9)
  }

  private func found(_ run: ProgramRun) throws -> Found {
    #expect(run.exitCode == 0, "\(run.errors)")
    return try JSONDecoder().decode(Found.self, from: Data(run.output.utf8))
  }
}

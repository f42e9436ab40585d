import Foundation
import Testing

/// What the README and those of folders show and name, tried.
@Suite(.serialized) struct ReadmeContentsTests {
  private static let package = SharedData.package

  private static func readme() throws -> String { try text("README.md") }

  /// Those of folders and the pages for users, too.
  /// - Parameter left: a page to leave out.
  private static func allReadmes(without left: String? = nil) throws -> String {
    let pages = "Sources/face-cluster-mpi/face-cluster-mpi.docc"
    let names = try FileManager.default.subpathsOfDirectory(
      atPath: package.appendingPathComponent(pages).path
    ).filter { $0.hasSuffix(".md") && $0 != left }.sorted().map { "\(pages)/\($0)" }
    return try (["README.md", "scripts/README.md", "Sources/README.md"] + names).map(text).joined()
  }

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: package.appendingPathComponent(name), encoding: .utf8)
  }

  /// The lines that stand as code, without the four spaces before them.
  private static func codeLines() throws -> [String] {
    try readme().components(separatedBy: "\n").filter { $0.hasPrefix("    ") }
      .map { String($0.dropFirst(4)) }
  }

  /// Times are of the machine, and so are the widths of what stands before them.
  private static func withoutTimes(_ line: String) -> String {
    line.replacing(/[0-9]+\.[0-9]{2}(?![0-9])/, with: "#").split(separator: " ")
      .joined(separator: " ")
  }

  @Test func theRealOutputIsWhatTheProgramPrints() throws {
    let lines = try Self.codeLines()
    let start = try #require(lines.firstIndex { $0.hasPrefix("$ scripts/run ") })
    let arguments = lines[start].split(separator: " ").dropFirst(2).map(String.init)
    let scratch = try Scratch()
    // Paths are printed as they are given.
    try FileManager.default.createSymbolicLink(
      at: scratch.folder.appendingPathComponent("Tests"),
      withDestinationURL: Self.package.appendingPathComponent("Tests"))
    let run = try scratch.run(arguments, ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let printed = run.output.split(separator: "\n").map { Self.withoutTimes(String($0)) }
    #expect(printed.count > 10)
    #expect(lines[(start + 1)...].prefix(printed.count).map(Self.withoutTimes) == printed)
  }

  @Test func theFilesThatItNamesAreThere() throws {
    let names = try Self.allReadmes().matches(
      of: /(?:scripts|hostfiles|Sources|Tests)\/[\w.\/-]*\w/
    )
    .map { String($0.output) }
    #expect(names.count > 15)
    for name in Set(names) {
      let path = Self.package.appendingPathComponent(name).path
      #expect(FileManager.default.fileExists(atPath: path), "\(name)")
    }
  }

  @Test func everyScriptIsExplained() throws {
    let text = try Self.text("scripts/README.md")
    let scripts = Self.package.appendingPathComponent("scripts")
    for folder in ["", "checks", "measure", "cluster", "packaging", "lib"] {
      let path = scripts.appendingPathComponent(folder).path
      for name in try FileManager.default.contentsOfDirectory(atPath: path)
      where name != "README.md" {
        #expect(text.contains("`\(name)`") || text.contains("`\(name)/`"), "\(folder)/\(name)")
      }
    }
  }

  /// Before it builds, installs or measures anything. What mpirun is told goes to the real one.
  @Test func everyShellScriptSaysHowItIsCalled() throws {
    let scratch = try Scratch()
    var asked = 0
    for folder in ["scripts", "scripts/checks", "scripts/measure"] {
      let path = Self.package.appendingPathComponent(folder)
      for name in try FileManager.default.contentsOfDirectory(atPath: path.path) {
        let script = path.appendingPathComponent(name)
        guard name != "mpirun", let text = try? String(contentsOf: script, encoding: .utf8),
          ["#!/bin/sh", "#!/usr/bin/env bash"].contains(text.prefix { $0 != "\n" })
        else { continue }
        let run = try scratch.execute([script.path, "--help"], timeout: 30)
        #expect(run.exitCode == 0 && run.errors.isEmpty, "\(name): \(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count > 1 && lines.allSatisfy { text.contains("# \($0)\n") }, "\(name)")
        asked += 1
      }
    }
    #expect(asked > 15)
  }

  @Test func everyFigureIsTakenByOneScript() throws {
    let script = try Self.text("scripts/measure/readme")
    let parts = try #require(script.firstMatch(of: /\nPARTS = \{([^}]*)\}/)).1
      .matches(of: /"([a-z-]+)":/).map { String($0.1) }
    let text = try Self.allReadmes(without: "Clustering/Comparisons.md")
    #expect(Self.measuredPlaces(text) == parts.sorted())
    // Elsewhere no table holds times or memory, but that of the benchmark beside the tables of comparisons.
    let rest =
      text.replacing(/(?s:<!-- measured: .*?<!-- end -->)/, with: "")
    let rows = rest.split(separator: "\n").filter { $0.hasPrefix("|") }
    for row in rows {
      #expect(row.firstMatch(of: /\| *[0-9.,]+ ?(s|GiB|MiB|%)? *\|/) == nil || row.contains("`--"))
    }
  }

  @Test func everyTableOfComparisonsIsTakenByAScript() throws {
    let script = try Self.text("scripts/measure/comparisons")
    let tables = script.matches(of: /"([a-z0-9-]+)": \(/).map { String($0.1) }
    let page = try Self.text(
      "Sources/face-cluster-mpi/face-cluster-mpi.docc/Clustering/Comparisons.md")
    // The page tells the commands that take the tables beside other programs.
    let beside = page.matches(of: /scripts\/benchmark-methods .*--write ([a-z0-9-]+)/)
      .map { String($0.1) }
    #expect(!tables.isEmpty && !beside.isEmpty)
    #expect(Self.measuredPlaces(page) == (tables + beside).sorted())
  }

  /// The names of the measured parts of a text, in alphabetic order.
  private static func measuredPlaces(_ text: String) -> [String] {
    let places = text.matches(of: /<!-- measured: ([a-z0-9-]+) -->/).map { String($0.1) }
    #expect(text.matches(of: /<!-- end -->/).count == places.count)
    return places.sorted()
  }

  /// The blocks of Python that use pandas, or those that do not.
  private static func pythonBlocks(withPandas: Bool) throws -> [String] {
    try allReadmes().matches(of: /(?s:```python\n(.*?)```)/).map { String($0.1) }
      .filter { $0.contains("import pandas") == withPandas }
  }

  @Test(.needsPythonPackage("pandas")) func thePythonThatReadsTablesRuns() throws {
    let scratch = try Scratch()
    let made = try scratch.run([
      "--synthetic", "--faces", "500", "--dim", "32", "--min-sim", "0.5", "--tables", "PREFIX",
      "--arrays", "PREFIX",
    ])
    #expect(made.exitCode == 0, "\(made.errors)")
    let blocks = try Self.pythonBlocks(withPandas: true)
    #expect(!blocks.isEmpty)
    for block in blocks {
      let run = try scratch.execute(
        [python, "-c", block + "print(len(faces), len(members))"], timeout: 60)
      #expect(run.exitCode == 0 && run.output.hasPrefix("500 "), "\(run.errors)")
    }
  }

  @Test(.needsPythonPackage("numpy")) func thePythonRuns() throws {
    let blocks = try Self.pythonBlocks(withPandas: false)
    #expect(blocks.count >= 2)
    let scratch = try Scratch()
    let given = "embeddings = [[1, 2], [3, 4], [2, 1]]\n"
    _ = try scratch.write("labels.txt", Array("0\n1\n0\n".utf8))
    for block in blocks {
      let run = try scratch.execute([python, "-c", given + block], timeout: 60)
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    #expect(try scratch.run(["faces.npy"]).exitCode == 0)
  }
}

import Foundation
import MPILauncher
import Testing

/// Where the results of a run go, and what of the user's they must not harm.
@Suite(.serialized) struct OutputFileTests {
  /// Runs the program by a shell, in which `$FCM` stands for it.
  private func shell(_ script: String, in scratch: Scratch) throws -> ProgramRun {
    try scratch.execute(
      ["bash", "-c", script], environment: ["FCM": Scratch.program.path], timeout: 60)
  }

  /// A folder with faces, their identities, labels of an earlier run, a network and its modules.
  private static func folder() throws -> Scratch {
    let scratch = try Scratch()
    let made = try scratch.run(["generate", "in.bin", "--faces", "60", "--dim", "8", "--quiet"])
    try #require(made.exitCode == 0)
    _ = try scratch.write("net.net", Array("1 2\n2 3\n".utf8))
    _ = try scratch.write("net.clu", Array("1 1\n2 1\n3 1\n".utf8))
    try scratch.contents("in.meta").write(to: scratch.folder.appendingPathComponent("labels.txt"))
    // The arrays of a saved graph, and what stands beside them.
    let names = ["old.bin", "kept.txt", "kept.run.json", "graph.src.npy", "graph.json"]
    for name in names {
      try scratch.contents(name == "old.bin" ? "in.bin" : "in.meta")
        .write(to: scratch.folder.appendingPathComponent(name))
    }
    for (name, target) in [("link", "in.bin"), ("two.bin", "two.meta"), ("tree.clu", "net.net")] {
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path(name), withDestinationPath: target)
    }
    return scratch
  }

  private func contents(of scratch: Scratch) -> [String: Data] {
    let names = scratch.files(in: ".").filter { !["stdout", "stderr"].contains($0) }
    return Dictionary(
      uniqueKeysWithValues: names.map { ($0, (try? scratch.contents($0)) ?? Data()) })
  }

  @Test(arguments: [
    ("in.bin --dim 8 --out in.bin", "--out in.bin", "FEATURES in.bin"),
    ("in.bin --dim 8 --out ./link", "--out ./link", "FEATURES in.bin"),
    ("in.bin --dim 8 --truth labels.txt", "--out labels.txt", "--truth labels.txt"),
    ("in.bin --dim 8 --out same --record same", "--record same", "--out same"),
    ("in.bin --dim 8 --out e.w.npy --edges e", "--edges e.w.npy", "--out e.w.npy"),
    ("in.bin --dim 8 --out c --checkpoint c/", "--checkpoint c/", "--out c"),
    ("knn in.bin --dim 8 --edges e --record in.bin", "--record in.bin", "FEATURES in.bin"),
    (
      "infomap net.net --cluster-data net.clu --out net.clu", "--out net.clu",
      "--cluster-data net.clu"
    ),
    ("infomap graph --out graph.json", "--out graph.json", "NETWORK graph.json"),
    ("infomap net.net --out tree.clu", "--out tree.clu", "NETWORK net.net"),
    (
      "infomap net.net . -c net.clu --clu", "the output ./net.clu", "--cluster-data net.clu"
    ),
    (
      "in.bin --dim 8 --out x --keep-labels kept.txt --record kept.run.json",
      "--record kept.run.json", "the record beside --keep-labels kept.run.json"
    ),
    (
      "assign in.bin --dim 8 --to old.bin --labels kept.txt --min-sim 0.5 --out kept.run.json",
      "--out kept.run.json", "the record beside --labels kept.run.json"
    ),
    ("generate two.bin --faces 9", "generate two.meta", "generate two.bin"),
    ("in.bin --dim 8 --out in.bin/", "in.bin/", "in.bin is a file, not a folder"),
    ("in.bin --dim 8 --out x >>in.bin", "standard output", "FEATURES in.bin"),
    ("in.bin --dim 8 --out x 2>x", "--out x", "standard error"),
  ])
  func whatWouldBeOverwrittenIsFoundBeforeTheWork(
    arguments: String, one: String, other: String
  ) throws {
    let scratch = try Self.folder()
    let before = contents(of: scratch)
    let run = try shell("\"$FCM\" \(arguments)", in: scratch)
    #expect(run.exitCode == 2)
    let errors =
      arguments.contains("2>")
      ? try String(decoding: scratch.contents("x"), as: UTF8.self) : run.errors
    #expect(errors.contains(one) && errors.contains(other), "\(errors)")
    try scratch.remove("x")
    #expect(contents(of: scratch) == before)
  }

  @Test func allRanksFailWithOneMessage() throws {
    let scratch = try Self.folder()
    let run = try scratch.run(["in.bin", "--dim", "8", "--out", "link"], ranks: 2)
    #expect(run.exitCode == 2)
    #expect(run.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1)
  }

  @Test func devicesPipesAndLinksAreWrittenInto() throws {
    let scratch = try Self.folder()
    let options = "in.bin --dim 8 --quiet --threads 1"
    _ = try scratch.write("kept", [])
    chmod(scratch.path("kept"), 0o640)
    let run = try shell(
      """
      set -e
      ln -s new dangling; ln -s kept to-kept; mkfifo fifo
      "$FCM" \(options) --out dangling --record to-kept >/dev/null
      "$FCM" \(options) --out /dev/null --record /dev/null >/dev/null; test -c /dev/null
      "$FCM" \(options) --out >(cat >by-process) >/dev/null; sleep 0.1
      cat fifo >by-fifo & "$FCM" \(options) --out fifo >/dev/null; wait
      "$FCM" \(options) --out /dev/stdout 2>summary | cat >by-stdout
      "$FCM" \(options) --out /dev/stdout >by-file 2>summary
      test -p fifo; test -L dangling; test -L to-kept
      """, in: scratch)
    #expect(run.exitCode == 0, "\(run.errors)")
    let labels = try scratch.contents("new")
    #expect(labels.split(separator: UInt8(ascii: "\n")).count == 60)
    for name in ["by-process", "by-fifo", "by-stdout", "by-file"] {
      #expect(try scratch.contents(name) == labels, "\(name)")
    }
    #expect(try String(decoding: scratch.contents("summary"), as: UTF8.self).contains("codelength"))
    #expect(try scratch.contents("kept").first == UInt8(ascii: "{"))
    var status = stat()
    #expect(stat(scratch.path("kept"), &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(!FileManager.default.fileExists(atPath: "/dev/stdout.run.json"))
  }

  /// Whatever option names it.
  @Test func nothingStandsBehindAFileThatGoesToStandardOutput() throws {
    let scratch = try Self.folder()
    let run = try shell(
      """
      set -e
      faces="in.bin --dim 8 --quiet --threads 1 --min-sim 0.5"
      "$FCM" $faces --out old.txt --record old.json >/dev/null
      for option in "--report" "--changes" "--dendrogram"; do
        own="--out x.txt"
        if [ $option = --changes ]; then own="$own --keep-labels old.txt"; fi
        if [ $option = --dendrogram ]; then own="$own --method single"; fi
        "$FCM" $faces $own $option file >/dev/null
        "$FCM" $faces $own $option /dev/stdout 2>summary | cat >by$option
        grep -q clusters summary
        mv file file$option
      done
      ln -s /dev/stdout linked.labels.csv
      "$FCM" $faces --out x.txt --tables linked 2>summary | cat >by--tables
      "$FCM" $faces --out x.txt --tables plain >/dev/null
      mv plain.labels.csv file--tables
      """, in: scratch)
    #expect(run.exitCode == 0, "\(run.errors)")
    for option in ["--changes", "--dendrogram", "--tables"] {
      let (piped, filed) = try (scratch.contents("by\(option)"), scratch.contents("file\(option)"))
      #expect(piped == filed && !filed.isEmpty, "\(option)")
    }
    // A page tells how long its run took.
    let page = String(decoding: try scratch.contents("by--report"), as: UTF8.self)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
  }

  @Test func networksAndSyntheticFacesGoThroughPipes() throws {
    let scratch = try Self.folder()
    let run = try shell(
      """
      set -e
      "$FCM" infomap net.net --quiet --out /dev/stdout 2>/dev/null >tree
      "$FCM" infomap net.net --quiet --out net.tree >/dev/null
      mkfifo pipe.bin; cat pipe.bin >through & "$FCM" generate pipe.bin --faces 60 --dim 8 --quiet; wait
      cmp through in.bin; cmp pipe.meta in.meta
      """, in: scratch)
    #expect(run.exitCode == 0, "\(run.errors)")
    // The heading has the command line.
    let (piped, filed) = try (lines("tree", in: scratch), lines("net.tree", in: scratch))
    #expect(piped == filed && !piped.isEmpty)
  }

  private func lines(_ name: String, in scratch: Scratch) throws -> [Substring] {
    String(decoding: try scratch.contents(name), as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("# face-cluster-mpi") }
  }

  @Test func aRunThatFailsAtItsEndLeavesNoFileAndKeepsThoseThatStoodThere() throws {
    let scratch = try Self.folder()
    _ = try scratch.write("e.src.npy", Array("old".utf8))
    let before = contents(of: scratch)
    let run = try scratch.run([
      "in.bin", "--dim", "8", "--edges", "e", "--out", "found", "--record", "/dev/full",
    ])
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("/dev/full: cannot write"))
    #expect(contents(of: scratch) == before)
    let good = try scratch.run(["in.bin", "--dim", "8", "--edges", "e", "--out", "found"])
    #expect(good.exitCode == 0)
    let made = Set(scratch.files(in: ".")).subtracting(before.keys)
    #expect(
      made == ["e.dst.npy", "e.json", "e.w.npy", "found", "found.run.json", "stdout", "stderr"])
  }

  /// MPICH's launcher does not catch SIGHUP: it ends, and what it leaves kills the ranks by SIGKILL.
  private static let signals =
    [(SIGTERM, 1), (SIGINT, 1), (SIGHUP, 1), (SIGTERM, 2), (SIGINT, 2)]
    + (MPILauncher.isHydra ? [] : [(SIGHUP, 2)])

  /// The run stands still where it opens a pipe that nobody reads, with its other files under way.
  @Test(arguments: signals)
  func aSignalLeavesNoTemporaryFile(signal: Int32, ranks: Int) throws {
    let scratch = try Scratch()
    #expect(mkfifo(scratch.path("x.meta"), 0o600) == 0)
    let process = try scratch.start(
      ["generate", "x.bin", "--faces", "60", "--dim", "8"], ranks: ranks == 1 ? nil : ranks,
      // Where the tests run in the background, a shell has arranged that they are ignored.
      outerWrapper: ["env", "--default-signal=INT,HUP"])
    let deadline = Date(timeIntervalSinceNow: 60)
    while !scratch.files(in: ".").contains(where: { $0.hasSuffix(".partial") }) {
      try #require(process.isRunning && Date() < deadline)
      usleep(5000)
    }
    usleep(200_000)
    kill(process.processIdentifier, signal)
    let run = try scratch.finish(process, timeout: 60)
    #expect(run.exitCode != 0 && !run.timedOut)
    #expect(!run.errors.contains("--checkpoint"))
    #expect(Set(scratch.files(in: ".")) == ["x.meta", "stdout", "stderr"])
  }

  @Test func linksUnderAForeseeableNameAreNotFollowed() throws {
    let scratch = try Scratch()
    _ = try scratch.write("victim", Array("precious".utf8))
    let run = try shell(
      """
      for name in .partial .tmp; do ln -s victim x.bin.$$$name; ln -s victim x.meta.$$$name; done
      exec "$FCM" generate x.bin --faces 60 --dim 8
      """, in: scratch)
    #expect(run.exitCode == 0)
    #expect(try scratch.contents("victim") == Data("precious".utf8))
  }

  @Test func aFolderThatWasMadeForNothingIsTakenAway() throws {
    let scratch = try Scratch()
    _ = try scratch.write("bad.net", Array("1 2\n1 x\n".utf8))
    for network in ["bad.net", "missing.net"] {
      #expect(try scratch.run(["infomap", network, "made"]).exitCode == 3)
      #expect(!scratch.exists("made"))
      try FileManager.default.createDirectory(
        atPath: scratch.path("there"), withIntermediateDirectories: true)
      #expect(try scratch.run(["infomap", network, "there"]).exitCode == 3)
      #expect(scratch.exists("there"))
    }
  }
}

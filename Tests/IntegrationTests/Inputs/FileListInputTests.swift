import Foundation
import Testing

/// Lists of files as input.
@Suite struct FileListInputTests {
  /// Writes the faces of `x.npy` in three parts, of which one has none, and lists of them.
  private static let divide = """
    import numpy
    x = numpy.load("x.npy")
    numpy.save("a.npy", x[:100])
    numpy.save("b.npy", x[100:100])
    numpy.savez("c.npz", embeddings=x[100:])
    open("parts", "wb").write(b"\\xef\\xbb\\xbf# of three workers\\r\\na.npy\\r\\n\\r\\nb.npy\\r\\nc.npz:embeddings\\r\\n")
    """

  @Test(.needsPythonPackage("numpy"), .needsRanks(3)) func aListIsOneInput() throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "x.npy", "--faces", "700", "--dim", "32", "--quiet"])
    let divided = try scratch.execute([python, "-c", Self.divide], timeout: 60)
    try #require(divided.exitCode == 0, "\(divided.errors)")
    let options = ["--min-sim", "0.6", "--out"]
    let whole = try scratch.run(["x.npy"] + options + ["whole.txt"])
    #expect(whole.exitCode == 0, "\(whole.errors)")
    for ranks in [1, 3] {
      let run = try scratch.run(["@parts"] + options + ["found.txt"], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(run.errors.contains("b.npy: has no rows"), "\(run.errors)")
      #expect(try scratch.contents("found.txt") == scratch.contents("whole.txt"))
    }

    let known = try scratch.run(
      ["assign", "x.npy", "--to", "@parts", "--labels", "whole.txt", "--out", "assigned.txt"])
    #expect(known.exitCode == 0, "\(known.errors)")
    #expect(known.output.contains("of 700 new faces"))
    #expect(try scratch.contents("assigned.txt") == scratch.contents("whole.txt"))

    let over = try scratch.run(["@parts", "--out", "parts"])
    #expect(over.exitCode == 2 && over.errors.contains("would overwrite"), "\(over.errors)")
  }

  @Test(arguments: [1, 2]) func aWrongListIsRefusedByAllRanks(ranks: Int) throws {
    let scratch = try Scratch()
    _ = try scratch.write("list", Array("# faces\n\nnone.npy\n".utf8))
    let run = try scratch.run(["@list"], ranks: ranks)
    #expect(run.exitCode == 3, "\(run.errors)")
    #expect(run.errors.contains("list: line 3: there is no file none.npy"), "\(run.errors)")
    let missing = try scratch.run(["@nowhere"], ranks: ranks)
    #expect(missing.exitCode == 3 && missing.errors.contains("nowhere: no such file"))
  }
}

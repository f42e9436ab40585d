import Foundation
import Testing

/// The same faces in all formats that name their arrays.
@Suite struct NamedArrayInputTests {
  /// Writes the faces of `x.npy` in each format, by numpy and, for tensors, by the format's description.
  private static let convert = """
    import json, numpy, struct
    x = numpy.load("x.npy")
    numpy.savez("stored.npz", labels=numpy.arange(3), embeddings=x)
    numpy.savez_compressed("deflated.npz", embeddings=x)
    numpy.savez("both.npz", first=x[:100], last=x[100:])
    header = json.dumps({"embeddings": {"dtype": "F32", "shape": x.shape, "data_offsets": [0, x.nbytes]}})
    with open("x.safetensors", "wb") as file:
      file.write(struct.pack("<Q", len(header)) + header.encode() + x.tobytes())
    """

  @Test(.needsPythonPackage("numpy")) func allFormatsGiveTheSameLabels() throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "x.npy", "--faces", "700", "--dim", "32", "--quiet"])
    let converted = try scratch.execute([python, "-c", Self.convert], timeout: 60)
    try #require(converted.exitCode == 0, "\(converted.errors)")
    func labels(_ files: [String]) throws -> Data {
      let run = try scratch.run(
        files + ["--min-sim", "0.6", "--quiet", "--out", "found.txt"], ranks: 2)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try scratch.contents("found.txt")
    }
    let expected = try labels(["x.npy"])
    #expect(try labels(["stored.npz"]) == expected)
    #expect(try labels(["deflated.npz:embeddings"]) == expected)
    #expect(try labels(["x.safetensors"]) == expected)
    #expect(try labels(["both.npz:first", "both.npz:last"]) == expected)

    let twice = try scratch.run(["both.npz:first", "both.npz:first", "--out", "t"])
    #expect(twice.exitCode == 2 && twice.errors.contains("names the same file twice"))
    let over = try scratch.run(["both.npz:first", "--out", "both.npz"])
    #expect(over.exitCode == 2 && over.errors.contains("would overwrite"))
    let either = try scratch.run(["both.npz", "--out", "t"], ranks: 2)
    #expect(either.exitCode == 3 && either.errors.contains("both.npz:first"))
  }
}

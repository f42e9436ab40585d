import Embeddings
import Foundation
import Storage
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

  /// Writes `x.npy` as archives whose array has another checksum than they say: a value of it has become
  /// infinite, which alone would be told as a row to be removed.
  private static let damage = """
    import numpy, struct, zipfile
    whole = numpy.load("x.npy")
    x = whole.copy()
    x[len(x) // 2, 3] = numpy.inf
    for name, save in ("stored", numpy.savez), ("deflated", numpy.savez_compressed):
      save(name + ".npz", embeddings=whole)
      right = zipfile.ZipFile(name + ".npz").getinfo("embeddings.npy").CRC
      save(name + ".npz", embeddings=x)
      wrong = zipfile.ZipFile(name + ".npz").getinfo("embeddings.npy").CRC
      bytes = open(name + ".npz", "rb").read()
      open(name + ".npz", "wb").write(bytes.replace(struct.pack("<I", wrong), struct.pack("<I", right)))
    """

  @Test(
    .needsPythonPackage("numpy"), .enabled(if: CRC32.isAvailable, "this build is without zlib"),
    arguments: [1, 3])
  func damagedArchivesAreRefusedByAllRanks(ranks: Int) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "x.npy", "--faces", "700", "--dim", "32", "--quiet"])
    let damaged = try scratch.execute([python, "-c", Self.damage], timeout: 60)
    try #require(damaged.exitCode == 0, "\(damaged.errors)")
    for name in ["stored.npz", "deflated.npz"] {
      let run = try scratch.run([name, "--min-sim", "0.6", "--out", "found.txt"], ranks: ranks)
      #expect(run.exitCode == 3)
      #expect(run.errors.contains("\(name):embeddings.npy: is damaged: its checksum"))
      #expect(!scratch.exists("found.txt"))
    }
  }

  /// Each rank reads the chunks that its rows are in, compressed or not.
  @Test(
    .enabled(if: EmbeddingFile.readsHDF5, "this build is without HDF5"),
    arguments: ["embeddings", "layer/deflated"])
  func ranksReadPartsOfADataset(name: String) throws {
    let file = SharedData.package.appendingPathComponent("Tests/Data/hdf5/arrays.h5").path
    let scratch = try Scratch()
    let found = try [1, 3].map { ranks in
      let run = try scratch.run(
        [
          "\(file):\(name)", "--min-sim", "0.9", "--quiet", "--edges", "e\(ranks)", "--out",
          "\(ranks).txt",
        ],
        ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try scratch.contents("\(ranks).txt")
    }
    #expect(found[0] == found[1])
    for array in ["src", "dst", "w"] {
      #expect(try scratch.contents("e1.\(array).npy") == scratch.contents("e3.\(array).npy"))
    }
  }

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

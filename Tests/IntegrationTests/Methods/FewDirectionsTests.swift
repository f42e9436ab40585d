import Foundation
import TestFiles
import Testing

/// Faces that are many times the same few, as of a model that has collapsed or of photos that are copies.
@Suite(.serialized) struct FewDirectionsTests {
  private static let methods: [[String]] = [
    ["infomap"], ["whispers"], ["dbscan"], ["dbscan", "--eps", "0", "--min-points", "3"],
    ["single"], ["single", "--distance", "0", "--k", "1"], ["single", "--clusters", "9"],
    ["cdp", "--max-size", "20"], ["rank-order"], ["hdbscan"], ["finch"], ["louvain"], ["leiden"],
    ["leiden-cpm"], ["density-peaks"], ["intimacy"], ["spectral", "--clusters", "40"],
    ["kmeans", "--clusters", "40"], ["minibatch-kmeans", "--clusters", "40"],
    ["nystrom", "--clusters", "40", "--landmarks", "82"], ["mean-shift"],
  ]

  /// A file of 120 faces in so many directions of a plane, in no order.
  private static func write(directions: Int, columns: Int, in scratch: Scratch) throws -> String {
    let values = (0..<120).flatMap { face -> [Float] in
      let angle = Double(face * face % 11 % directions) * 2 * Double.pi / Double(directions)
      let length = 1 + 0.3 * Double(face % 5)
      return ([length * cos(angle), length * sin(angle), 0, 0].prefix(columns)).map { Float($0) }
    }
    return try scratch.write(
      "faces.npy",
      NumpyFile.array("<f4", "(120, \(columns))", values.withUnsafeBytes { Array($0) }))
  }

  @Test(arguments: methods, [(1, 4), (2, 1), (3, 2), (5, 4)])
  func everyMethodEnds(method: [String], faces: (directions: Int, columns: Int)) throws {
    let scratch = try Scratch()
    let file = try Self.write(directions: faces.directions, columns: faces.columns, in: scratch)
    for threads in ["1", "3"] {
      let run = try scratch.run(
        [file, "--quiet", "--threads", threads, "--out", "\(threads).txt", "--method"] + method,
        timeout: 120)
      #expect(run.exitCode == 0 && !run.timedOut, "\(run.errors)")
    }
    #expect(try scratch.contents("1.txt") == scratch.contents("3.txt"))
  }

  /// Whatever the faces, those that are equal are at a distance of 0, alone and among other methods.
  @Test(arguments: [["single:distance=0", "--k", "1"], ["single:distance=0"], ["dbscan:eps=0"]])
  func equalFacesAreNotDivided(method: [String]) throws {
    let scratch = try Scratch()
    let prefix = scratch.path("few.npy")
    let values = (0..<300).map { place -> Float in
      let number = place / 3 % 20 * 3 + place % 3
      return Float(sin(Double(number + 1) * 12.9898))
    }
    _ = try scratch.write(
      "few.npy", NumpyFile.array("<f4", "(100, 3)", values.withUnsafeBytes { Array($0) }))
    let parts = method[0].split(separator: ":").map(String.init)
    let setting = parts[1].split(separator: "=").map(String.init)
    let alone = try scratch.run(
      [
        prefix, "--quiet", "--out", "alone.txt", "--method", parts[0], "--\(setting[0])",
        setting[1],
      ]
        + method.dropFirst())
    #expect(alone.exitCode == 0, "\(alone.errors)")
    let labels = String(decoding: try scratch.contents("alone.txt"), as: UTF8.self).split(
      separator: "\n")
    #expect(labels.count == 100 && Set(labels).count == 20)
    #expect((20..<100).allSatisfy { labels[$0] == labels[$0 - 20] })

    let compared = try scratch.run([
      "compare", prefix, "--quiet", "--out", "table.csv", "--methods",
      "finch:min-sim=0,\(method[0])",
    ])
    #expect(compared.exitCode == 0, "\(compared.errors)")
    let row = String(decoding: try scratch.contents("table.csv"), as: UTF8.self)
      .split(separator: "\n").first { $0.hasPrefix(parts[0]) }
    #expect(try #require(row).contains(",20.0,"), "\(row ?? "")")
  }

  /// Rounding leaves the cosine of these opposite faces below -1.
  @Test(arguments: [
    ["--method", "single", "--distance", "2"], ["--method", "dbscan", "--eps", "2"],
    ["--method", "single", "--min-sim", "-1"],
  ])
  func oppositeFacesAreWithinTheGreatestDistance(words: [String]) throws {
    let scratch = try Scratch()
    let face: [Float] = [1.032463788986206, -0.8420940637588501, 0.5326586365699768]
    let file = try scratch.write("faces.bin", floats: face + face.map { -$0 })
    let run = try scratch.run([file, "--dim", "3", "--out", "labels.txt"] + words)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try scratch.contents("labels.txt") == Data("0\n0\n".utf8))
  }

  /// The mean of four faces at right angles is nothing: their cluster stays as it is, and the others are connected.
  @Test func aClusterWithoutAMeanIsNextToNone() throws {
    let scratch = try Scratch()
    let faces: [[Float]] = [
      [1, 0, 0, 0], [0, 1, 0, 0], [-1, 0, 0, 0], [0, -1, 0, 0],
      [0, 0, 1, 0], [0, 0, 1, 0.1], [0, 0, 0.6, 0.8], [0, 0, 0.6, 0.9],
    ]
    let file = try scratch.write("faces.bin", floats: faces.flatMap { $0 })
    let run = try scratch.run([
      file, "--dim", "4", "--method", "finch", "--level", "2", "--min-sim", "-1", "--out",
      "labels.txt",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try scratch.contents("labels.txt") == Data("0\n0\n0\n0\n1\n1\n1\n1\n".utf8))
  }
}

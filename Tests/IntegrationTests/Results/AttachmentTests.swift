import Foundation
import Testing

/// Single faces that are put into clusters, by the command line.
@Suite(.serialized) struct AttachmentTests {
  private struct Record: Decodable {
    struct Clusters: Decodable {
      struct Attachment: Decodable {
        let attached: Int
        let abstained: Int
      }
      let attachment: Attachment?
    }
    let clusters: Clusters
    let warnings: [String]
  }

  private static func record(_ scratch: Scratch) throws -> Record {
    try JSONDecoder().decode(Record.self, from: scratch.contents("labels.run.json"))
  }

  /// Faces at a threshold so high that many of an identity are alone.
  private static let line = [
    "faces.npy", "--min-sim", "0.6", "--quiet", "--tables", "tables", "--out", "labels.txt",
  ]

  private static func faces() throws -> Scratch {
    let scratch = try Scratch()
    let run = try scratch.run([
      "generate", "faces.npy", "--faces", "4000", "--dim", "128", "--cosine", "0.54:0.74",
      "--quiet",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    return scratch
  }

  @Test(.needsRanks(8)) func facesAreAttachedRightlyAndAlikeOnAllRanks() throws {
    let scratch = try Self.faces()
    #expect(try scratch.run(Self.line).exitCode == 0)
    let before = try scratch.integers("labels.txt")
    #expect(try Self.record(scratch).clusters.attachment == nil)
    #expect(try scratch.run(Self.line + ["--attach", "--threads", "1"]).exitCode == 0)
    let after = try scratch.integers("labels.txt")
    let tables = try ["tables.labels.csv", "tables.clusters.csv"].map(scratch.contents)

    let identities = try scratch.integers("faces.meta")
    let rows = String(decoding: tables[0], as: UTF8.self).split(separator: "\n").dropFirst()
    let attached = rows.enumerated().filter { $0.element.hasSuffix(",1") }.map(\.offset)
    let found = try #require(try Self.record(scratch).clusters.attachment)
    #expect(attached.count == found.attached && found.attached > 50, "\(found)")
    let sizes = Dictionary(before.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(attached.allSatisfy { sizes[before[$0]] == 1 })
    #expect(found.attached + found.abstained == before.count { sizes[$0] == 1 })

    // All others have the cluster that they had.
    let others = Set(after.indices).subtracting(attached)
    let pairs = Set(others.map { [before[$0], after[$0]] })
    #expect(pairs.count == Set(others.map { after[$0] }).count)
    let right = attached.count { face in
      let members = others.filter { after[$0] == after[face] }.map { identities[$0] }
      return members.count { $0 == identities[face] } * 2 > members.count
    }
    #expect(right * 10 >= attached.count * 9, "\(right) of \(attached.count)")

    for ranks in [3, 8] {
      let run = try scratch.run(Self.line + ["--attach"], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(try scratch.integers("labels.txt") == after)
      #expect(try ["tables.labels.csv", "tables.clusters.csv"].map(scratch.contents) == tables)
    }
  }

  @Test func noFaceIsAttachedToOneThatMustBeApart() throws {
    let scratch = try Self.faces()
    #expect(try scratch.run(Self.line + ["--attach"]).exitCode == 0)
    let labels = try scratch.integers("labels.txt")
    let rows = String(decoding: try scratch.contents("tables.labels.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst()
    let face = try #require(Array(rows).firstIndex { $0.hasSuffix(",1") })
    let members = labels.indices.filter { labels[$0] == labels[face] && $0 != face }
    _ = try scratch.write(
      "different.txt", Array(members.map { "\(face),\($0)\n" }.joined().utf8))
    let run = try scratch.run(Self.line + ["--attach", "--different", "different.txt"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let apart = try scratch.integers("labels.txt")
    #expect(members.allSatisfy { apart[$0] != apart[face] })
  }

  /// A cluster may be too small even with the faces that have joined it.
  @Test func faceOfAClusterThatIsLeftOutIsNotAttached() throws {
    let scratch = try Self.faces()
    var counts: [Int] = []
    for least in [1, 20] {
      let run = try scratch.run(Self.line + ["--attach", "--min-size", "\(least)"], ranks: 2)
      #expect(run.exitCode == 0, "\(run.errors)")
      let labels = try scratch.integers("labels.txt")
      let rows = String(decoding: try scratch.contents("tables.labels.csv"), as: UTF8.self)
        .split(separator: "\n").dropFirst()
      let attached = rows.enumerated().filter { $0.element.hasSuffix(",1") }.map(\.offset)
      #expect(attached.allSatisfy { labels[$0] >= 0 })
      let found = try #require(try Self.record(scratch).clusters.attachment)
      #expect(found.attached == attached.count)
      counts.append(attached.count)
      counts.append(found.attached + found.abstained)
    }
    #expect(counts[2] > 0 && counts[2] < counts[0] && counts[3] == counts[1])
  }

  /// Faces of photos, at a threshold at which many are alone.
  @Test(.needsSharedData("real/lfw158-dlib.bin", "real/lfw158-dlib.meta"))
  func realFacesAreAttachedRightly() throws {
    let scratch = try Scratch()
    let line = [
      SharedData.path("real/lfw158-dlib.bin"), "--dim", "128", "--min-sim", "0.95", "--quiet",
      "--tables", "tables",
    ]
    #expect(try scratch.run(line + ["--out", "before.txt"]).exitCode == 0)
    let before = try scratch.integers("before.txt")
    #expect(try scratch.run(line + ["--attach", "--out", "labels.txt"]).exitCode == 0)
    let after = try scratch.integers("labels.txt")
    let persons = try String(
      contentsOfFile: SharedData.path("real/lfw158-dlib.meta"), encoding: .utf8
    ).split(separator: "\n")
    let rows = String(decoding: try scratch.contents("tables.labels.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst()
    let attached = Set(rows.enumerated().filter { $0.element.hasSuffix(",1") }.map(\.offset))
    let sizes = Dictionary(before.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(attached.count > 20 && attached.allSatisfy { sizes[before[$0]] == 1 })
    let right = attached.count { face in
      let members = after.indices.filter { after[$0] == after[face] && !attached.contains($0) }
      return members.count { persons[$0] == persons[face] } * 2 > members.count
    }
    #expect(right * 10 >= attached.count * 9, "\(right) of \(attached.count)")
  }

  @Test func withoutClustersASentenceSaysWhyNoneIsAttached() throws {
    let scratch = try Self.faces()
    let run = try scratch.run(
      ["faces.npy", "--min-sim", "0.9999", "--attach", "--out", "labels.txt"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.errors.contains("fewer than two clusters"), "\(run.errors)")
    #expect(try Self.record(scratch).clusters.attachment?.attached == 0)
  }
}

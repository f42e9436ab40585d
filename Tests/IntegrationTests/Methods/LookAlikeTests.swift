import Foundation
import Testing

/// Identities that look alike, which an edge here and there makes one cluster of.
@Suite(.serialized) struct LookAlikeTests {
  private struct Record: Decodable {
    struct Clusters: Decodable {
      let count: Int
      let splitClusters: Int
    }
    let clusters: Clusters
    let warnings: [String]
  }

  private static let dimension = 128
  private static let identities = 20
  private static let line = ["faces.bin", "--dim", "\(dimension)", "--quiet"]

  /// Random numbers, the same ones each time.
  private struct Draws {
    private var state: UInt64 = 1

    private mutating func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) * 0x1p-24
    }

    /// A direction; its components are about normally distributed.
    mutating func direction() -> [Float] {
      let values = (0..<LookAlikeTests.dimension).map { _ in
        (0..<6).reduce(Float(-3)) { sum, _ in sum + next() }
      }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { $0 / length }
    }
  }

  /// The sum of directions, of which each has a share of the square.
  private static func mixed(_ parts: [(share: Float, direction: [Float])]) -> [Float] {
    parts.reduce([Float](repeating: 0, count: dimension)) { sum, part in
      zip(sum, part.direction).map { $0 + part.share.squareRoot() * $1 }
    }
  }

  /// Faces of twenty identities in turn, 24 of each, of which the first two look alike: their pairs have a cosine of
  /// about 0.48, those of an identity of 0.6.
  private static func facesOfLookAlikes() -> [[Float]] {
    var draws = Draws()
    var centers = (0..<identities).map { _ in draws.direction() }
    centers[1] = mixed([(0.64, centers[0]), (0.36, centers[1])])
    return (0..<24 * identities).map {
      mixed([(0.6, centers[$0 % identities]), (0.4, draws.direction())])
    }
  }

  private static func write(_ faces: [[Float]], _ scratch: Scratch) throws {
    _ = try scratch.write(
      "faces.bin", faces.flatMap { $0 }.withUnsafeBytes { Array($0) })
  }

  private static func record(_ scratch: Scratch, _ name: String = "labels") throws -> Record {
    try JSONDecoder().decode(Record.self, from: scratch.contents("\(name).run.json"))
  }

  @Test func identitiesThatLookAlikeAreApartOnAllRanks() throws {
    let scratch = try Scratch()
    try Self.write(Self.facesOfLookAlikes(), scratch)
    let run = try scratch.run(Self.line + ["--edges", "graph", "--threads", "1"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let record = try Self.record(scratch)
    #expect(record.clusters.splitClusters == 1 && record.clusters.count == Self.identities)
    #expect(record.warnings.isEmpty, "\(record.warnings)")
    #expect(
      try scratch.integers("labels.txt") == (0..<24 * Self.identities).map { $0 % Self.identities })
    let labels = try scratch.contents("labels.txt")
    for (words, ranks) in [(Self.line, 3), (["--from-edges", "graph", "--quiet"], 2)] {
      let again = try scratch.run(words + ["--out", "again.txt"], ranks: ranks)
      #expect(again.exitCode == 0, "\(again.errors)")
      #expect(try scratch.contents("again.txt") == labels)
      #expect(try Self.record(scratch, "again").clusters.splitClusters == 1)
    }
  }

  @Test func identitiesThatMustBeTogetherAreNotSplit() throws {
    let scratch = try Scratch()
    try Self.write(Self.facesOfLookAlikes(), scratch)
    _ = try scratch.write("same.txt", Array("0,1\n".utf8))
    let run = try scratch.run(Self.line + ["--same", "same.txt"], ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try Self.record(scratch).clusters.splitClusters == 0)
    let labels = try scratch.integers("labels.txt")
    #expect(labels.indices.filter { labels[$0] == 0 }.count == 48)
  }

  /// Each identity has two sessions: pairs of one have a cosine of 0.68, of both 0.5.
  @Test func identitiesThatAreMadeOfGroupsStayWhole() throws {
    let scratch = try Scratch()
    var draws = Draws()
    let centers = (0..<Self.identities).map { _ in draws.direction() }
    let sessions = (0..<2 * Self.identities).map { _ in draws.direction() }
    try Self.write(
      (0..<24 * Self.identities).map {
        Self.mixed([
          (0.5, centers[$0 % Self.identities]), (0.18, sessions[$0 % (2 * Self.identities)]),
          (0.32, draws.direction()),
        ])
      }, scratch)
    let run = try scratch.run(Self.line, ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let record = try Self.record(scratch)
    #expect(record.clusters.splitClusters == 0 && record.clusters.count == Self.identities)
    #expect(
      record.warnings.contains {
        $0.contains("20 of the 20 clusters of 16 faces or more are of two parts")
      }, "\(record.warnings)")
  }

  /// Faces of twenty identities in turn, 24 of each, of which the first has other faces instead.
  private static func faces(
    _ first: (_ center: [Float], _ draws: inout Draws) -> [[Float]]
  ) -> [[Float]] {
    var draws = Draws()
    let centers = (0..<identities).map { _ in draws.direction() }
    let others = (0..<24 * identities).filter { $0 % identities != 0 }.map {
      mixed([(0.6, centers[$0 % identities]), (0.4, draws.direction())])
    }
    return first(centers[0], &draws) + others
  }

  /// - Parameter finding: what the calibration has to say of the faces; nil for nothing.
  private static func staysWhole(_ faces: [[Float]], saying finding: String? = nil) throws {
    let scratch = try Scratch()
    try write(faces, scratch)
    let run = try scratch.run(line, ranks: 2)
    #expect(run.exitCode == 0, "\(run.errors)")
    let record = try record(scratch)
    #expect(record.clusters.splitClusters == 0 && record.clusters.count == identities)
    #expect(record.warnings.count == (finding == nil ? 0 : 1), "\(record.warnings)")
    if let finding { #expect(record.warnings.first?.contains(finding) == true) }
  }

  /// A burst of ten pictures among others of one identity, which are as similar to those as to each other.
  @Test func aBurstStaysWithItsIdentity() throws {
    try Self.staysWhole(
      Self.faces { center, draws in
        let burst = draws.direction()
        return (0..<24).map { face in
          let shares: (Float, Float) = face < 10 ? (0.35, 0.05) : (0, 0.4)
          return Self.mixed([
            (0.6, center), (shares.0, burst), (shares.1, draws.direction()),
          ])
        }
      }, saying: "similar pairs are of two kinds, around cosines of 0.597 and 0.944")
  }

  /// Faces of which the first identity has sessions of 16 each: pairs of two sessions have a cosine of 0.48.
  private static func faces(ofSessions sessions: Int, cosine: Float) -> [[Float]] {
    faces { center, draws in
      let directions = (0..<sessions).map { _ in draws.direction() }
      return (0..<16 * sessions).map {
        mixed([
          (0.48, center), (cosine - 0.48, directions[$0 % sessions]),
          (1 - cosine, draws.direction()),
        ])
      }
    }
  }

  /// Two of three sessions would be look-alikes, as would one and two together.
  @Test func groupsThatAreMoreThanTwoStayTogether() throws {
    try Self.staysWhole(Self.faces(ofSessions: 3, cosine: 0.66))
    let scratch = try Scratch()
    try Self.write(Self.faces(ofSessions: 2, cosine: 0.66), scratch)
    #expect(try scratch.run(Self.line).exitCode == 0)
    #expect(try Self.record(scratch).clusters.splitClusters == 1)
  }

  /// Pairs of other identities have a cosine of 0.6, no more than a tenth away.
  @Test func groupsThatAreMoreAlikeThanIdentitiesStayTogether() throws {
    try Self.staysWhole(Self.faces(ofSessions: 2, cosine: 0.8))
  }
}

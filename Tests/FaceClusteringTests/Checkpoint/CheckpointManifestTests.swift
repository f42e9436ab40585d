import Foundation
import TestFiles
import Testing

@testable import FaceClustering

@Suite struct CheckpointManifestTests {
  private let folder: TemporaryFolder
  private let manifest = CheckpointManifest(
    faces: 10, dimension: 4, checksum: "ab", k: 5, minSimilarity: 0.5)

  init() throws { folder = try TemporaryFolder() }

  @Test func comesBackFromItsFile() throws {
    try manifest.write(to: folder.path("manifest.json"))
    let read = try CheckpointManifest.read(folder.path("manifest.json"))
    #expect(try read == manifest && read.key == manifest.key)
    #expect(read.refusal(for: manifest, folder: "x") == nil)
  }

  @Test func otherInputIsBadInputAndOtherOptionsAreAWrongCommandLine() throws {
    let faces = CheckpointManifest(
      faces: 11, dimension: 4, checksum: "ab", k: 5, minSimilarity: 0.5)
    let k = CheckpointManifest(faces: 10, dimension: 4, checksum: "ab", k: 6, minSimilarity: 0.5)
    let refusal = try #require(manifest.refusal(for: faces, folder: "x"))
    #expect(refusal.kind == .input && refusal.description.contains("the number of faces (10 in"))
    #expect(manifest.refusal(for: k, folder: "x")?.kind == .commandLine)
    #expect(try faces.key != manifest.key && k.key != manifest.key)
  }

  @Test func whatIsNoManifestIsBadInput() throws {
    func refusal(_ name: String) -> Failure? {
      #expect(throws: Failure.self) { try CheckpointManifest.read(folder.path(name)) }
    }
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    try FileManager.default.createDirectory(
      atPath: folder.path("folder"), withIntermediateDirectories: false)
    try folder.write("text", "{}")
    try folder.write("long", [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20))
    for (name, problem) in [
      ("pipe", "is a pipe"), ("folder", "is a folder"), ("text", "is no manifest"),
      ("long", "is no manifest"), ("none", "no such file"),
    ] {
      let found = refusal(name)
      #expect(found?.kind == .input && found?.description.contains(problem) == true)
    }
  }

  @Test func onlySimilaritiesOfTheSearchCanBeKept() {
    #expect(manifest.canKeep(0.5) && manifest.canKeep(1) && !manifest.canKeep(0.49))
    #expect(!manifest.canKeep(1.1) && !manifest.canKeep(.nan) && !manifest.canKeep(.infinity))
  }
}

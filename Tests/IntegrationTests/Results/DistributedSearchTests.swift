import Foundation
import Storage
import Testing

/// One search for clusters by all ranks, of faces and of networks.
@Suite(.serialized) struct DistributedSearchTests {
  /// Networks of many blocks of nodes, of one block, of fewer nodes than ranks, and without links.
  @Test(
    .needsRanks(8),
    arguments: [
      "20000 --k 20 --min-sim 0.58", "20000 --k 20 --min-sim 0.58 --undirected",
      "3000 --min-sim 0.58 --undirected --trials 2", "6 --min-sim -1",
      "6 --min-sim 1",
    ])
  func aDistributedSearchGivesTheSameLabelsOnAnyNumberOfRanks(faces: String) throws {
    let scratch = try Scratch()
    let options = "--synthetic --faces \(faces) --dim 64 --infomap distributed".split(
      separator: " "
    ).map(
      String.init)
    var labels: Set<Data> = []
    var allLinks = 0
    for (ranks, threads) in [(1, 1), (1, 3), (2, 1), (2, 2), (3, 1), (8, 1)] {
      let run = try scratch.run(options + ["--threads", "\(threads)"], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      labels.insert(try scratch.contents("labels.txt"))
      let record = try JSONDecoder().decode(Stages.self, from: scratch.contents("labels.run.json"))
      let infomap = try #require(record.stages.first { $0.name == "infomap" })
      if ranks == 1 { allLinks = record.clusters.mostLinksOfARank }
      if faces.hasPrefix("20000") {
        // There are two blocks of nodes, and no rank of several has them both.
        #expect((record.clusters.mostLinksOfARank < allLinks) == (ranks > 1))
      }
      // Without links nothing is searched.
      #expect((infomap.bytes > 0) == (ranks > 1 && !faces.hasSuffix("--min-sim 1")))
    }
    #expect(labels.count == 1)
  }

  /// What the test above reads of a run record.
  private struct Stages: Decodable {
    struct Stage: Decodable {
      let name: String
      let bytes: Int
    }
    struct Clusters: Decodable { let mostLinksOfARank: Int }
    let stages: [Stage]
    let clusters: Clusters
  }

  @Test(
    .needsRanks(5),
    arguments: [
      "--undirected --two-level --trials 2", "--undirected", "--directed",
      "--undirected --preferred-number-of-levels 4",
      "--directed --two-level --to-nodes",
    ])
  func aNetworkIsSearchedAlikeByAnyNumberOfRanks(model: String) throws {
    let (files, messages) = try searchPlantedNetwork(model)
    #expect(files.count == 1)
    // There are three blocks of nodes.
    let most = try messages.map {
      let sizes = try #require($0.firstMatch(of: /no rank has more than (\d+) of (\d+) links/))
      return try (#require(Int(sizes.1)), #require(Int(sizes.2)))
    }
    #expect(most[0].0 == most[0].1)
    #expect(most.dropFirst().allSatisfy { $0.0 < $0.1 * 9 / 10 && $0.1 == most[0].1 })
  }

  @Test(
    .needsRanks(5),
    arguments: ["--directed --recorded-teleportation", "--undirected --markov-time 1.5"])
  func aNetworkThatMakesNoPartsIsSearchedAlikeWithAWarning(model: String) throws {
    let (files, messages) = try searchPlantedNetwork(model)
    #expect(files.count == 1)
    #expect(messages.dropFirst().allSatisfy { $0.contains("every rank has the whole network") })
    #expect(!messages[0].contains("warning"))
  }

  /// Directed links in no order make no parts either; with self-links left out the same network remains.
  @Test(.needsRanks(5), arguments: ["--directed", "--undirected"])
  func selfLinksAreLeftOutOfPartsAndWholeNetworks(model: String) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "planted", "--nodes", "40000", "--links", "300000"])
    let options = [model, "--two-level", "--threads", "1", "--infomap", "distributed"]
    func clustered(_ network: String, _ more: [String], ranks: Int) throws -> Data {
      let run = try scratch.run(
        ["infomap", network, "--out", "found.tree"] + options + more, ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      // But for the heading, which has the command line.
      let lines = String(decoding: try scratch.contents("found.tree"), as: UTF8.self)
        .split(separator: "\n").filter { !$0.hasPrefix("# face-cluster-mpi") }
      return Data(lines.joined(separator: "\n").utf8)
    }
    let expected = try clustered("planted", [], ranks: 2)

    func numbers(_ name: String) throws -> [UInt32] {
      try NumpyArray.read(scratch.path("planted.\(name).npy"), UInt32.self, type: "<u4")
    }
    let (sources, targets) = try (numbers("src"), numbers("dst"))
    let weights = try NumpyArray.read(scratch.path("planted.w.npy"), Float.self, type: "<f4")
    var looped = (sources: [UInt32](), targets: [UInt32](), weights: [Float]())
    for link in sources.indices {
      looped.sources.append(sources[link])
      looped.targets.append(targets[link])
      looped.weights.append(weights[link])
      guard link % 3 == 0 else { continue }
      looped.sources.append(sources[link])
      looped.targets.append(sources[link])
      looped.weights.append(2)
    }
    func write(
      _ name: String, _ sources: [UInt32], _ targets: [UInt32], _ weights: [Float]
    ) throws {
      try NumpyArray.write(sources.span, type: "<u4", to: scratch.path(name + ".src.npy"))
      try NumpyArray.write(targets.span, type: "<u4", to: scratch.path(name + ".dst.npy"))
      try NumpyArray.write(weights.span, type: "<f4", to: scratch.path(name + ".w.npy"))
    }
    try write("looped", looped.sources, looped.targets, looped.weights)
    try write(
      "backwards", looped.sources.reversed(), looped.targets.reversed(), looped.weights.reversed())
    #expect(try clustered("looped", ["--no-self-links"], ranks: 3) == expected)
    #expect(try clustered("looped", [], ranks: 3) != expected)
    let whole = try clustered("backwards", ["--no-self-links"], ranks: 3)
    #expect(modules(whole) == modules(expected))
  }

  /// The ids in each top module of a .tree file, whatever the last digits of flows and codelengths.
  private func modules(_ file: Data) -> Set<Set<Substring>> {
    var members: [Substring: Set<Substring>] = [:]
    for line in String(decoding: file, as: UTF8.self).split(separator: "\n")
    where !line.hasPrefix("#") {
      members[line.prefix { $0 != ":" }, default: []].insert(line.split(separator: " ").last!)
    }
    return Set(members.values)
  }

  /// The files that different numbers of ranks, first one, make of a network, and what they say.
  private func searchPlantedNetwork(
    _ model: String
  ) throws -> (files: Set<Data>, messages: [String]) {
    let scratch = try Scratch()
    _ = try scratch.run(["generate", "planted", "--nodes", "40000", "--links", "300000"])
    let options =
      ["infomap", "planted", "--infomap", "distributed", "--verbose"]
      + model.split(separator: " ").map(String.init)
    var files: Set<Data> = []
    var messages: [String] = []
    for (ranks, threads) in [(1, 2), (2, 1), (3, 1), (5, 1)] {
      let run = try scratch.run(
        options + ["--threads", "\(threads)", "--out", "found.tree"], ranks: ranks)
      #expect(run.exitCode == 0, "\(run.errors)")
      files.insert(try scratch.contents("found.tree"))
      messages.append(run.errors)
    }
    return (files, messages)
  }
}

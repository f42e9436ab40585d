import Embeddings
import FaceClustering
import Foundation
import MPI
import NearestNeighbors
import Storage

/// The folder of a checkpoint as what a run goes on from: its manifest, the journals and the index of the
/// edges.
///
/// An input is a list of files, each with its name as a number, whether it is sealed, its length in two
/// bytes, and its contents. What is sealed gets the checksums that a journal of the run has, so that its
/// records, each with its length in two bytes before it, are decoded whatever is in them.
enum CheckpointTarget {
  private static let run = CheckpointManifest(
    faces: 40, dimension: 4, checksum: "5", k: 5, minSimilarity: 0.5)

  private static let names = [
    "manifest.json", "edges.json", "neighbors.1.0.journal", "neighbors.1.1.journal",
    "edges.1.0.journal", "edges.1.1.journal", "neighbors.2147483648.4194303.journal",
    "neighbors.9223372036854775807.0.journal", "lock", "rounds.1.0.journal", "rounds.1.1.journal",
    "rounds.1.9223372036854775807.journal",
  ]

  private static let signals = Result { try StopSignals(arguments: []) }

  static let words = [
    "\"attempt\":", "\"ranks\":", "\"edges\":", "\"key\":", "\"faces\" : ", "null",
  ]

  /// Goes on from the folder that an input describes, and says what was found in it.
  static func parse(_ path: String, world: Communicator) throws -> String {
    let folder = path + ".folder"
    try? FileManager.default.removeItem(atPath: folder)
    mkdir(folder, 0o700)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try unpack(try InputFile.contents(of: path), into: folder, world: world)

    let checkpoint = try Checkpoint(folder, of: run, world: world, warn: { _ in })
    let edges = try checkpoint.savedEdges()?.edges
    if let edges { check(edges) }
    let round = try checkpoint.savedRound()
    let neighbors = try checkpoint.neighbors(
      of: ShardLayout(faces: run.faces, ranks: 1),
      stop: StopAgreement(world: world, isRequested: { false }), signals: signals.get())
    var kept = 0
    neighbors.restore(0..<run.faces) { face, neighbor in
      precondition((0..<run.faces).contains(face) && neighbor.index < run.faces)
      precondition(run.canKeep(neighbor.similarity))
      kept += 1
    }
    let all = PairRegion(triangleOf: 0..<run.faces)
    let rest = all.subtracting(neighbors.comparedPairs)
    precondition((0...all.count).contains(rest.count), "pairs that there are not")
    return "\(edges?.count ?? -1) \(kept) \(rest.count) \(round?.numbers.count ?? -1)"
  }

  private static func check(_ edges: DirectedEdges) {
    precondition(edges.isInOrder && edges.targets.count == edges.count, "edges out of order")
    precondition((edges.sources + edges.targets).allSatisfy { $0 < run.faces }, "no such face")
    precondition(edges.weights.allSatisfy(run.canKeep), "no edge of the run")
  }

  /// Writes the files of an input.
  private static func unpack(_ input: [UInt8], into folder: String, world: Communicator) throws {
    var rest = input[...]
    while rest.count >= 4 {
      let start = Array(rest.prefix(4))
      let length = Int(start[2]) | Int(start[3]) << 8
      let contents = Array(rest.dropFirst(4).prefix(length))
      rest = rest.dropFirst(4 + length)
      let name = names[Int(start[0]) % names.count]
      let file = folder + "/" + name
      unlink(file)
      if start[1] & 1 == 1 {
        // Of the file's name and the run only.
        let key = Checkpoint.key(ofFile: name, of: try run.key)
        try Journal(creating: file, key: key).append(records(contents))
      } else {
        try Data(contents).write(to: URL(fileURLWithPath: file))
      }
    }
  }

  private static func records(_ contents: [UInt8]) -> [[UInt8]] {
    var rest = contents[...]
    var records: [[UInt8]] = []
    while rest.count >= 2 {
      let length = rest.prefix(2).reversed().reduce(0) { $0 << 8 | Int($1) }
      records.append(Array(rest.dropFirst(2).prefix(length)))
      rest = rest.dropFirst(2 + length)
    }
    return records
  }

  // MARK: - Seeds

  /// Nothing, and the folders of runs that ended in the search and after it.
  static let seeds: [[UInt8]] = [
    [],
    file("manifest.json", manifest)
      + file("neighbors.1.0.journal", sealing: [pairs(0..<20, 0..<20), pairs(0..<20, 20..<40)])
      + file("neighbors.1.1.journal", sealing: [pairs(20..<40, 20..<30)]),
    file("edges.1.0.journal", sealing: [edges(from: 0)])
      + file("edges.1.1.journal", sealing: [edges(from: 20), edges(from: 30)])
      + file("edges.json", index),
  ]

  private static func file(_ name: String, _ contents: [UInt8], isSealed: Bool = false) -> [UInt8] {
    [UInt8(names.firstIndex(of: name)!), isSealed ? 1 : 0] + size(contents) + contents
  }

  private static func file(_ name: String, sealing records: [[UInt8]]) -> [UInt8] {
    file(name, records.flatMap { size($0) + $0 }, isSealed: true)
  }

  private static func size(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8(truncatingIfNeeded: bytes.count), UInt8(truncatingIfNeeded: bytes.count >> 8)]
  }

  private static let manifest: [UInt8] = {
    let path = FileManager.default.temporaryDirectory.path + "/manifest-\(UUID().uuidString)"
    defer { unlink(path) }
    do {
      try run.write(to: path)
      return try InputFile.contents(of: path)
    } catch {
      preconditionFailure("a seed cannot be made: \(error)")
    }
  }()

  private static let index: [UInt8] = {
    guard let key = try? run.key else { preconditionFailure("the run has no key") }
    return Array("{\"attempt\":1,\"ranks\":2,\"edges\":6,\"key\":\(key)}".utf8)
  }()

  /// A record of compared pairs in which each of the first rows has a neighbor.
  private static func pairs(_ rows: Range<Int>, _ columns: Range<Int>) -> [UInt8] {
    let found = zip(rows, columns).prefix(4).filter { $0 != $1 }
    let header = [
      rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound, 0, 0,
      found.count,
    ]
    return bytes(header) + bytes(found.map { UInt32($0.0) })
      + bytes(found.map { Neighbor(index: UInt32($0.1), similarity: 0.75) })
  }

  /// A record of two edges of one face.
  private static func edges(from face: UInt32) -> [UInt8] {
    bytes([1, 2]) + bytes([face]) + bytes([2] as [UInt32]) + bytes([face + 1, face + 2])
      + bytes([0.9, 0.8] as [Float])
  }

  private static func bytes<Value>(_ values: [Value]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
  }
}

import Foundation
import NearestNeighbors
import Storage

/// What is saved beside the arrays of a graph's edges, so that it can be clustered again.
struct SavedGraph: Codable, Equatable, Sendable {
  let faces: Int
  let dimension: Int
  /// Of the input, as in the run record.
  let checksum: String
  let k: Int
  let minSimilarity: Float

  /// Its file.
  static func path(prefix: String) -> String { prefix + ".json" }

  /// All files of a graph.
  static func files(prefix: String) -> [String] {
    SharedEdges.files(prefix: prefix) + [path(prefix: prefix)]
  }

  /// Reads the file beside a graph.
  init(prefix: String) throws(FileError) {
    let path = Self.path(prefix: prefix)
    let bytes = try InputFile.contents(of: path)
    guard let found = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
      found.faces > 0, found.faces <= Int(UInt32.max), found.k > 0
    else {
      throw FileError(
        path, "is not what --edges writes beside a graph; write the graph anew, or name another")
    }
    self = found
  }

  init(faces: Int, dimension: Int, checksum: String, k: Int, minSimilarity: Float) {
    self.faces = faces
    self.dimension = dimension
    self.checksum = checksum
    self.k = k
    self.minSimilarity = minSimilarity
  }

  /// How many edges the files of a graph have room for.
  static func edgeCount(prefix: String) throws(FileError) -> Int {
    try InputFile.size(of: SharedEdges.files(prefix: prefix)[0]) / MemoryLayout<UInt32>.size
  }

  /// Writes the file, which is left to be committed.
  func write(prefix: String) throws(FileError) -> AtomicFile {
    let file = try AtomicFile(Self.path(prefix: prefix))
    try file.append(JSONText.of(self) + "\n")
    try file.finish()
    return file
  }

  /// Reads the edges.
  ///
  /// - Throws: `FileError` unless they are those of a graph of so many faces, in order.
  func edges(prefix: String, threads: Int) throws(FileError) -> DirectedEdges {
    let files = SharedEdges.files(prefix: prefix)
    let sources = try NumpyArray.readNodeNumbers(files[0], threads: threads)
    let targets = try NumpyArray.readNodeNumbers(files[1], threads: threads)
    let weights = try NumpyArray.read(files[2], Float.self, type: "<f4", threads: threads)
    try NetworkInput.checkCounts(sources.count, targets.count, weights.count, of: prefix)
    try NetworkInput.checkWeights(weights.span, sources.span, targets.span, file: files[2])
    let edges = DirectedEdges(sources: sources, targets: targets, weights: weights)
    let faces = UInt32(clamping: faces)
    guard (sources.last ?? 0) < faces, targets.allSatisfy({ $0 < faces }), edges.isInOrder else {
      throw FileError(
        prefix,
        "the edges are not in the order of --edges, or of other faces than \(Self.path(prefix: prefix)) "
          + "says; write the graph anew")
    }
    return edges
  }
}

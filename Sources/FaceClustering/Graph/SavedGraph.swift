import Calibration
import Foundation
import MPI
import NearestNeighbors
import Storage

/// What is saved beside the arrays of a graph's edges, so that it can be clustered again.
struct SavedGraph: Codable, Equatable, Sendable {
  let faces: Int
  let dimension: Int
  /// Of the input, as in the run record.
  let checksum: String
  let k: Int
  /// Of its edges.
  let minSimilarity: Float
  /// What the weights of its edges follow from, of a run that calibrated them; nil of others.
  var calibration: ThresholdCalibration.Fit?
  /// Whether its weights are relied on whatever clusters say; nil if not.
  var reliesOnCalibration: Bool?
  /// Whether Infomap searches it with more trials unless told otherwise; nil if not.
  var hasFreeTrials: Bool?
  /// The share of each face's neighbors that the search was to find, of a graph of an approximate search; nil of an exact
  /// one.
  var recall: Double?
  /// Where its faces were read, since what comes after the graph may look at them again; nil of graphs that were saved
  /// before that was.
  var origin: Origin?

  /// What names the faces of a graph.
  struct Origin: Codable, Equatable, Sendable {
    /// From the root of the file system; none of synthetic faces.
    let features: [String]
    /// As it was given.
    let dimension: Int?
    /// Of synthetic faces.
    let faces: Int?
    let seed: UInt64?

    init(_ options: ClusteringOptions) {
      let folder = FileManager.default.currentDirectoryPath
      features = options.features.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
      dimension = options.dimension
      let isSynthetic = features.isEmpty
      faces = isSynthetic ? options.faces : nil
      seed = isSynthetic ? options.seed : nil
    }
  }

  /// Its file.
  static func path(prefix: String) -> String { prefix + ".json" }

  /// All files of a graph.
  static func files(prefix: String) -> [String] {
    SharedEdges.files(prefix: prefix) + [path(prefix: prefix)]
  }

  /// Reads the file beside a graph, as rank 0 sees it: copies on the disks of nodes may be of different age, and ranks
  /// that went by other options would wait for each other. Collective.
  ///
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  init(prefix: String, world: Communicator) throws {
    let path = Self.path(prefix: prefix)
    let own = try world.agree { world.rank == 0 ? try InputFile.contents(of: path) : [] }
    let bytes = try world.broadcast(own, from: 0)
    self = try world.agree { try Self(bytes, path: path) }
  }

  private init(_ bytes: [UInt8], path: String) throws(FileError) {
    guard let found = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
      found.faces > 0, found.faces <= Int(UInt32.max), found.k > 0,
      found.calibration?.isPossible ?? true
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
    let list = try EdgeList(reading: prefix, threads: threads)
    let edges = DirectedEdges(
      sources: list.sources, targets: list.targets, weights: list.weights)
    let faces = UInt32(clamping: faces)
    guard (edges.sources.last ?? 0) < faces, edges.targets.allSatisfy({ $0 < faces }),
      edges.isInOrder
    else {
      throw FileError(
        prefix,
        "the edges are not in the order of --edges, or of other faces than \(Self.path(prefix: prefix)) "
          + "says; write the graph anew")
    }
    return edges
  }
}

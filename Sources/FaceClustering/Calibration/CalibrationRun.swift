import Calibration
import Embeddings
import Foundation
import MPI
import NearestNeighbors
import Storage

/// A calibration of the threshold to the faces of a file, without clustering them. All ranks make one and
/// run it together.
public struct CalibrationRun {
  public let options: ClusteringOptions
  public let world: Communicator

  /// - Parameter options: of which the features, their dimension and the threads count.
  public init(options: ClusteringOptions, world: Communicator) {
    self.options = options
    self.world = world
  }

  /// What was found for which faces.
  public struct Report: Encodable, Sendable {
    /// The name of the input.
    public let name: String
    public let faces: Int
    public let dimension: Int
    /// Of the values before normalization, hexadecimal, as in the run record.
    public let checksum: String
    public let calibration: CalibrationRecord

    /// The report as JSON text.
    public var json: String { JSONText.of(self) }
  }

  /// Reads the faces and calibrates to them. Collective.
  ///
  /// - Parameter notice: told on rank 0 what is odd about the file.
  /// - Returns: the same on all ranks.
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  public func run(notice: (String) -> Void) throws -> Report {
    let nodes = try NodeTopology(of: world)
    let threads = try options.threads ?? ThreadBudget.fairShare(node: nodes.node)
    let source = try world.agree { try Source(options) }
    if world.rank == 0 { source.notices.forEach(notice) }
    let shards = try Shards(
      layout: ShardLayout(faces: source.faces, ranks: world.size), dimension: source.dimension,
      nodes: nodes, inPlace: false)
    let checksum = try world.agree {
      let sum = try source.read(shards.layout.range(of: world.rank), into: shards.own)
      try source.checkUnchanged()
      return sum
    }
    let found = try ThresholdCalibration(shards, threads: threads, world: world)
    return Report(
      name: source.name, faces: source.faces, dimension: source.dimension,
      checksum: String(try world.allReduce(checksum, with: .sum), radix: 16),
      calibration: CalibrationRecord(found, withHistogram: true))
  }
}

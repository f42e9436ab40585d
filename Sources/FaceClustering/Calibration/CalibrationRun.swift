import Calibration
import Embeddings
import Foundation
import MPI
import NearestNeighbors
import Storage

/// A calibration of the threshold to the faces of a file, without clustering them. All ranks make one and
/// run it together.
package struct CalibrationRun {
  private let options: ClusteringOptions
  private let session: RunSession

  /// - Parameter options: of which the features, their dimension, the threads and the stall timeout count.
  package init(options: ClusteringOptions, session: RunSession) {
    self.options = options
    self.session = session
  }

  /// What was found for which faces.
  package struct Report: Encodable, Sendable {
    /// The name of the input.
    package let name: String
    package let faces: Int
    package let dimension: Int
    /// Of the values before normalization, hexadecimal, as in the run record.
    package let checksum: String
    package let calibration: CalibrationRecord

    /// The report as JSON text.
    package var json: String { JSONText.of(self) }
  }

  /// Reads the faces and calibrates to them. Collective.
  ///
  /// - Returns: the same on all ranks.
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  package func run() throws -> Report {
    try session.watchingRanks(timeout: options.stallTimeout) { nodes in
      let threads = try session.threads(options.threads, on: nodes)
      let source = try session.openSource(options)
      let layout = ShardLayout(faces: source.faces, ranks: session.world.size)
      try planMemory(source, layout, nodes, threads: threads)
      let loaded = try session.load(source, layout, nodes, threads: threads)
      let found = try session.calibration(of: loaded.shards, threads: threads)
      return Report(
        name: source.name, faces: source.faces, dimension: source.dimension,
        checksum: loaded.checksum, calibration: CalibrationRecord(found))
    }
  }

  /// Refuses faces that cannot fit in the memory of a node. Collective.
  private func planMemory(
    _ source: Source, _ layout: ShardLayout, _ nodes: NodeTopology, threads: Int
  ) throws {
    let calibration = ThresholdCalibration.bytes(
      faces: source.faces, dimension: source.dimension, threads: threads)
    func bytes(of rank: Int) -> Int {
      layout.counts[rank] * source.dimension * MemoryLayout<Float>.size + calibration
    }
    let ranks = nodes.ranksOfThisNode
    try session.requireRoom(
      for: .init(
        ofNode: ranks.reduce(MemoryPlan.bytesOfProcesses(ranks: ranks.count)) {
          $0 + bytes(of: $1)
        },
        ofRank: bytes(of: session.world.rank), purpose: "the faces",
        remedy: "use more nodes, or calibrate to a part of the faces"), nodes)
  }
}

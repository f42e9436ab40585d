import Infomap
import NearestNeighbors

/// What a run on a network did and found.
package struct NetworkRecord: Encodable, Sendable {
  /// How fast the network was parsed, of a text.
  package struct Parsing: Encodable, Sendable {
    /// The bytes of the text.
    package let bytes: Int
    package let seconds: Double
    /// Nil where it took less time than the clock can tell.
    package let megabytesPerSecond: Double?
  }

  package let version: String
  package let run: RunRecord.Run
  /// The host of each rank.
  package let hosts: [String]
  package let nodes: Int
  package let links: Int
  /// In bits a step, as are the other codelengths.
  package let codelength: Double
  /// The part of the codelength that the index codebooks take.
  package let index: Double
  /// The part that the codebooks of modules take.
  package let module: Double
  /// With all nodes in one module.
  package let oneLevel: Double
  /// At the top of the hierarchy.
  package let modules: Int
  package let levels: Int
  /// Of the trial that found it.
  package let seed: UInt64
  /// Absent of an edge list.
  package let parsing: Parsing?
  /// Of each stage on rank 0.
  package let seconds: [String: Double]
  package let stages: [StageRecord]
  /// The most memory that rank 0 has held, in bytes.
  package let peakMemory: Int
  /// What may be wrong.
  package let warnings: [String]

  /// The record as JSON text, on one line.
  package var json: String { JSONText.of(self, isOnOneLine: true) }
}

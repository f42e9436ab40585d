import Infomap
import NearestNeighbors

/// What a run on a network did and found.
public struct NetworkRecord: Encodable, Sendable {
  /// How fast the network was parsed, of a text.
  public struct Parsing: Encodable, Sendable {
    /// The bytes of the text.
    public let bytes: Int
    public let seconds: Double
    /// Nil where it took less time than the clock can tell.
    public let megabytesPerSecond: Double?
  }

  public let version: String
  public let run: RunRecord.Run
  /// The host of each rank.
  public let hosts: [String]
  public let nodes: Int
  public let links: Int
  /// In bits a step, as are the other codelengths.
  public let codelength: Double
  /// The part of the codelength that the index codebooks take.
  public let index: Double
  /// The part that the codebooks of modules take.
  public let module: Double
  /// With all nodes in one module.
  public let oneLevel: Double
  /// At the top of the hierarchy.
  public let modules: Int
  public let levels: Int
  /// Of the trial that found it.
  public let seed: UInt64
  /// Absent of an edge list.
  public let parsing: Parsing?
  /// Of each stage on rank 0.
  public let seconds: [String: Double]
  public let stages: [StageRecord]
  /// The most memory that rank 0 has held, in bytes.
  public let peakMemory: Int
  /// What may be wrong.
  public let warnings: [String]

  /// The record as JSON text, on one line.
  public var json: String { JSONText.of(self, isOnOneLine: true) }
}

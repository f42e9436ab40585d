import Clustering
import Evaluation
import Foundation
import NearestNeighbors
import Storage

/// What a run did and found: the contents of `labels.run.json`.
package struct RunRecord: Encodable, Sendable {
  /// When, where and how rank 0 was started.
  package struct Run: Codable, Sendable {
    /// The words of its command line, the name of the program first.
    package let commandLine: [String]
    /// Its working folder.
    package let folder: String
    package let host: String
    /// When it began and ended, by ISO 8601 in UTC.
    package let start: String
    package private(set) var end = ""

    init(start: Date) {
      commandLine = CommandLine.arguments
      folder = FileManager.default.currentDirectoryPath
      host = HostSystem.name
      self.start = start.formatted(.iso8601)
    }

    mutating func end(at date: Date) { end = date.formatted(.iso8601) }
  }

  package struct Input: Codable, Sendable {
    package let name: String
    package let faces: Int
    package let dimension: Int
    /// The checksum of the values before normalization, hexadecimal; independent of the number of ranks.
    package let checksum: String
  }

  package struct Machine: Codable, Sendable {
    package let ranks: Int
    package let hosts: [String]
    package let threadsPerRank: [Int]
    package let kernel: String
    package let blasCore: String
    package let blas: String
    package let mpi: String
    /// The CPU of each rank.
    package let cpus: [String]
    /// The operating system of rank 0.
    package let system: String
  }

  package struct Graph: Codable, Sendable {
    package let edges: Int
    /// Faces without an edge that carries flow: those of similarity 0 and less do not.
    package let isolatedFaces: Int
    /// Seconds in which a rank waited for messages during the search, over the ranks.
    package let longestWait: Double
    /// The ranks that ruled out pairs by groups of faces.
    package let ranksWithGroups: Int
    /// The ranks whose faces BLAS compared.
    package let ranksWithBLAS: Int
    /// Whether ranks read the rows of the others where they are, rather than have them sent.
    package let shardsInPlace: Bool
    /// Seconds that a rank took to save progress, the most over the ranks; absent without a
    /// checkpoint.
    package var savingSeconds: Double?
    /// What an approximate search found; absent after an exact one.
    package var approximation: ApproximateSearch.Outcome?
  }

  /// What a method of clustering found; the values of its report stand beside the others.
  package struct Clusters: Encodable, Sendable {
    /// The name of the method.
    package let method: String
    package let count: Int
    package let largest: Int
    /// The faces that are in none, because theirs would be smaller than the least size; nil without one.
    package let unclustered: Int?
    /// What has become of faces that were alone; nil where they are left alone.
    package internal(set) var attachment: AttachmentRecord?
    /// How many have the number of a cluster of an earlier run; nil where no numbers are kept.
    package internal(set) var kept: Int?
    package let report: any MethodReport
    /// The clusters that have faces of a known label; nil where no labels are known.
    package var known: [NamedCluster]?

    init(_ found: FoundClusters, by method: String, leastSize: Int) {
      self.method = method
      // Label 0 is the largest cluster.
      count = (found.labels.max() ?? -1) + 1
      largest = found.labels.count { $0 == 0 }
      unclustered = leastSize > 1 ? found.labels.count { $0 == Labels.unknown } : nil
      report = found.report
    }

    private enum Key: CodingKey {
      case method, count, largest, unclustered, attachment, kept, known
    }

    package func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: Key.self)
      try values.encode(method, forKey: .method)
      try values.encode(count, forKey: .count)
      try values.encode(largest, forKey: .largest)
      try values.encodeIfPresent(unclustered, forKey: .unclustered)
      try values.encodeIfPresent(attachment, forKey: .attachment)
      try values.encodeIfPresent(kept, forKey: .kept)
      try values.encodeIfPresent(known, forKey: .known)
      try report.encode(to: encoder)
    }
  }

  package let version: String
  package internal(set) var run: Run
  package let options: ClusteringOptions
  package let input: Input
  package let machine: Machine
  package var graph: Graph
  /// How the threshold was calibrated; absent where it was given.
  package internal(set) var calibration: CalibrationRecord?
  package internal(set) var clusters: Clusters?
  package internal(set) var scores: ClusteringScores?
  /// What the scores are of.
  package internal(set) var compared: ComparedCounts?
  /// What several methods found, where they were compared.
  package internal(set) var comparison: MethodComparison?
  package internal(set) var stages: [StageRecord]
  /// The most memory that each rank has held, in bytes, what it shares with others included.
  package internal(set) var peakMemory: [Int] = []
  /// What may be wrong.
  package internal(set) var warnings: [String] = []

  /// The record as JSON text.
  package var json: String { JSONText.of(self) }

  /// Where the record of a run goes unless it is named: beside the labels, and named after them, so
  /// that runs which leave their labels in one folder do not overwrite each other's records.
  ///
  /// - Returns: `found.run.json` for labels in `found.txt`, `found-0.55.run.json` for labels in
  ///   `found-0.55`; nil for labels in a folder of devices, where no file belongs.
  package static func path(besideLabels labels: String) -> String? {
    guard !OutputPath.isNameOfDevice(labels) else { return nil }
    // Other endings may be all that tells the labels of two runs apart.
    let usualEnding = ".txt"
    let stem = labels.hasSuffix(usualEnding) ? labels.dropLast(usualEnding.count) : labels[...]
    return stem + ".run.json"
  }

  /// Writes the record to a file, which is left to be committed.
  func write(to path: String) throws(FileError) -> AtomicFile {
    let file = try AtomicFile(path)
    try file.append(json + "\n")
    return file
  }
}

/// The version of the program.
package let programVersion = "0.1.0"

import Foundation
import Storage

/// What the progress in a checkpoint belongs to: everything that the neighbors of the faces, or the rounds
/// of a method that looks at none, depend on, and nothing that they do not, such as the number of ranks.
package struct CheckpointManifest: Codable, Equatable {
  static let currentFormat = 6

  var format = currentFormat
  package let faces: Int
  let dimension: Int
  /// The checksum of the input, as in the run record.
  let checksum: String
  let k: Int
  let minSimilarity: Float
  /// The kind of search, and of an approximate one what it is to find.
  package var search = "exact"
  /// What finds clusters without neighbors, and what it was told; nil of a search for neighbors.
  package var method: String?

  package init(
    faces: Int, dimension: Int, checksum: String, k: Int, minSimilarity: Float
  ) {
    self.faces = faces
    self.dimension = dimension
    self.checksum = checksum
    self.k = k
    self.minSimilarity = minSimilarity
  }

  /// The progress of a method that looks at no neighbors.
  ///
  /// - Parameter method: its name and everything that it is told.
  init(faces: Int, dimension: Int, checksum: String, method: String) {
    self.init(faces: faces, dimension: dimension, checksum: checksum, k: 1, minSimilarity: 1)
    self.method = method
  }

  /// Why progress that belongs to this cannot serve a run of `run`; nil if it can.
  func refusal(for run: CheckpointManifest, folder: String) -> Failure? {
    func differ(_ what: String, _ saved: Any, _ now: Any) -> String {
      "\(what) (\(saved) in the checkpoint, \(now) now)"
    }
    var input: [String] = []
    if faces != run.faces { input.append(differ("the number of faces", faces, run.faces)) }
    if dimension != run.dimension {
      input.append(differ("the dimension", dimension, run.dimension))
    }
    if checksum != run.checksum {
      input.append(differ("the checksum of the input", checksum, run.checksum))
    }
    var options: [String] = []
    if format != run.format {
      options.append(differ("the format of checkpoints", format, run.format))
    }
    if k != run.k { options.append(differ("--k", k, run.k)) }
    if minSimilarity != run.minSimilarity {
      options.append(differ("--min-sim", minSimilarity, run.minSimilarity))
    }
    if method != run.method {
      let none = "a search for neighbors"
      options.append(differ("the method", method ?? none, run.method ?? none))
    }
    if search != run.search { options.append(differ("the search", search, run.search)) }
    guard let all = Optional(input + options), !all.isEmpty else { return nil }
    return Failure(
      input.isEmpty ? .commandLine : .input,
      "\(folder): the checkpoint is of another run; different are \(all.joined(separator: ", ")); "
        + "go on with what it is of, or name another folder")
  }

  /// What the files of the checkpoint are bound to: no file of another input or other options has it.
  package var key: UInt64 {
    get throws { try bytes().withUnsafeBytes { Checksum.of($0) } }
  }

  /// Whether the run can have kept a pair of this similarity. That of a pair of unit rows exceeds 1 by
  /// no more than rounding.
  package func canKeep(_ similarity: Float) -> Bool {
    similarity >= minSimilarity && similarity <= Self.largestSimilarity
  }

  private static let largestSimilarity: Float = 1.0001

  private func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return Array(try encoder.encode(self))
  }

  /// Reads the manifest of an earlier run.
  ///
  /// - Throws: `Failure` of the kind `input` where the file cannot be read or is something else.
  static func read(_ path: String) throws(Failure) -> CheckpointManifest {
    do throws(FileError) {
      let file = try InputFile(path)
      guard file.size <= longest else { throw noManifest(path) }
      let bytes = try file.read(0..<file.size)
      guard let manifest = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else {
        throw noManifest(path)
      }
      return manifest
    } catch {
      throw Failure(.input, error.description)
    }
  }

  /// Ten times what any manifest has, in bytes.
  private static let longest = 1 << 14

  private static func noManifest(_ path: String) -> FileError {
    FileError(path, "is no manifest of a checkpoint; name another folder")
  }

  package func write(to path: String) throws {
    let bytes = try bytes()
    let file = try AtomicFile(path, followsLinks: false)
    try file.append(bytes)
    try file.commit()
  }
}

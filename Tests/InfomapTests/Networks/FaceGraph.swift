import Foundation
import Infomap
import Testing

/// A neighbor graph of 20,000 synthetic faces with the partitions that the reference finds, from the
/// folder of data beside the package, which not every checkout has.
struct FaceGraph: Sendable {
  private let sources: [UInt32]
  private let targets: [UInt32]
  private let weights: [Float]
  private let directedModules: [UInt32]
  private let undirectedModules: [UInt32]

  /// Read once, since it is large.
  static let shared = Result { try FaceGraph() }

  private init() throws {
    sources = try Self.column("src")
    targets = try Self.column("dst")
    weights = try Self.column("w").map { Float(bitPattern: $0) }
    directedModules = try Self.column("directed_module")
    undirectedModules = try Self.column("undirected_module")
  }

  func network(directed: Bool) throws(NetworkError) -> Network {
    try Network(
      sources: sources.span, targets: targets.span, weights: weights.span, directed: directed)
  }

  func referenceModule(of id: UInt32, directed: Bool) -> UInt32 {
    (directed ? directedModules : undirectedModules)[Int(id)]
  }

  static var isThere: Bool { FileManager.default.fileExists(atPath: file("w").path) }

  private static func file(_ column: String) -> URL {
    URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appendingPathComponent("../shared/data/graphs/face20k.\(column).npy").standardized
  }

  /// The elements of a .npy file (version 1) of 4-byte numbers.
  private static func column(_ name: String) throws -> [UInt32] {
    let bytes = [UInt8](try Data(contentsOf: file(name)))
    let begin = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    return stride(from: begin, to: bytes.count, by: 4).map { place in
      (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test where the graph of ``FaceGraph`` is not beside the package.
  static var needsFaceGraph: Self {
    .enabled(if: FaceGraph.isThere, "there is no ../shared/data/graphs/face20k.*.npy")
  }
}

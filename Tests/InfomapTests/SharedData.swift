import Foundation
import Infomap

/// The data directory next to the package, which not every checkout has.
enum SharedData {
  /// The bytes of a file, or nil (and a line that says so) when it is not there.
  static func bytes(_ path: String) -> [UInt8]? {
    let url = directory.appendingPathComponent(path)
    guard let data = try? Data(contentsOf: url) else {
      print("skipped: there is no \(url.path)")
      return nil
    }
    return [UInt8](data)
  }

  static let faces = FaceGraph()

  private static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("../shared/data").standardized
}

/// A neighbor graph of 20,000 synthetic faces with the partitions that the reference finds.
struct FaceGraph: Sendable {
  private let sources: [UInt32]
  private let targets: [UInt32]
  private let weights: [Float]
  private let directedModules: [UInt32]
  private let undirectedModules: [UInt32]

  init?() {
    func column(_ name: String) -> [UInt32]? {
      SharedData.bytes("graphs/face20k.\(name).npy").map(Self.words)
    }
    guard let sources = column("src"), let targets = column("dst"), let weights = column("w"),
      let directed = column("directed_module"), let undirected = column("undirected_module")
    else { return nil }
    self.sources = sources
    self.targets = targets
    self.weights = weights.map { Float(bitPattern: $0) }
    directedModules = directed
    undirectedModules = undirected
  }

  func network(directed: Bool) throws(NetworkError) -> Network {
    try Network(
      sources: sources.span, targets: targets.span, weights: weights.span, directed: directed)
  }

  func referenceModule(of id: UInt32, directed: Bool) -> UInt32 {
    (directed ? directedModules : undirectedModules)[Int(id)]
  }

  /// The elements of a .npy file (version 1) of 4-byte numbers.
  private static func words(_ bytes: [UInt8]) -> [UInt32] {
    let begin = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    return stride(from: begin, to: bytes.count, by: 4).map { place in
      (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
    }
  }
}

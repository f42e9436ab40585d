import Foundation
import Infomap
import Testing

/// A network that people use, from the folder of data beside the package, which not every checkout has.
enum RealNetwork {
  static func network(_ name: String, directed: Bool = false) throws -> Network {
    let file = folder.appendingPathComponent(name)
    return try Network(text: [UInt8](Data(contentsOf: file)), fileName: name, directed: directed)
  }

  static var areThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

  private static var folder: URL {
    URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appendingPathComponent("../shared/data/graphs/real").standardized
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test where the networks of ``RealNetwork`` are not beside the package.
  static var needsRealNetworks: Self {
    .enabled(if: RealNetwork.areThere, "there is no ../shared/data/graphs/real")
  }
}

import Foundation
import Infomap

/// A small network of Tests/Data/networks, by its name there.
func exampleNetwork(_ name: String, directed: Bool) throws -> Network {
  let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Data/networks/\(name).txt")
  return try Network(text: [UInt8](Data(contentsOf: file)), fileName: name, directed: directed)
}

/// The top module of each node that a .clu or .tree file names, whatever network it is of.
public struct TopModules: Sendable {
  /// The ids of the nodes, in rising order.
  public let nodeIDs: [UInt32]
  /// The top module of each of them, by the number that the file gives it.
  public let modules: [UInt32]
  /// Whether the file has modules within modules, which do not count here.
  public let hasSubmodules: Bool

  /// Reads the text of a file.
  ///
  /// - Throws: `NetworkFileError` with the first line that is wrong, or when two lines are for one node.
  public init(
    text: consuming [UInt8], format: PartitionFormat, fileName: String
  ) throws(NetworkFileError) {
    try LineScanner.normalize(&text, fileName: fileName)
    self = try text.withUnsafeBufferPointer { (text) throws(NetworkFileError) in
      // What is empty may have no address, and has no lines to look at.
      let base = text.baseAddress ?? UnsafePointer(bitPattern: 1)!
      return try TopModules(
        LineScanner(base, 0..<text.count), format: format, fileName: fileName)
    }
  }

  private init(
    _ scanner: LineScanner, format: PartitionFormat, fileName: String
  ) throws(NetworkFileError) {
    var scanner = scanner
    var nodes: [(id: UInt32, module: UInt32, line: Int)] = []
    var deepest = 1
    while let (id, path, line) = try PartitionLine.next(
      &scanner, format: format, fileName: fileName)
    {
      deepest = max(deepest, path.count)
      nodes.append((id, path[0], line))
    }
    nodes.sort { ($0.id, $0.line) < ($1.id, $1.line) }
    let again = zip(nodes, nodes.dropFirst()).filter { $0.id == $1.id }.map(\.1)
    if let first = again.min(by: { $0.line < $1.line }) {
      throw NetworkFileError(
        fileName: fileName, line: first.line, problem: "node \(first.id) has a module already")
    }
    nodeIDs = nodes.map(\.id)
    modules = nodes.map(\.module)
    hasSubmodules = deepest > 1
  }
}

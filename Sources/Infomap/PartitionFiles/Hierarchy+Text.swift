extension Hierarchy {
  /// Reads the modules of a network's nodes from the text of a .clu or .tree file.
  ///
  /// Nodes may be missing; they get modules of their own then.
  ///
  /// - Parameters:
  ///   - text: the bytes of the text, in UTF-8.
  ///   - format: what the text is.
  ///   - fileName: what messages call the text.
  ///   - network: the network that the nodes are of.
  ///   - passedOver: told once of lines for nodes that the network does not have, if there are any.
  ///   - incomplete: told once of nodes with links that have no module, if there are any.
  /// - Throws: `NetworkFileError` with the line that is not as the format says.
  public init(
    text: consuming [UInt8], format: PartitionFormat, fileName: String, of network: Network,
    passedOver: (StrangeNodes) -> Void = { _ in }, incomplete: (MissingNodes) -> Void = { _ in }
  ) throws(NetworkFileError) {
    try LineScanner.normalize(&text, fileName: fileName)
    self = try text.withUnsafeBufferPointer { (text) throws(NetworkFileError) in
      // What is empty may have no address, and has no lines to look at.
      let base = text.baseAddress ?? UnsafePointer(bitPattern: 1)!
      return try Hierarchy(
        LineScanner(base, 0..<text.count), format: format, fileName: fileName, of: network,
        passedOver: passedOver, incomplete: incomplete)
    }
  }

  /// Nodes that have links and no module.
  public struct MissingNodes: Sendable, Equatable {
    /// Their ids, rising; there is at least one.
    public let nodes: [UInt32]
    /// The lowest of their ids.
    public var firstNode: UInt32 { nodes[0] }
    /// How many there are.
    public var count: Int { nodes.count }
  }

  /// Lines for nodes that the network does not have.
  public struct StrangeNodes: Sendable, Equatable {
    /// The id of the node that the first line is for.
    public let firstNode: UInt32
    /// The number of the first line, counted from 1.
    public let firstLine: Int
    /// How many lines there are.
    public let count: Int
  }

  private init(
    _ scanner: LineScanner, format: PartitionFormat, fileName: String, of network: Network,
    passedOver: (StrangeNodes) -> Void, incomplete: (MissingNodes) -> Void
  ) throws(NetworkFileError) {
    var lines = ModuleLines(format: format, fileName: fileName, of: network)
    var scanner = scanner
    try lines.take(&scanner)
    if let strangers = lines.strangers { passedOver(strangers) }
    var modules = lines.modules
    var tree = lines.tree
    let missing = modules.indices.filter { modules[$0] == nil }
    let linked = missing.filter { $0 < network.linkedNodeCount }
    if !linked.isEmpty {
      incomplete(MissingNodes(nodes: linked.map { network.nodeIDs[$0] }.sorted()))
    }
    for node in missing { modules[node] = tree.newModule() }
    let found = modules.map { $0! }
    let mixed = Set(tree.parents.compactMap { $0 })
    if let node = found.firstIndex(where: { mixed.contains(Int($0)) }) {
      throw NetworkFileError(
        fileName: fileName, line: nil,
        problem:
          "the module of node \(network.nodeIDs[node]) has submodules too; put the node in a "
          + "submodule")
    }
    self.init(parents: tree.parents, modules: found)
  }
}

/// Takes the lines of a .clu or .tree file.
private struct ModuleLines {
  private let format: PartitionFormat
  private let fileName: String
  private let numbers: [UInt32: Int]
  /// The module of each node that has had a line.
  private(set) var modules: [UInt32?]
  private(set) var tree = ModuleTree()
  private(set) var strangers: Hierarchy.StrangeNodes?

  init(format: PartitionFormat, fileName: String, of network: Network) {
    self.format = format
    self.fileName = fileName
    var numbers: [UInt32: Int] = [:]
    for (number, id) in network.nodeIDs.enumerated() { numbers[id] = number }
    self.numbers = numbers
    modules = [UInt32?](repeating: nil, count: network.nodeCount)
  }

  mutating func take(_ scanner: inout LineScanner) throws(NetworkFileError) {
    while let (id, path, line) = try PartitionLine.next(
      &scanner, format: format, fileName: fileName)
    {
      guard let node = numbers[id] else {
        let first = strangers ?? .init(firstNode: id, firstLine: line, count: 0)
        strangers = .init(
          firstNode: first.firstNode, firstLine: first.firstLine, count: first.count + 1)
        continue
      }
      guard modules[node] == nil else {
        throw NetworkFileError(
          fileName: fileName, line: line, problem: "node \(id) has a module already")
      }
      modules[node] = tree.module(path)
    }
  }
}

/// Gives modules numbers as their paths are met, parents before their submodules.
private struct ModuleTree {
  private struct Step: Hashable {
    let parent: Int?
    let rank: UInt32
  }

  private var numbers: [Step: Int] = [:]
  private(set) var parents: [Int?] = []

  /// A module at the top that no path leads to.
  mutating func newModule() -> UInt32 {
    parents.append(nil)
    return UInt32(parents.count - 1)
  }

  mutating func module(_ path: [UInt32]) -> UInt32 {
    var module: Int?
    for rank in path {
      let step = Step(parent: module, rank: rank)
      if numbers[step] == nil {
        numbers[step] = parents.count
        parents.append(module)
      }
      module = numbers[step]
    }
    return UInt32(module!)
  }
}

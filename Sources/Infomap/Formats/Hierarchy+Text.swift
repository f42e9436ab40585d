extension Hierarchy {
  /// Reads the modules of a network's nodes from the text of a .clu or .tree file.
  ///
  /// Lines for nodes that the network does not have are passed over: those without links are in the
  /// files of other programs.
  public init(
    text: [UInt8], format: PartitionFormat, fileName: String, of network: Network
  ) throws(NetworkFileError) {
    self = try text.withUnsafeBufferPointer { (text) throws(NetworkFileError) in
      // What is empty may have no address, and has no lines to look at.
      let base = text.baseAddress ?? UnsafePointer(bitPattern: 1)!
      return try Hierarchy(
        LineScanner(base, 0..<text.count), format: format, fileName: fileName, of: network)
    }
  }

  private init(
    _ lines: LineScanner, format: PartitionFormat, fileName: String, of network: Network
  ) throws(NetworkFileError) {
    var numbers: [UInt32: Int] = [:]
    for (number, id) in network.nodeIDs.enumerated() { numbers[id] = number }
    var modules = [UInt32?](repeating: nil, count: network.nodeCount)
    var tree = ModuleTree()
    var scanner = lines
    // What follows the first heading of an .ftree file are links.
    while scanner.advanceLine(), scanner.peek() != UInt8(ascii: "*") {
      func fail(_ problem: String) -> NetworkFileError {
        NetworkFileError(fileName: fileName, line: scanner.lineNumber, problem: problem)
      }
      guard scanner.peek() != nil else { continue }
      let (id, path) =
        format == .clu ? Self.cluLine(&scanner) : Self.treeLine(&scanner)
      guard let id, let path else {
        throw fail(
          format == .clu
            ? "a line must be a node id and a module, and perhaps the flow"
            : "a line must be a path like 1:2:1, the flow, a name in quotes and a node id")
      }
      guard let node = numbers[id] else { continue }
      guard modules[node] == nil else { throw fail("node \(id) has a module already") }
      modules[node] = tree.module(path)
    }
    let missing = network.nodeIDs.indices.filter { modules[$0] == nil }
    if let first = missing.map({ network.nodeIDs[$0] }).min() {
      let others = missing.count > 1 ? " and for \(missing.count - 1) others" : ""
      throw NetworkFileError(
        fileName: fileName, line: nil,
        problem:
          "there is no module for node \(first)\(others); every node that has a link needs one")
    }
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

  private static func cluLine(_ scanner: inout LineScanner) -> (id: UInt32?, path: [UInt32]?) {
    let id = scanner.word().flatMap { scanner.nodeID($0) }
    return (id, scanner.word().flatMap { scanner.nodeID($0) }.map { [$0] })
  }

  private static func treeLine(_ scanner: inout LineScanner) -> (id: UInt32?, path: [UInt32]?) {
    guard let word = scanner.word() else { return (nil, nil) }
    let ranks = scanner.string(word).split(separator: ":", omittingEmptySubsequences: false)
      .map { UInt32($0) }
    guard scanner.word() != nil, scanner.quotedOrWord() != nil,
      let id = scanner.word().flatMap({ scanner.nodeID($0) }), ranks.count > 1,
      !ranks.contains(nil)
    else { return (nil, nil) }
    return (id, ranks.dropLast().map { $0! })
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

/// The lines of .clu and .tree files.
enum PartitionLine {
  /// Reads the next line that is for a node.
  ///
  /// - Returns: the node's id, the ranks of its modules from the top one down, and the number of the
  ///   line; nil at the end, which the links of an .ftree file also are.
  static func next(
    _ scanner: inout LineScanner, format: PartitionFormat, fileName: String
  ) throws(NetworkFileError) -> (id: UInt32, path: [UInt32], line: Int)? {
    // What follows the first heading of an .ftree file are links.
    while scanner.advanceLine(), scanner.peek() != UInt8(ascii: "*") {
      let line = scanner.lineNumber
      func fail(_ problem: String) -> NetworkFileError {
        NetworkFileError(fileName: fileName, line: line, problem: problem)
      }
      guard scanner.peek() != nil else { continue }
      let (id, path) = format == .clu ? cluLine(&scanner) : treeLine(&scanner)
      guard let id, let path else {
        throw fail(
          format == .clu
            ? "a line must be a node id and a module, and perhaps the flow"
            : "a line must be a path like 1:2:1, the flow, a name in quotes and a node id")
      }
      // Only in a .clu file, where it is the flow.
      if format == .clu { _ = scanner.word() }
      guard scanner.word() == nil else {
        throw fail(
          "there is more than a node id, a module and a flow; files of state networks, which have a "
            + "state id as well, cannot be read")
      }
      return (id, path, line)
    }
    return nil
  }

  private static func cluLine(_ scanner: inout LineScanner) -> (id: UInt32?, path: [UInt32]?) {
    let id = scanner.word().flatMap { scanner.nodeID($0) }
    return (id, scanner.word().flatMap { scanner.nodeID($0) }.map { [$0] })
  }

  private static func treeLine(_ scanner: inout LineScanner) -> (id: UInt32?, path: [UInt32]?) {
    guard let word = scanner.word() else { return (nil, nil) }
    let ranks = scanner.string(word).split(separator: ":", omittingEmptySubsequences: false)
      .map { UInt32($0) }
    guard scanner.word() != nil,
      (scanner.peek() == UInt8(ascii: "\"") ? scanner.textToLastQuote() : scanner.word()) != nil,
      let id = scanner.word().flatMap({ scanner.nodeID($0) }), ranks.count > 1,
      !ranks.contains(nil)
    else { return (nil, nil) }
    return (id, ranks.dropLast().map { $0! })
  }
}

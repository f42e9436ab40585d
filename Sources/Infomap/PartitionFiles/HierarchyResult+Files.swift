extension SearchResult {
  /// Writes the partition as the hierarchy of two levels that it is.
  public func write<Failure: Error>(
    _ format: PartitionFormat, of flow: FlowNetwork,
    options: PartitionFileOptions = PartitionFileOptions(),
    to sink: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    try HierarchyResult(self).write(format, of: flow, options: options, to: sink)
  }
}

extension HierarchyResult {
  /// Writes the hierarchy as Infomap does: modules are numbered from 1 by falling flow, and the nodes
  /// of a module follow each other by falling flow (ties: by the lowest id).
  ///
  /// - Parameters:
  ///   - format: what to write.
  ///   - flow: the network that was searched, with its flow.
  ///   - options: what the file says besides.
  ///   - sink: gets the bytes of the file in pieces, in order.
  public func write<Failure: Error>(
    _ format: PartitionFormat, of flow: FlowNetwork,
    options: PartitionFileOptions = PartitionFileOptions(),
    to sink: (Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    let file = PartitionFile(self, flow, format, options)
    var text = TextChunks()
    func put(_ line: String) throws(Failure) { try text.put(line, to: sink) }
    switch format {
    case .clu: try file.writeModules(to: put)
    case .tree: try file.writeTree(to: put)
    case .ftree:
      try file.writeTree(to: put)
      try file.writeLinks(to: put)
    case .json: try file.writeJSON(to: put)
    case .csv: try file.writeTable(to: put)
    case .newick: try file.writeNewick(to: put)
    }
    try text.flush(to: sink)
  }
}

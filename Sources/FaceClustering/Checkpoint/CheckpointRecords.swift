import Clustering
import NearestNeighbors

/// Pairs that were compared and the neighbors among them as a record of a journal.
enum NeighborRecord {
  static func encode(_ compared: ComparedPairs) -> [UInt8] {
    let (rows, columns) = (compared.rectangle.rows, compared.rectangle.columns)
    let header = [
      rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound,
      compared.faces.count,
    ]
    var record: [UInt8] = []
    record.append(bytesOf: header[...])
    record.append(bytesOf: compared.faces[...])
    record.append(bytesOf: compared.neighbors[...])
    return record
  }

  /// Calls `keep` with the neighbors of the faces in a range.
  ///
  /// - Parameter run: what the search must be of; neighbors that it could not have found make the
  ///   record useless.
  /// - Returns: the pairs; nil, and nothing is kept, if this is no record of such a search.
  static func decode(
    _ record: UnsafeRawBufferPointer, of run: CheckpointManifest, faces: Range<Int>,
    _ keep: (_ face: Int, Neighbor) -> Void
  ) -> PairRectangle? {
    let allFaces = run.faces
    var reader = RecordReader(record)
    let header: [Int] = reader.read(5) ?? []
    guard header.count == 5, header[0] >= 0, header[0] <= header[1], header[1] <= allFaces,
      header[2] >= 0, header[2] <= header[3], header[3] <= allFaces, header[4] >= 0,
      let owners: [UInt32] = reader.read(header[4]),
      let neighbors: [Neighbor] = reader.read(header[4]), reader.isAtEnd,
      owners.allSatisfy({ Int($0) < allFaces }),
      neighbors.allSatisfy({ Int($0.index) < allFaces && run.canKeep($0.similarity) })
    else { return nil }
    for (owner, neighbor) in zip(owners, neighbors) where faces.contains(Int(owner)) {
      keep(Int(owner), neighbor)
    }
    return PairRectangle(rows: header[0]..<header[1], columns: header[2]..<header[3])
  }
}

/// Edges as records of a journal. Edges of the same source follow each other, so each source is there
/// once, with their number.
enum EdgeRecord {
  static func encode(
    _ edges: DirectedEdges, edgesPerRecord: Int = 1 << 20
  ) -> some Sequence<[UInt8]> {
    stride(from: 0, to: edges.count, by: edgesPerRecord).lazy.map { start in
      let range = start..<min(start + edgesPerRecord, edges.count)
      var (sources, lengths) = ([UInt32](), [UInt32]())
      for source in edges.sources[range] {
        if source == sources.last {
          lengths[lengths.count - 1] += 1
        } else {
          sources.append(source)
          lengths.append(1)
        }
      }
      var record: [UInt8] = []
      record.append(bytesOf: [sources.count, range.count])
      record.append(bytesOf: sources[...])
      record.append(bytesOf: lengths[...])
      record.append(bytesOf: edges.targets[range])
      record.append(bytesOf: edges.weights[range])
      return record
    }
  }

  /// The edges of a record, none if it is no such record.
  ///
  /// - Parameter run: what the search must be of; edges that it could not have found make the record
  ///   useless.
  static func decode(
    _ record: UnsafeRawBufferPointer, of run: CheckpointManifest
  ) -> DirectedEdges {
    var reader = RecordReader(record)
    let header: [Int] = reader.read(2) ?? []
    guard header.count == 2, header[0] >= 0, header[1] >= 0,
      let runs: [UInt32] = reader.read(header[0]), let lengths: [UInt32] = reader.read(header[0]),
      let targets: [UInt32] = reader.read(header[1]),
      let weights: [Float] = reader.read(header[1]), reader.isAtEnd,
      lengths.reduce(0, { $0 + Int($1) }) == header[1],
      (runs + targets).allSatisfy({ Int($0) < run.faces }), weights.allSatisfy(run.canKeep)
    else { return DirectedEdges(sources: [], targets: [], weights: []) }
    var sources: [UInt32] = []
    sources.reserveCapacity(header[1])
    for (source, length) in zip(runs, lengths) {
      sources.append(contentsOf: repeatElement(source, count: Int(length)))
    }
    return DirectedEdges(sources: sources, targets: targets, weights: weights)
  }
}

/// What a method has found after a round as a record of a journal.
enum RoundRecord {
  static func encode(_ state: MethodState) -> [UInt8] {
    var record: [UInt8] = []
    record.append(bytesOf: [state.numbers.count, state.values.count, state.labels.count])
    record.append(bytesOf: state.numbers[...])
    record.append(bytesOf: state.values[...])
    record.append(bytesOf: state.labels[...])
    return record
  }

  /// The state of a record; nil if it is no such record.
  static func decode(_ record: UnsafeRawBufferPointer) -> MethodState? {
    var reader = RecordReader(record)
    guard let counts: [Int] = reader.read(3), counts.allSatisfy({ $0 >= 0 }),
      let numbers: [Int] = reader.read(counts[0]), let values: [Float] = reader.read(counts[1]),
      let labels: [UInt32] = reader.read(counts[2]), reader.isAtEnd
    else { return nil }
    return MethodState(numbers: numbers, values: values, labels: labels)
  }
}

extension [UInt8] {
  /// Appends the bytes of the elements as they are in memory.
  fileprivate mutating func append<Value: BitwiseCopyable>(bytesOf elements: ArraySlice<Value>) {
    elements.withUnsafeBytes { append(contentsOf: $0) }
  }
}

private struct RecordReader {
  private let record: UnsafeRawBufferPointer
  private var place = 0

  init(_ record: UnsafeRawBufferPointer) { self.record = record }

  var isAtEnd: Bool { place == record.count }

  /// The next elements, nil if fewer are left.
  mutating func read<Element: BitwiseCopyable>(_ count: Int) -> [Element]? {
    let (byteCount, overflow) = count.multipliedReportingOverflow(
      by: MemoryLayout<Element>.stride)
    guard !overflow, byteCount <= record.count - place else { return nil }
    let start = place
    place += byteCount
    return [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: record[start..<place]))
      initializedCount = count
    }
  }
}

import Clustering
import NearestNeighbors

/// A record of a journal: neighbors among pairs that were compared, all of them or a part.
struct NeighborRecord {
  /// The pairs, in the last of the records that have their neighbors; nil in others.
  let pairs: PairRectangle?
  /// The faces that have found `neighbors`, one for each of those.
  let faces: [UInt32]
  /// What was found for them, one neighbor for each entry of `faces`.
  let neighbors: [Neighbor]
  /// Which pairs of the journal it belongs to, in the order in which they were handed over.
  fileprivate let set: Int
  /// How many neighbors among them the records before it have.
  fileprivate let before: Int

  /// How many neighbors a record has at the most.
  static let mostNeighbors = 1 << 20

  /// The records of some pairs, made one at a time.
  ///
  /// - Parameter set: which pairs of the journal they are, counted from 0.
  static func encode(
    _ compared: ComparedPairs, set: Int, neighborsPerRecord: Int = mostNeighbors
  ) -> some Sequence<[UInt8]> {
    let count = compared.faces.count
    return stride(from: 0, to: max(count, 1), by: neighborsPerRecord).lazy.map { start in
      let range = start..<min(start + neighborsPerRecord, count)
      let none = PairRectangle(rows: 0..<0, columns: 0..<0)
      let pairs = range.upperBound == count ? compared.rectangle : none
      let header = [
        pairs.rows.lowerBound, pairs.rows.upperBound, pairs.columns.lowerBound,
        pairs.columns.upperBound, set, start, range.count,
      ]
      var record: [UInt8] = []
      record.reserveCapacity(
        header.count * MemoryLayout<Int>.stride + range.count * bytesOfNeighbor)
      record.append(bytesOf: header[...])
      record.append(bytesOf: compared.faces[range])
      record.append(bytesOf: compared.neighbors[range])
      return record
    }
  }

  /// What a neighbor takes, with its face, in a record and in memory.
  static let bytesOfNeighbor = MemoryLayout<UInt32>.size + MemoryLayout<Neighbor>.size

  /// Reads a record; nil if it is none of such a search.
  ///
  /// - Parameter run: what the search must be of; neighbors that it could not have found make the
  ///   record useless.
  init?(_ record: UnsafeRawBufferPointer, of run: CheckpointManifest) {
    let allFaces = run.faces
    var reader = RecordReader(record)
    let header: [Int] = reader.read(7) ?? []
    guard header.count == 7, header[0] >= 0, header[0] <= header[1], header[1] <= allFaces,
      header[2] >= 0, header[2] <= header[3], header[3] <= allFaces,
      header[4...].allSatisfy({ $0 >= 0 }),
      let owners: [UInt32] = reader.read(header[6]),
      let neighbors: [Neighbor] = reader.read(header[6]), reader.isAtEnd,
      owners.allSatisfy({ Int($0) < allFaces }),
      neighbors.allSatisfy({ Int($0.index) < allFaces && run.canKeep($0.similarity) })
    else { return nil }
    let pairs = PairRectangle(rows: header[0]..<header[1], columns: header[2]..<header[3])
    self.pairs = pairs.isEmpty ? nil : pairs
    (set, before, faces, self.neighbors) = (header[4], header[5], owners, neighbors)
  }

  /// Puts the records of a journal together. Pairs of which it has lost a record are to be compared again, so nothing is
  /// taken of them: a neighbor would be found twice.
  struct Sets {
    private var set = 0
    /// The faces of the records of the same pairs, up to the last one, and their neighbors.
    private(set) var faces: [UInt32] = []
    private(set) var neighbors: [Neighbor] = []

    /// The pairs that are whole with a record, all of whose neighbors ``faces`` and ``neighbors`` have then; nil if none
    /// are.
    mutating func pairs(with record: NeighborRecord) -> PairRectangle? {
      if record.before == 0 { (set, faces, neighbors) = (record.set, [], []) }
      guard record.set == set, record.before == faces.count else { return nil }
      faces += record.faces
      neighbors += record.neighbors
      return record.pairs
    }
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

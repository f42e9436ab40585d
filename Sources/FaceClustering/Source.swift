import Embeddings
import MPI
import Storage
import Threads

/// Where the faces of a run come from.
struct Source {
  private enum Kind {
    case files(EmbeddingFiles)
    case synthetic(SyntheticFaces)
    /// Of a graph that was saved without them.
    case none
  }

  private let kind: Kind
  let name: String
  private(set) var faces: Int
  let dimension: Int
  /// The rows that are the faces; nil for all.
  private var rows: [UInt32]?
  /// What the checksum of the faces must be, as in the run record; nil if any will do.
  var checksum: String?

  /// Opens the files, or prepares synthetic faces where there are none.
  init(_ options: ClusteringOptions) throws(FileError) {
    if let first = options.features.first {
      // All stay open.
      OpenFileLimit.raise(by: EmbeddingFile.mostDescriptors * options.features.count)
      let files = try EmbeddingFiles(options.features, dimension: options.dimension)
      kind = .files(files)
      name =
        options.features.count == 1 ? first : "\(first) and \(options.features.count - 1) more"
      (faces, dimension) = (files.faces, files.dimension)
    } else {
      let synthetic = SyntheticFaces(
        faces: options.faces ?? SyntheticFaces.defaultCount,
        dimension: options.dimension ?? SyntheticFaces.defaultDimension,
        seed: options.seed)
      (kind, name) = (.synthetic(synthetic), "synthetic faces")
      (faces, dimension) = (synthetic.faces, synthetic.dimension)
    }
    guard faces <= Int(UInt32.max) else {
      throw FileError(name, "has \(faces) faces; more than \(UInt32.max) cannot be clustered")
    }
  }

  /// The faces of a saved graph, which are not there.
  init(_ graph: SavedGraph, name: String) {
    (kind, self.name) = (.none, name)
    (faces, dimension) = (graph.faces, graph.dimension)
  }

  /// What tells faces from others at a glance.
  struct Glimpse: Equatable, MPIFixedLayout {
    let faces: UInt64
    let columns: UInt64
    /// Of the hashes of some rows, each with its number.
    let sum: UInt64
  }

  /// Looks at as many rows as cost next to nothing, spread evenly over all; of an archive, where a row may cost all before
  /// it, only at the first.
  func glimpse() throws(FileError) -> Glimpse {
    var sum: UInt64 = 0
    if case .files(let files) = kind, faces > 0 {
      let count = files.areSummed ? 1 : min(faces, 16)
      let row = EmbeddingMatrix(uninitializedRows: 1, dimension: dimension)
      for number in 0..<count {
        let place = count > 1 ? number * (faces - 1) / (count - 1) : 0
        try files.read(rows: place..<place + 1, into: row)
        sum &+= row.checksum(firstRow: place)
      }
    }
    return Glimpse(faces: UInt64(faces), columns: UInt64(dimension), sum: sum)
  }

  /// Some of the faces, by their rising numbers.
  func selecting(_ rows: [UInt32]) -> Source {
    precondition(self.rows == nil, "faces are selected once")
    var source = self
    source.rows = rows
    source.faces = rows.count
    return source
  }

  /// The number of faces of so many files, the first ones; nil of faces that are in none.
  func faces(ofFirst count: Int) -> Int? {
    if case .files(let files) = kind { return files.faces(ofFirst: count) }
    return nil
  }

  /// What is odd about the files although they can be read.
  var notices: [String] {
    switch kind {
    case .files(let files): files.notices
    case .synthetic, .none: []
    }
  }

  /// The true classes, if they are known.
  ///
  /// - Parameter warn: told of what is odd about their file.
  func truth(_ options: ClusteringOptions, warn: (String) -> Void) throws(FileError) -> [Int]? {
    if let path = options.truth {
      let file = try LabelFile(path, faces: faces)
      try file.checkKnown()
      file.notices.forEach(warn)
      return file.labels
    }
    guard case .synthetic(let synthetic) = kind else { return nil }
    return (0..<faces).map(synthetic.label(ofRow:))
  }

  /// Checks that nobody has changed the files since they were opened.
  func checkUnchanged() throws(FileError) {
    if case .files(let files) = kind { try files.checkUnchanged() }
  }

  /// Checks that the faces are those of the graph that was saved of them, if they come with one.
  ///
  /// - Parameter sum: the sum of the checksums of all rows.
  func check(checksum sum: UInt64) throws(FileError) {
    guard let checksum, checksum != String(sum, radix: 16) else { return }
    throw FileError(
      name, "has other faces than the graph was made of; name those, or write the graph anew")
  }

  /// Reads some rows into a matrix of so many, and normalizes them.
  ///
  /// - Parameters:
  ///   - earlier: how many faces, the first ones, have a checksum of their own.
  ///   - threads: that compute checksums and normalize.
  /// - Returns: their checksums before that.
  func read(
    _ range: Range<Int>, into matrix: EmbeddingMatrix, earlier: Int = 0, threads: Int = 1
  ) throws(FileError) -> Checksums {
    if let rows {
      try read(Array(rows[range]), into: matrix)
      return Checksums(all: 0, earlier: 0)
    }
    _ = try readUnscaled(range, into: matrix, isSumming: false)
    return try normalize(range, in: matrix, earlier: earlier, threads: threads)
  }

  /// Reads some rows into a matrix of so many, each as long as it is in its file.
  ///
  /// - Precondition: all faces were selected.
  /// - Parameter isSumming: whether checksums are returned.
  /// - Returns: of each file, the checksum of what was read of it, where it is an archive (see
  ///   ``checkArchives(_:world:)``); nothing where none is one.
  func readUnscaled(
    _ range: Range<Int>, into matrix: EmbeddingMatrix, isSumming: Bool = true
  ) throws(FileError) -> [CRC32] {
    precondition(rows == nil, "selected faces are read in pieces")
    switch kind {
    case .files(let files):
      if isSumming { return try files.readSumming(rows: range, into: matrix) }
      try files.read(rows: range, into: matrix)
    case .synthetic(let synthetic): synthetic.write(rows: range, to: matrix)
    case .none:
      throw FileError(
        name,
        "holds edges only, and the faces, at which this method looks again, are not where they were read; name their "
          + "file beside --from-edges")
    }
    return []
  }

  /// Compares the checksums of what all ranks have read with those that archives have of their arrays. Collective.
  ///
  /// - Parameter own: what ``readUnscaled(_:into:isSumming:)`` has returned of the rows of this rank; those of all ranks, in
  ///   order, are all faces.
  func checkArchives(_ own: [CRC32], world: Communicator) throws {
    guard case .files(let files) = kind, files.areSummed else { return }
    let values = try world.gather(own.map(\.value), to: 0)
    let counts = try world.gather(own.map(\.count), to: 0)
    try world.agree {
      guard let values, let counts else { return }
      try files.check(
        stride(from: 0, to: values.count, by: own.count).map { first in
          (first..<first + own.count).map { CRC32(value: values[$0], count: counts[$0]) }
        })
    }
  }

  /// Normalizes rows that were read.
  ///
  /// - Returns: their checksums before that.
  /// - Throws: what is wrong with the first row that cannot be used.
  func normalize(
    _ range: Range<Int>, in matrix: EmbeddingMatrix, earlier: Int, threads: Int
  ) throws(FileError) -> Checksums {
    var found = [Result<Checksums, FileError>](
      repeating: .success(Checksums(all: 0, earlier: 0)),
      count: Workers.pieces(range, by: Self.rowsAtATime))
    found.withUnsafeMutableBufferPointer { found in
      // Each piece has rows and a place of its own.
      nonisolated(unsafe) let found = found
      Workers(count: threads).forEach(range, by: Self.rowsAtATime) { rows, piece, _ in
        let first = rows.lowerBound - range.lowerBound
        let part = matrix.part(first..<first + rows.count)
        found[piece] = Result { () throws(FileError) in
          try normalize(rows, all: part, earlier: earlier)
        }
      }
    }
    var sum = Checksums(all: 0, earlier: 0)
    for part in found { sum.add(try part.get()) }
    return sum
  }

  /// Normalizes all rows of a matrix, which are those of a range.
  private func normalize(
    _ range: Range<Int>, all matrix: EmbeddingMatrix, earlier: Int
  ) throws(FileError) -> Checksums {
    let checksums = Checksums(
      all: matrix.checksum(firstRow: range.lowerBound),
      earlier: matrix.checksum(
        firstRow: range.lowerBound, count: range.clamped(to: 0..<earlier).count))
    if case .files(let files) = kind {
      try files.normalize(rows: range, in: matrix)
    } else {
      try matrix.normalize(path: name, firstRow: range.lowerBound)
    }
    return checksums
  }

  /// How many rows are in the second-level cache between the checksum and the scaling.
  private static let rowsAtATime = 512

  /// Reads rows that were selected, as many at a time as follow each other.
  private func read(_ rows: [UInt32], into matrix: EmbeddingMatrix) throws(FileError) {
    var whole = self
    whole.rows = nil
    var first = 0
    while first < rows.count {
      var end = first + 1
      while end < rows.count, rows[end] == rows[end - 1] + 1 { end += 1 }
      let range = Int(rows[first])..<Int(rows[end - 1]) + 1
      _ = try whole.read(range, into: matrix.part(first..<end))
      first = end
    }
  }

  /// Sums of the hashes of rows, which parts of the rows add up to.
  struct Checksums {
    /// Of the rows.
    private(set) var all: UInt64
    /// Of those of them that are among the first faces.
    private(set) var earlier: UInt64

    fileprivate mutating func add(_ other: Checksums) {
      all &+= other.all
      earlier &+= other.earlier
    }
  }
}

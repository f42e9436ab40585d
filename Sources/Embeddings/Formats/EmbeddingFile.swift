import Storage

/// A file of face embeddings, of which any rows can be read.
///
/// - `.npy`: numpy arrays of shape (faces, dimension), float16, float32 or float64, in C order.
/// - `.npz`: archives of such arrays, compressed or not. Where several can be embeddings, the one that is
///   meant is named behind the file: `faces.npz:embeddings`.
/// - `.safetensors`: tensors of shape [faces, dimension], also bfloat16, named in the same way.
/// - `.h5`, `.hdf5`: datasets of such floats, compressed or not, named in the same way. Without the library of HDF5
///   at build time they are refused.
/// - `.bin`: float32 little-endian rows without a header; the dimension must be given, or stand in a
///   description beside the file, `FILE.bin.json`.
/// - `.fvecs`: every row starts with its dimension as an int32.
public struct EmbeddingFile {
  /// Where the file is, as it was given.
  public let path: String
  /// What is odd about the file although it can be read, such as bytes behind its array.
  public var notices: [String] { layout.notices }
  /// The number of rows.
  public var faces: Int { layout.rows }
  /// The number of columns.
  public var dimension: Int { layout.dimension }

  private let file: InputFile
  /// What the layout is of: the file, or an array in it.
  let bytes: any ReadableBytes
  private let layout: EmbeddingLayout

  /// Whether this build reads HDF5 files.
  package static var readsHDF5: Bool {
    #if HDF5
      true
    #else
      false
    #endif
  }

  /// How many descriptors a file has at the most while it is open: the library of HDF5 opens it once more.
  package static let mostDescriptors = 2

  /// The largest dimension that is not taken for a mistake.
  public static let largestDimension = 65_536

  /// Opens a file and checks its size and type, but not its values.
  ///
  /// - Parameter dimension: the columns of a `.bin` file; where something in or beside the file tells
  ///   them, the two must agree.
  /// - Throws: `FileError` when it is of no known format, or not what its name or its header says, or has no rows.
  public init(_ path: String, dimension: Int?) throws(FileError) {
    try self.init(part: path, dimension: dimension)
    guard faces > 0 else { throw EmbeddingLayout.hasNoRows(path) }
  }

  /// Opens a file that may be one of several, and have no rows.
  init(part path: String, dimension: Int?) throws(FileError) {
    self.path = path
    let place = EmbeddingPath(path)
    file = try InputFile(place.file)
    switch EmbeddingLayout.ending(of: place.file) {
    case "npz":
      let array = try NumpyArchive(file).bytes(ofArray: place.array)
      bytes = array
      layout = try EmbeddingLayout(numpy: array)
    case "safetensors":
      bytes = file
      layout = try EmbeddingLayout(Safetensors(file), named: place.array, of: file)
    case "h5", "hdf5":
      #if HDF5
        let dataset = try HDF5File(file).embeddings(named: place.array)
        bytes = dataset
        layout = try EmbeddingLayout(dataset)
      #else
        throw FileError(
          path,
          "is an HDF5 file, and this program was built without HDF5; save its array with numpy.save, or build "
            + "again where libhdf5-dev is installed")
      #endif
    default:
      bytes = file
      layout = try EmbeddingLayout(file, dimension: dimension)
    }
    try layout.check(dimension: dimension, of: file)
    // Of many files a rank reads few, and all stay open.
    bytes.forgetPlace()
  }

  /// Checks that nobody has changed the file since it was opened.
  public func checkUnchanged() throws(FileError) { try file.checkUnchanged() }

  /// Reads some rows as float32.
  ///
  /// A row of float64 whose largest value float32 has no good number for is scaled by a power of two,
  /// so that its direction is kept.
  ///
  /// - Throws: `FileError` when the file ends early, when a row of a `.fvecs` file has another
  ///   dimension than the first, or when all rows of an archive are read and its checksum is another.
  public func read(rows range: Range<Int>) throws(FileError) -> EmbeddingMatrix {
    let matrix = EmbeddingMatrix(rows: range.count, dimension: dimension)
    try read(rows: range, into: matrix)
    return matrix
  }

  /// Reads some rows as float32 into a matrix of so many rows, as ``read(rows:)`` does.
  public func read(rows range: Range<Int>, into matrix: EmbeddingMatrix) throws(FileError) {
    let sum = try readSumming(rows: range, into: matrix)
    if range == 0..<faces { try check(sum) }
  }

  /// Whether the archive that the rows are in has a checksum of them.
  package var isSummed: Bool { bytes.checksum != nil }

  /// Compares the checksum of all rows with that of the archive that they are in.
  ///
  /// - Parameter sum: of the rows from the first to the last, as ``readSumming(rows:into:)`` returns it of parts.
  /// - Throws: `FileError`, which names the file and its member, where it is another.
  package func check(_ sum: CRC32) throws(FileError) { try bytes.check(sum) }

  /// Reads some rows as ``read(rows:into:)`` does, of which several processes may each read a part.
  ///
  /// - Returns: the checksum of what their archive keeps of them: with the first row that of what stands before it,
  ///   and with the last row that of what follows it; of nothing where there is none to compare.
  package func readSumming(
    rows range: Range<Int>, into matrix: EmbeddingMatrix
  ) throws(FileError) -> CRC32 {
    var sum = isSummed ? CRC32() : nil
    guard !range.isEmpty else { return CRC32() }
    if range.lowerBound == 0 { try bytes.append(0..<layout.dataOffset, to: &sum) }
    try read(range, into: matrix, summing: &sum)
    if range.upperBound == faces {
      try bytes.append(layout.dataOffset + faces * layout.rowBytes..<bytes.size, to: &sum)
    }
    return sum ?? CRC32()
  }

  /// Reads some rows as ``read(rows:into:)`` does, and appends them to a checksum where there is one.
  func read(
    _ range: Range<Int>, into matrix: EmbeddingMatrix, summing sum: inout CRC32?
  ) throws(FileError) {
    precondition(matrix.rows == range.count && matrix.dimension == dimension)
    let rowBytes = layout.rowBytes
    if layout.element == .single, layout.rowHeader == 0, !layout.isBigEndian {
      let values = UnsafeMutableRawBufferPointer(
        start: matrix.values, count: range.count * rowBytes)
      try bytes.read(
        into: values, at: layout.dataOffset + range.lowerBound * rowBytes, summing: &sum)
      return
    }
    let rowsAtOnce = max(1, (1 << 22) / rowBytes)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: rowsAtOnce) {
      let rows = start..<min(start + rowsAtOnce, range.upperBound)
      let offset = layout.dataOffset + start * rowBytes
      let read = try bytes.read(offset..<offset + rows.count * rowBytes)
      read.withUnsafeBytes { sum?.append($0) }
      for row in rows {
        let place = (row - start) * rowBytes
        if layout.rowHeader > 0 {
          let found = EmbeddingLayout.dimension(atStartOf: read[place..<place + 4])
          guard found == dimension else {
            throw FileError(
              path, "row \(row) (counted from 0) has dimension \(found), the first \(dimension)")
          }
        }
        let values = matrix.values + (row - range.lowerBound) * dimension
        read.withUnsafeBytes {
          layout.convert($0.baseAddress! + place + layout.rowHeader, to: values)
        }
      }
    }
  }
}

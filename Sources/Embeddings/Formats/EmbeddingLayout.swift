import Foundation
import Storage

/// Where the rows of embeddings are in a file, and what they are made of.
struct EmbeddingLayout {
  enum Element {
    /// `brain` is bfloat16: the upper half of a float32.
    case half, brain, single, double

    var size: Int {
      switch self {
      case .half, .brain: 2
      case .single: 4
      case .double: 8
      }
    }
  }

  let element: Element
  let isBigEndian: Bool
  let rows: Int
  /// The number of columns.
  let dimension: Int
  /// The byte at which row 0 starts.
  let dataOffset: Int
  /// The bytes of a row's own header.
  let rowHeader: Int
  /// What is odd about the file although it can be read.
  let notices: [String]

  /// The bytes of a row with its header.
  var rowBytes: Int { rowHeader + dimension * element.size }

  /// Finds out what a file holds by its name and its first bytes.
  ///
  /// - Parameter dimension: the columns of a file that does not know its own; else the two must agree.
  init(_ file: InputFile, dimension: Int?) throws(FileError) {
    switch Self.ending(of: file.path) {
    case "npy": try self.init(numpy: file)
    case "fvecs": try self.init(vectors: file)
    case "bin": try self.init(rawRows: file, dimension: dimension)
    default: throw Self.unknownFormat(file)
    }
  }

  /// Checks that what a file says of its columns is what is said elsewhere.
  func check(dimension: Int?, of file: InputFile) throws(FileError) {
    if let dimension, dimension != self.dimension {
      // Of raw rows nothing else can contradict.
      let isDescribed = Self.ending(of: file.path) == "bin"
      throw FileError(
        file.path,
        "has \(self.dimension) columns\(isDescribed ? ", as its description beside it says" : ""), but "
          + "--dim says \(dimension); leave --dim away")
    }
  }

  private init(
    of file: some ReadableBytes, element: (Element, isBigEndian: Bool), rows: Int, dimension: Int,
    dataOffset: Int = 0, notices: [String] = []
  ) throws(FileError) {
    try Self.check(dimension: dimension, of: file)
    (self.element, isBigEndian) = element
    self.rows = rows
    self.dimension = dimension
    self.dataOffset = dataOffset
    self.notices = notices
    rowHeader = 0
  }

  static func hasNoRows(_ path: String) -> FileError { FileError(path, "has no rows") }

  static func ending(of path: String) -> String { (path as NSString).pathExtension.lowercased() }

  private static func check(dimension: Int, of file: some ReadableBytes) throws(FileError) {
    guard (1...EmbeddingFile.largestDimension).contains(dimension) else {
      throw FileError(
        file.path,
        "has \(dimension) columns; the dimension must be from 1 to \(EmbeddingFile.largestDimension)"
      )
    }
  }

  private static func unknownFormat(_ file: InputFile) -> FileError {
    let known =
      "is of no known format; known endings are .npy, .npz, .safetensors, .h5, .bin and .fvecs, and of arrays "
      + "numpy.save makes a .npy"
    let signature = (try? FileSignature(of: file)) ?? nil
    return FileError(file.path, known + (signature.map { "; \($0.description)" } ?? ""))
  }

  // MARK: - Formats

  /// Of an array as `numpy.save` writes it.
  init(numpy file: some ReadableBytes) throws(FileError) {
    let header = try NumpyHeader(file)
    let element = try Self.element(header.type, of: file)
    guard header.shape.count == 2 else {
      let remedy =
        header.shape.count > 2
        ? "; save x.reshape(len(x), -1)"
        : header.shape.count == 1 ? "; save x.reshape(-1, dimension)" : ""
      throw FileError(
        file.path,
        "has shape \(header.shapeText); embeddings must have shape (faces, dimension)" + remedy)
    }
    guard !header.isFortranOrder else {
      throw FileError(
        file.path, "is in Fortran order; save numpy.ascontiguousarray(x) instead")
    }
    let surplus = try header.checkData(of: file)
    try self.init(
      of: file, element: element, rows: header.shape[0], dimension: header.shape[1],
      dataOffset: header.dataOffset, notices: surplus.map { [$0.description] } ?? [])
  }

  private static func element(
    _ type: NumpyType, of file: some ReadableBytes
  ) throws(FileError) -> (Element, isBigEndian: Bool) {
    let remedy: String
    switch (type.kind, type.size) {
    case (.float, 2): return (.half, type.isBigEndian)
    case (.float, 4): return (.single, type.isBigEndian)
    case (.float, 8): return (.double, type.isBigEndian)
    case (.object, _):
      throw FileError(
        file.path,
        "holds Python objects, which are not read; save numpy.stack(x).astype('float32'), for which "
          + "all rows must be as long")
    case (.structured, _):
      throw FileError(
        file.path, "has rows of named fields; save one array of shape (faces, dimension) as float32"
      )
    case (.complex, _): remedy = "; embeddings are real: save x.real.astype('float32') instead"
    default: remedy = "; save x.astype('float32') instead"
    }
    throw FileError(file.path, "has elements of type \(type)" + remedy)
  }

  /// Of a tensor of a `.safetensors` file.
  init(_ tensors: Safetensors, named name: String?, of file: InputFile) throws(FileError) {
    let tensor = try tensors.tensor(named: name)
    guard let element = Element(tensorType: tensor.type) else {
      throw FileError(
        file.path,
        "the tensor \(tensor.name) is of type \(tensor.type), which are no floats of 16, 32 or 64 bits; save "
          + "x.float() instead")
    }
    guard tensor.shape.count == 2 else {
      throw FileError(
        file.path,
        "the tensor \(tensor.name) has shape \(tensor.shape); embeddings must have shape [faces, dimension]"
      )
    }
    let notices =
      tensors.surplus > 0
      ? ["\(file.path): \(tensors.surplus) bytes follow the last tensor; they are not read"] : []
    try self.init(
      of: file, element: (element, false), rows: tensor.shape[0], dimension: tensor.shape[1],
      dataOffset: tensor.range.lowerBound, notices: notices)
  }

  #if HDF5
    /// Of a dataset as it is read.
    init(_ dataset: HDF5Dataset) throws(FileError) {
      try self.init(
        of: dataset,
        element: (dataset.elementBytes == Element.double.size ? .double : .single, false),
        rows: dataset.rows, dimension: dataset.columns)
    }
  #endif

  private init(vectors file: InputFile) throws(FileError) {
    guard file.size >= 4 else { throw FileError(file.path, "is too short for a .fvecs file") }
    if let signature = try FileSignature(of: file) {
      throw FileError(
        file.path, "is not a .fvecs file; \(signature.description), and its name must say so")
    }
    let dimension = Self.dimension(atStartOf: try file.read(0..<4))
    guard (1...EmbeddingFile.largestDimension).contains(dimension) else {
      throw FileError(
        file.path,
        "is not a .fvecs file: its first row would have the dimension \(dimension), which must be from "
          + "1 to \(EmbeddingFile.largestDimension); raw rows must be named .bin")
    }
    (element, isBigEndian, dataOffset, rowHeader) = (.single, false, 0, 4)
    let bytes = rowHeader + dimension * element.size
    guard file.size % bytes == 0 else {
      throw FileError(
        file.path,
        "its size of \(file.size) bytes is no multiple of the \(bytes) bytes of a row of dimension "
          + "\(dimension), which its first row has; copy the file again")
    }
    (self.dimension, rows, notices) = (dimension, file.size / bytes, [])
  }

  /// The dimension that a row of a `.fvecs` file starts with.
  static func dimension(atStartOf row: some Collection<UInt8>) -> Int {
    Int(Int32(bitPattern: row.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }))
  }

  private init(rawRows file: InputFile, dimension: Int?) throws(FileError) {
    if let signature = try FileSignature(of: file) {
      throw FileError(
        file.path,
        "is not of raw rows; \(signature.description)"
          + (signature == .numpy ? "; rename it so that its name ends in .npy" : ""))
    }
    if let ofVectors = try Self.dimensionOfVectors(in: file) {
      throw FileError(
        file.path,
        "is not of raw rows: every row starts with its dimension, \(ofVectors); rename it so that its "
          + "name ends in .fvecs")
    }
    var notices: [String] = []
    do throws(FileError) {
      if let description = try RawRowsDescription(beside: file.path) {
        try self.init(rawRows: file, as: description)
        return
      }
    } catch  where dimension != nil && error.path != file.path {
      notices = ["\(error); --dim says what the rows are"]
    }
    guard let dimension else { throw Self.dimensionIsMissing(file) }
    let bytes = dimension * Element.single.size
    guard file.size % bytes == 0 else {
      throw FileError(
        file.path,
        "its size of \(file.size) bytes is no multiple of the \(bytes) bytes of a row of dimension "
          + "\(dimension); check --dim, or copy the file again")
    }
    try self.init(
      of: file, element: (.single, false), rows: file.size / bytes, dimension: dimension,
      notices: notices)
  }

  private init(
    rawRows file: InputFile, as description: RawRowsDescription
  ) throws(FileError) {
    let element = try Self.element(description.type, of: file)
    let (values, overflow) = description.rows.multipliedReportingOverflow(by: description.dimension)
    let (bytes, more) = values.multipliedReportingOverflow(by: element.0.size)
    guard !overflow, !more, bytes == file.size else {
      throw FileError(
        file.path,
        "has \(file.size) bytes, which are not the \(description.rows) rows of \(description.dimension) "
          + "columns that \(RawRowsDescription.path(beside: file.path)) tells of; copy both again, or "
          + "remove that file and give --dim")
    }
    try self.init(
      of: file, element: element, rows: description.rows, dimension: description.dimension)
  }

  /// The dimension that all of the first rows start with, if they are those of a `.fvecs` file: as a
  /// float, it would be one of the smallest that there are.
  private static func dimensionOfVectors(in file: InputFile) throws(FileError) -> Int? {
    guard file.size >= 4 else { return nil }
    let dimension = dimension(atStartOf: try file.read(0..<4))
    let bytes = 4 + 4 * dimension
    guard (1...EmbeddingFile.largestDimension).contains(dimension), file.size % bytes == 0 else {
      return nil
    }
    for row in 1..<max(2, min(10, file.size / bytes)) where row * bytes < file.size {
      let start = try file.read(row * bytes..<row * bytes + 4)
      guard Self.dimension(atStartOf: start) == dimension else { return nil }
    }
    return dimension
  }

  private static func dimensionIsMissing(_ file: InputFile) -> FileError {
    let values = file.size / Element.single.size
    let sizes = usualDimensions.filter { file.size % 4 == 0 && values % $0 == 0 }
      .map { "\(values / $0) of \($0)" }
    let wouldBe =
      sizes.isEmpty
      ? "no usual dimension divides its \(file.size) bytes"
      : "its \(file.size) bytes would be faces by dimension: \(sizes.joined(separator: ", "))"
    return FileError(
      file.path,
      "is of raw rows, and nothing says how long they are; give --dim: \(wouldBe)")
  }

  private static let usualDimensions = [
    16, 32, 64, 96, 128, 160, 192, 256, 320, 384, 512, 640, 768, 1024, 1280, 1536, 2048, 4096,
  ]
}

import Foundation
import Storage

/// A file of face embeddings, of which any rows can be read.
///
/// - `.bin`: float32 little-endian rows without a header; the dimension must be given.
/// - `.npy`: numpy arrays of shape (faces, dimension), float16, float32 or float64, in C order.
/// - `.fvecs`: every row starts with its dimension as an int32.
public struct EmbeddingFile {
  enum Element { case half, single, double }

  public let path: String
  /// The number of rows.
  public let faces: Int
  /// The number of columns.
  public let dimension: Int

  private let file: InputFile
  private let element: Element
  /// The byte at which row 0 starts, and the bytes of a row with its own header.
  private let dataOffset: Int
  private let rowHeader: Int

  private var rowBytes: Int { rowHeader + dimension * elementSize }

  private var elementSize: Int {
    switch element {
    case .half: 2
    case .single: 4
    case .double: 8
    }
  }

  /// The largest dimension that is not taken for a mistake.
  public static let largestDimension = 65_536

  /// Opens a file and checks its size and type, but not its values.
  ///
  /// - Parameter dimension: the columns of a `.bin` file; where the file knows its own, the two
  ///   must agree.
  public init(_ path: String, dimension: Int?) throws(FileError) {
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    guard ["bin", "npy", "fvecs"].contains(ending) else {
      throw FileError(path, "is of no known format; known endings are .bin, .npy and .fvecs")
    }
    self.path = path
    file = try InputFile(path)
    let ownDimension: Int
    switch ending {
    case "npy":
      let header = try NumpyHeader(file)
      guard header.shape.count == 2 else {
        throw FileError(
          path, "has shape \(header.shape); embeddings must have shape (faces, dimension)")
      }
      switch header.type {
      case "<f2": element = .half
      case "<f4": element = .single
      case "<f8": element = .double
      default:
        throw FileError(
          path, "has elements of type \(header.type); save x.astype('float32') instead")
      }
      dataOffset = header.dataOffset
      rowHeader = 0
      ownDimension = header.shape[1]
    case "fvecs":
      guard file.size >= 4 else { throw FileError(path, "is too short for a .fvecs file") }
      ownDimension = Self.dimension(atStartOf: try file.read(0..<4))
      element = .single
      dataOffset = 0
      rowHeader = 4
    default:
      element = .single
      dataOffset = 0
      rowHeader = 0
      ownDimension = dimension ?? 256
    }
    guard (1...Self.largestDimension).contains(ownDimension) else {
      throw FileError(
        path,
        "has \(ownDimension) columns; the dimension must be from 1 to \(Self.largestDimension)")
    }
    if let dimension, dimension != ownDimension {
      throw FileError(
        path, "has \(ownDimension) columns, but --dim says \(dimension); leave --dim away")
    }
    self.dimension = ownDimension
    let bytes = rowHeader + ownDimension * (element == .half ? 2 : element == .single ? 4 : 8)
    let size = file.size - dataOffset
    guard size % bytes == 0 || ending == "npy" else {
      throw FileError(
        path,
        "its size of \(file.size) bytes is no multiple of the \(bytes) bytes of a row of dimension "
          + "\(ownDimension); "
          + (ending == "bin" ? "check --dim, or copy the file again" : "copy the file again"))
    }
    faces = size / bytes
    guard faces > 0 else { throw FileError(path, "has no rows") }
  }

  /// Checks that nobody has changed the file since it was opened.
  public func checkUnchanged() throws(FileError) { try file.checkUnchanged() }

  private static func dimension(atStartOf row: some Collection<UInt8>) -> Int {
    Int(Int32(bitPattern: row.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }))
  }

  /// Reads some rows as float32.
  ///
  /// - Throws: `FileError` when the file ends early, or when a row of a `.fvecs` file has another
  ///   dimension than the first.
  public func read(rows range: Range<Int>) throws(FileError) -> EmbeddingMatrix {
    let matrix = EmbeddingMatrix(rows: range.count, dimension: dimension)
    try read(rows: range, into: matrix)
    return matrix
  }

  /// The same into a matrix of so many rows.
  package func read(rows range: Range<Int>, into matrix: EmbeddingMatrix) throws(FileError) {
    precondition(matrix.rows == range.count && matrix.dimension == dimension)
    if element == .single && rowHeader == 0 {
      let bytes = UnsafeMutableRawBufferPointer(
        start: matrix.values, count: range.count * rowBytes)
      try file.read(into: bytes, at: dataOffset + range.lowerBound * rowBytes)
      return
    }
    let rowsAtOnce = max(1, (1 << 22) / rowBytes)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: rowsAtOnce) {
      let rows = start..<min(start + rowsAtOnce, range.upperBound)
      let offset = dataOffset + start * rowBytes
      let bytes = try file.read(offset..<offset + rows.count * rowBytes)
      for row in rows {
        let place = (row - start) * rowBytes
        if rowHeader > 0 {
          let found = Self.dimension(atStartOf: bytes[place..<place + 4])
          guard found == dimension else {
            throw FileError(
              path, "row \(row) (counted from 0) has dimension \(found), the first \(dimension)")
          }
        }
        convert(
          bytes, at: place + rowHeader, to: matrix.values + (row - range.lowerBound) * dimension)
      }
    }
  }

  private func convert(_ bytes: [UInt8], at place: Int, to row: UnsafeMutablePointer<Float>) {
    bytes.withUnsafeBytes { bytes in
      for column in 0..<dimension {
        let offset = place + column * elementSize
        switch element {
        case .half:
          row[column] = Self.float(
            half: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        case .single: row[column] = bytes.loadUnaligned(fromByteOffset: offset, as: Float.self)
        case .double:
          row[column] = Float(bytes.loadUnaligned(fromByteOffset: offset, as: Double.self))
        }
      }
    }
  }

  /// The value of an IEEE 754 binary16, in arithmetic that every CPU has.
  static func float(half bits: UInt16) -> Float {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Float(bits & 1023)
    let magnitude: Float =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default:
        (1 + fraction * 0x1p-10) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
      }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }
}

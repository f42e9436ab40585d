/// The header of a numpy `.npy` file, versions 1 to 3, which says what the bytes behind it are.
///
/// Format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>
package struct NumpyHeader: Equatable, Sendable {
  /// The type of the elements.
  package let type: NumpyType
  /// The extents of the array, none of them negative.
  package let shape: [Int]
  /// Whether elements of a column follow each other rather than those of a row; false where both are
  /// the same.
  package let isFortranOrder: Bool
  /// The byte at which the elements start.
  package let dataOffset: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// What no array of one type needs, and a file that is damaged may ask for.
  private static let longestText = 1 << 20

  /// Reads the header of a file.
  ///
  /// - Throws: `FileError` when the file has none, or one that numpy would not write.
  package init(_ file: some ReadableBytes) throws(FileError) { try self.init(file, at: 0) }

  /// Reads the header of an array that starts somewhere in a file.
  init(_ file: some ReadableBytes, at offset: Int) throws(FileError) {
    let start = try file.read(offset..<min(offset + 12, file.size))
    guard start.prefix(6).elementsEqual(Self.magic.prefix(start.count)) else {
      let found = try offset == 0 ? FileSignature(of: file) : nil
      throw FileError(
        file.path,
        "is not a .npy file; " + (found.map { $0.description + "; " } ?? "")
          + "write it with numpy.save")
    }
    guard start.count >= 10 else { throw FileError(file.path, "is too short for a .npy file") }
    let (major, minor) = (start[6], start[7])
    guard (1...3).contains(major), minor == 0 else {
      throw FileError(
        file.path,
        ".npy version \(major).\(minor) is not known; known are 1.0, 2.0 and 3.0: is it damaged?")
    }
    let lengthBytes = major == 1 ? 2 : 4
    let textOffset = offset + 8 + lengthBytes
    guard start.count >= 8 + lengthBytes else {
      throw FileError(file.path, "the .npy header is truncated; copy the file again")
    }
    let length = start[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    dataOffset = textOffset + length
    guard dataOffset <= file.size else {
      throw FileError(file.path, "the .npy header is truncated; copy the file again")
    }
    guard length <= Self.longestText else {
      throw FileError(
        file.path,
        "the .npy header has \(length) bytes; more than \(Self.longestText) are not read: is it "
          + "damaged?")
    }
    let bytes = try file.read(textOffset..<dataOffset)
    do throws(NumpyHeaderProblem) {
      let text = try NumpyHeaderText(bytes)
      guard let type = text.type, let isFortranOrder = text.isFortranOrder, let shape = text.shape
      else { throw NumpyHeaderProblem("'descr', 'fortran_order' or 'shape' is missing") }
      self.type = type
      self.shape = shape
      self.isFortranOrder = isFortranOrder && shape.count { $0 > 1 } > 1
    } catch {
      let excerpt = String(decoding: bytes.prefix(100), as: UTF8.self)
      throw FileError(
        file.path, "the .npy header cannot be understood, \(error.description): \(excerpt)")
    }
  }

  /// The shape as Python writes it.
  package var shapeText: String {
    let most = 6
    let extents = shape.prefix(most).map(String.init) + (shape.count > most ? ["…"] : [])
    return "(" + extents.joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }

  /// Checks that all elements are in the file.
  ///
  /// - Returns: what the file holds behind them, which is not read, if anything.
  package func checkData(of file: some ReadableBytes) throws(FileError) -> FileError? {
    var bytes = type.size
    for extent in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw FileError(file.path, "has the impossible shape \(shapeText)")
      }
      bytes = product
    }
    let there = file.size - dataOffset
    guard bytes <= there else {
      throw FileError(
        file.path,
        "is truncated: its shape \(shapeText) needs \(bytes) bytes but \(there) are there; copy or "
          + "save it again")
    }
    guard bytes < there else { return nil }
    let end = dataOffset + bytes
    let surplus =
      "\(there - bytes) bytes follow the array of shape \(shapeText) that the header describes"
    guard let other = try? NumpyHeader(file, at: end) else {
      return FileError(file.path, surplus + "; they are not read")
    }
    return FileError(
      file.path,
      surplus
        + ": another array, of shape \(other.shapeText). Only the first is read; to have all, "
        + "save numpy.concatenate of them")
  }

  /// The bytes of a header of version 1, padded as numpy does it.
  package static func bytes(type: String, shape: [Int]) -> [UInt8] {
    bytes(description: "'\(type)'", shape: shape)
  }

  /// The bytes of a header whose type is described as numpy's literals do it.
  static func bytes(description: String, shape: [Int]) -> [UInt8] {
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': \(description), 'fortran_order': False, 'shape': (\(extents)), }"
    let unpadded = 10 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = UInt16(text.utf8.count)
    return magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
  }
}

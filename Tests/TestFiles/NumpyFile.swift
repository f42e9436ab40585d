/// The bytes of `.npy` files, right and wrong ones.
public enum NumpyFile {
  /// A file with any text as its header.
  public static func bytes(
    header: String, _ data: [UInt8] = [], version: (UInt8, UInt8) = (1, 0)
  ) -> [UInt8] {
    let text = Array(header.utf8)
    let lengthBytes = version.0 == 1 ? 2 : 4
    let length = (0..<lengthBytes).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return [0x93] + Array("NUMPY".utf8) + [version.0, version.1] + length + text + data
  }

  /// An array as numpy writes it.
  ///
  /// - Parameter shape: as Python writes it, such as `(5, 3)`.
  public static func array(
    _ type: String, _ shape: String, _ data: [UInt8] = [], fortranOrder: Bool = false,
    version: UInt8 = 1
  ) -> [UInt8] {
    let order = fortranOrder ? "True" : "False"
    var header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }"
    header += String(repeating: " ", count: 63 - (header.utf8.count + 10) % 64) + "\n"
    return bytes(header: header, data, version: (version, 0))
  }
}

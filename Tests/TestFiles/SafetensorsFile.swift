/// The bytes of `.safetensors` files, right and wrong ones.
public enum SafetensorsFile {
  /// A file with any text as its header.
  ///
  /// - Parameter length: what it says of the length of the header; nil: the true one.
  public static func bytes(header: String, _ data: [UInt8], length: Int? = nil) -> [UInt8] {
    let said = length ?? header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: said >> (8 * $0)) } + Array(header.utf8) + data
  }

  /// A file of one tensor.
  ///
  /// - Parameter shape: as JSON has it, such as `[5, 3]`.
  public static func tensor(
    _ name: String, _ type: String, _ shape: String, _ data: [UInt8]
  ) -> [UInt8] {
    bytes(
      header: """
        {"__metadata__":{"format":"pt"},"\(name)":{"dtype":"\(type)","shape":\(shape),\
        "data_offsets":[0,\(data.count)]}}
        """, data)
  }
}

import Storage

/// The arrays of a `.npz` file, which `numpy.savez` or `numpy.savez_compressed` writes.
///
/// Format: a zip archive with a `.npy` file for each array,
/// <https://numpy.org/doc/stable/reference/generated/numpy.savez.html>
struct NumpyArchive {
  private let archive: ZipArchive
  private let members: [ZipArchive.Member]
  private let file: InputFile

  private static let ending = ".npy"

  init(_ file: InputFile) throws(FileError) {
    self.file = file
    archive = try ZipArchive(file)
    members = archive.members.filter { $0.name.hasSuffix(Self.ending) }
  }

  /// The bytes of the `.npy` file of an array.
  ///
  /// - Parameter name: that of the array; nil: the only one that can be embeddings.
  func bytes(ofArray name: String?) throws(FileError) -> any ReadableBytes {
    // Of other arrays than the one that is meant nothing is read.
    if let name, let member = members.first(where: { Self.name(of: $0) == name }) {
      return try archive.bytes(of: member)
    }
    var entries: [NamedArrays.Entry] = []
    for member in members {
      let header = try? Self.header(of: archive.bytes(of: member))
      entries.append(
        NamedArrays.Entry(
          name: Self.name(of: member), shape: header?.shapeText ?? "(unreadable)",
          isTable: header?.shape.count == 2, isOfFloats: header?.type.kind == .float))
    }
    let index = try NamedArrays(path: file.path, entries: entries).index(of: name)
    return try archive.bytes(of: members[index])
  }

  private static func header(of array: some ReadableBytes) throws(FileError) -> NumpyHeader {
    try NumpyHeader(array)
  }

  private static func name(of member: ZipArchive.Member) -> String {
    String(member.name.dropLast(ending.count))
  }
}

import Storage

/// The arrays of a file that has several by name, as far as they can be embeddings.
struct NamedArrays {
  /// One of them: what it is called, and its shape as people write it.
  struct Entry {
    let name: String
    let shape: String
    /// Whether it has rows and columns.
    let isTable: Bool
    /// Whether its elements are floats.
    let isOfFloats: Bool

    /// Whether it has rows and columns of floats.
    var isMatrix: Bool { isTable && isOfFloats }
  }

  let path: String
  let entries: [Entry]
  /// What makes floats of an array of other numbers.
  var conversion = "x.astype('float32')"

  /// The number of the array that is meant: the one of this name or, without a name, the only one with rows and
  /// columns of floats.
  ///
  /// - Throws: `FileError`, which names what there is, where that is none or several.
  func index(of name: String?) throws(FileError) -> Int {
    if let name {
      guard let index = entries.firstIndex(where: { $0.name == name }) else {
        throw FileError(path, "has no array \(name); it has \(listed(entries))")
      }
      return index
    }
    let matrices = entries.indices.filter { entries[$0].isMatrix }
    guard matrices.count < 2 else {
      let first = entries[matrices[0]].name
      throw FileError(
        path,
        "has several arrays that may be meant: \(listed(matrices.map { entries[$0] })); name one as in "
          + "\(path):\(first)")
    }
    guard let index = matrices.first else {
      throw FileError(
        path,
        "has no array of floats of shape (faces, dimension); it has "
          + (entries.isEmpty ? "none at all" : listed(entries))
          + (entries.contains(where: \.isTable) ? "; save \(conversion) instead" : ""))
    }
    return index
  }

  private func listed(_ entries: [Entry]) -> String {
    let most = 8
    let names = entries.prefix(most).map { "\($0.name) \($0.shape)" }
    return (names + (entries.count > most ? ["\(entries.count - most) more"] : []))
      .joined(separator: ", ")
  }
}

#if HDF5
  import Storage

  extension HDF5File {
    /// The dataset of embeddings that is meant: the one of this name or, without a name, the only one with rows and
    /// columns of floats.
    ///
    /// - Throws: `FileError` where that is none or several, or where it holds something else.
    func embeddings(named name: String?) throws(FileError) -> HDF5Dataset {
      let entries = entries
      let arrays = entries.map {
        NamedArrays.Entry(
          name: $0.name, shape: "(\($0.shape.map(String.init).joined(separator: ", ")))",
          isTable: $0.shape.count == 2, isOfFloats: $0.floatBytes != nil)
      }
      let index: Int
      if let linked = name.flatMap({ self.index(of: $0, in: entries) }) {
        index = linked
      } else {
        index = try NamedArrays(path: path, entries: arrays).index(of: name)
      }
      let (entry, array) = (entries[index], arrays[index])
      guard entry.shape.count == 2 else {
        throw FileError(
          path,
          "the dataset \(entry.name) has shape \(array.shape); embeddings must have shape (faces, dimension)"
        )
      }
      guard let floatBytes = entry.floatBytes, floatBytes <= MemoryLayout<Double>.size else {
        throw FileError(
          path,
          "the dataset \(entry.name) has no floats of 16, 32 or 64 bits; save x.astype('float32') instead"
        )
      }
      return try dataset(entry)
    }
  }
#endif

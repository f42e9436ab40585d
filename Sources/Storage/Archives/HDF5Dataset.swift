#if HDF5
  import CHDF5

  /// The values of a dataset of two dimensions, row after row in the byte order of this machine: those of 64 bits
  /// as doubles, shorter ones as floats.
  ///
  /// Of a compressed dataset only the chunks of the rows that are read are inflated.
  package final class HDF5Dataset: ReadableBytes {
    package let path: String
    package let rows: Int
    package let columns: Int
    /// Of an element as it is read: 4 or 8.
    package let elementBytes: Int

    package var size: Int { rows * rowBytes }

    private var rowBytes: Int { columns * elementBytes }
    private let dataset: hid_t
    /// Kept open.
    private let file: HDF5File

    /// The most memory for chunks that several reads have in common.
    private static let mostCacheBytes = 1 << 30

    init(_ entry: HDF5File.Entry, in file: HDF5File, _ group: hid_t) throws(FileError) {
      guard entry.shape.count == 2, let floatBytes = entry.floatBytes else {
        preconditionFailure("only rows and columns of floats are read")
      }
      self.file = file
      path = "\(file.path):\(entry.name)"
      (rows, columns) = (entry.shape[0], entry.shape[1])
      elementBytes = floatBytes > MemoryLayout<Float>.size ? 8 : 4
      let first = HDF5Library.call { hdf5_open_dataset(group, entry.name, 0) }
      let cacheBytes = Self.bytesOfChunks(first, columns: columns, elementBytes: floatBytes)
      _ = HDF5Library.call { H5Dclose(first) }
      dataset = HDF5Library.call {
        hdf5_open_dataset(group, entry.name, min(cacheBytes, Self.mostCacheBytes))
      }
      guard dataset >= 0 else {
        throw FileError(path, "cannot be read (\(HDF5Library.reason)); copy or save it again")
      }
      try checkStorage()
    }

    deinit { _ = HDF5Library.call { H5Dclose(dataset) } }

    /// The bytes of the chunks side by side that have one row.
    private static func bytesOfChunks(_ dataset: hid_t, columns: Int, elementBytes: Int) -> Int {
      HDF5Library.call {
        let form = H5Dget_create_plist(dataset)
        defer { H5Pclose(form) }
        var chunk: [hsize_t] = [0, 0]
        guard H5Pget_layout(form) == H5D_CHUNKED, H5Pget_chunk(form, 2, &chunk) == 2 else {
          return 0
        }
        let width = Int(clamping: chunk[1])
        let across = (columns + width - 1) / width * width
        return across.multipliedReportingOverflow(by: Int(clamping: chunk[0]) * elementBytes)
          .partialValue
      }
    }

    private func checkStorage() throws(FileError) {
      let (isElsewhere, filter) = HDF5Library.call {
        let form = H5Dget_create_plist(dataset)
        defer { H5Pclose(form) }
        let isElsewhere =
          H5Pget_layout(form) == H5D_VIRTUAL || H5Pget_external_count(form) > 0
        let filters = (0..<max(0, H5Pget_nfilters(form))).map { Self.filter(form, UInt32($0)) }
        return (isElsewhere, filters.first { H5Zfilter_avail($0.number) <= 0 })
      }
      guard !isElsewhere else {
        throw FileError(
          path, "has its values in other files; name those, or copy it with h5repack")
      }
      if let filter {
        throw FileError(
          path,
          "is compressed by \(filter.name), which the HDF5 library here lacks; name the folder of its plugin in "
            + "HDF5_PLUGIN_PATH, or save it with gzip")
      }
    }

    private static func filter(
      _ form: hid_t, _ index: UInt32
    ) -> (number: H5Z_filter_t, name: String) {
      var (flags, settings): (UInt32, UInt32) = (0, 0)
      var count = 0
      let most = 64
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: most) { name in
        name.initialize(repeating: 0)
        let number = H5Pget_filter2(
          form, index, &flags, &count, nil, most, name.baseAddress, &settings)
        let words = String(cString: name.baseAddress!)
        return (number, words.isEmpty ? "filter \(number)" : words)
      }
    }

    package func read(
      into bytes: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(FileError) {
      try checkEnd(of: offset..<offset + bytes.count)
      guard !bytes.isEmpty else { return }
      let first = offset / rowBytes
      let count = (offset + bytes.count + rowBytes - 1) / rowBytes - first
      if offset == first * rowBytes, bytes.count == count * rowBytes {
        try read(first, count, into: bytes.baseAddress!)
        return
      }
      // Only whole rows can be read.
      let whole = UnsafeMutableRawBufferPointer.allocate(
        byteCount: count * rowBytes, alignment: elementBytes)
      defer { whole.deallocate() }
      try read(first, count, into: whole.baseAddress!)
      bytes.copyMemory(
        from: UnsafeRawBufferPointer(
          rebasing: whole[(offset - first * rowBytes)...].prefix(bytes.count)))
    }

    private func read(
      _ first: Int, _ count: Int, into values: UnsafeMutableRawPointer
    ) throws(FileError) {
      nonisolated(unsafe) let values = values
      let result = HDF5Library.call {
        hdf5_read_rows(
          dataset, elementBytes == 8 ? 1 : 0, hsize_t(first), hsize_t(count), hsize_t(columns),
          values)
      }
      guard result >= 0 else {
        throw FileError(
          path,
          "rows from \(first) to \(first + count - 1) cannot be read (\(HDF5Library.reason)); copy or save it "
            + "again")
      }
    }
  }
#endif

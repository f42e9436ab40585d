#if HDF5
  import CHDF5
  import Threads

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
    private let dataset: hdf5_id
    /// Kept open.
    private let file: HDF5File
    /// What a read may take from the file besides its own rows: chunks that begin before, and end behind them.
    private let moreBytesOfRead: Int
    private let mostBytesAtATime: Int

    /// The most memory for chunks that several reads have in common.
    private static let mostCacheBytes = 1 << 30
    /// So few that a read which does not end is noticed (see `WorkInProgress`).
    package static let usualBytesAtATime = 1 << 26

    init(
      _ entry: HDF5File.Entry, in file: HDF5File, _ group: hdf5_id, mostBytesAtATime: Int
    ) throws(FileError) {
      guard entry.shape.count == 2, let floatBytes = entry.floatBytes else {
        preconditionFailure("only rows and columns of floats are read")
      }
      self.file = file
      path = "\(file.path):\(entry.name)"
      (rows, columns) = (entry.shape[0], entry.shape[1])
      elementBytes = floatBytes > MemoryLayout<Float>.size ? 8 : 4
      let first = HDF5Library.call { hdf5_open_dataset(group, entry.name, 0) }
      let cacheBytes = min(
        Self.bytesOfChunks(first, columns: columns, elementBytes: floatBytes), Self.mostCacheBytes)
      moreBytesOfRead = 2 * cacheBytes
      self.mostBytesAtATime = mostBytesAtATime
      HDF5Library.call { hdf5_close_object(first) }
      dataset = HDF5Library.call {
        hdf5_open_dataset(group, entry.name, cacheBytes)
      }
      guard dataset >= 0 else {
        throw FileError(path, "cannot be read (\(HDF5Library.reason)); copy or save it again")
      }
      try checkStorage()
    }

    deinit { HDF5Library.call { hdf5_close_object(dataset) } }

    /// The bytes of the chunks side by side that have one row.
    private static func bytesOfChunks(
      _ dataset: hdf5_id, columns: Int, elementBytes: Int
    ) -> Int {
      var chunk: [hdf5_extent] = [0, 0]
      guard HDF5Library.call({ hdf5_chunk(dataset, &chunk) }) != 0 else { return 0 }
      let width = Int(clamping: chunk[1])
      let across = (columns + width - 1) / width * width
      return across.multipliedReportingOverflow(by: Int(clamping: chunk[0]) * elementBytes)
        .partialValue
    }

    private func checkStorage() throws(FileError) {
      guard HDF5Library.call({ hdf5_is_elsewhere(dataset) }) == 0 else {
        throw FileError(
          path, "has its values in other files; name those, or copy it with h5repack")
      }
      if let filter = missingFilter {
        throw FileError(
          path,
          "is compressed by \(filter), which the HDF5 library here lacks; name the folder of its plugin in "
            + "HDF5_PLUGIN_PATH, or save it with gzip")
      }
    }

    private var missingFilter: String? {
      HDF5Library.call {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.mostOfName) { name in
          let number = hdf5_missing_filter(dataset, name.baseAddress, name.count)
          if number == 0 { return nil }
          let words = String(cString: name.baseAddress!)
          return words.isEmpty ? "filter \(number)" : words
        }
      }
    }

    /// Room for the name of a filter.
    private static let mostOfName = 64

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
      let rowsAtATime = max(1, mostBytesAtATime / rowBytes)
      for start in stride(from: first, to: first + count, by: rowsAtATime) {
        try readAtOnce(
          start, min(rowsAtATime, first + count - start), into: values + (start - first) * rowBytes)
      }
    }

    private func readAtOnce(
      _ first: Int, _ count: Int, into values: UnsafeMutableRawPointer
    ) throws(FileError) {
      nonisolated(unsafe) let values = values
      let bytes = count * rowBytes + moreBytesOfRead
      let result = HDF5Library.call {
        // Whoever waits for another thread's read is at no work.
        WorkInProgress.ofProcess.read(bytes: bytes) {
          hdf5_read_rows(
            dataset, elementBytes == 8 ? 1 : 0, hdf5_extent(first), hdf5_extent(count),
            hdf5_extent(columns), values)
        }
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

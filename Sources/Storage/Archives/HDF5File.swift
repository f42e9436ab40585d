#if HDF5
  import CHDF5
  import Synchronization

  /// A HDF5 file, of which datasets of rows and columns of floats can be read.
  ///
  /// Format: <https://docs.hdfgroup.org/documentation/hdf5/latest/_f_m_t4.html>, by the library of the HDF Group.
  package final class HDF5File: Sendable {
    /// What messages call it.
    package let path: String
    private let file: hdf5_id

    /// A dataset as far as that is known without its values.
    package struct Entry: Sendable {
      /// Its name and those of the groups that it is in, without a slash at the start.
      package let name: String
      /// Its extents, rows first; none of a single value.
      package let shape: [Int]
      /// The bytes of an element; nil if elements are no floats.
      package let floatBytes: Int?
      /// Where it is in the file, by whatever name.
      fileprivate let address: UInt64
    }

    /// Opens a file.
    ///
    /// - Throws: `FileError` where the library cannot read it.
    package init(_ input: InputFile) throws(FileError) {
      path = input.path
      guard HDF5Library.call({ hdf5_load() }) != 0 else {
        try Self.checkDescriptors(path)
        throw FileError(
          path,
          "cannot be read, since the library of HDF5 is not here any more; install it, as libhdf5.so in LD_LIBRARY_PATH, "
            + "or save the array with numpy.save")
      }
      file = HDF5Library.call { hdf5_open_file(input.path) }
      guard file >= 0 else {
        try Self.checkDescriptors(path)
        throw FileError(
          path, "is no HDF5 file, or is damaged (\(HDF5Library.reason)); copy or save it again")
      }
    }

    deinit { HDF5Library.call { hdf5_close_file(file) } }

    /// Finds out whether the library could not open a file since this process may open no more: then nobody can.
    private static func checkDescriptors(_ path: String) throws(FileError) {
      _ = try InputFile(path)
    }

    // MARK: - What there is

    /// More datasets are not listed.
    private static let mostEntries = 1000
    private static let longestName = 1024

    /// The datasets, group by group, but not those of other files that are linked to. Each has one name, though
    /// it may be a member of several groups, as these may be of each other.
    package var entries: [Entry] {
      var entries: [Entry] = []
      var listed: Set<UInt64> = []
      list(file, prefix: "", &entries, &listed)
      return entries
    }

    private func list(
      _ group: hdf5_id, prefix: String, _ entries: inout [Entry], _ listed: inout Set<UInt64>
    ) {
      guard listed.insert(HDF5Library.call { hdf5_address(group) }).inserted else { return }
      for index in 0..<HDF5Library.call({ hdf5_member_count(group) }) {
        guard entries.count < Self.mostEntries, let name = memberName(group, index),
          HDF5Library.call({ hdf5_is_hard_link(group, name) }) != 0
        else { continue }
        let object = HDF5Library.call { hdf5_open_object(group, name) }
        guard object >= 0 else { continue }
        defer { HDF5Library.call { hdf5_close_object(object) } }
        switch HDF5Library.call({ hdf5_kind_of(object) }) {
        case hdf5_dataset:
          let entry = Self.entry(object, named: prefix + name)
          if listed.insert(entry.address).inserted { entries.append(entry) }
        case hdf5_group: list(object, prefix: prefix + name + "/", &entries, &listed)
        default: break
        }
      }
    }

    /// The dataset that has a name among others, or to which a name leads by links within the file.
    ///
    /// - Parameter entries: all datasets.
    /// - Returns: the place among these; nil where there is none of the name.
    package func index(of name: String, in entries: [Entry]) -> Int? {
      if let index = entries.firstIndex(where: { $0.name == name }) { return index }
      let object = HDF5Library.call { hdf5_open_object(file, name) }
      guard object >= 0 else { return nil }
      defer { HDF5Library.call { hdf5_close_object(object) } }
      guard HDF5Library.call({ hdf5_are_of_one_file(object, file) }) != 0 else { return nil }
      let address = HDF5Library.call { hdf5_address(object) }
      return entries.firstIndex { $0.address == address }
    }

    private func memberName(_ group: hdf5_id, _ index: hdf5_extent) -> String? {
      HDF5Library.call {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.longestName) { name in
          let length = hdf5_member_name(group, index, name.baseAddress, name.count)
          return (0..<name.count).contains(length) ? String(cString: name.baseAddress!) : nil
        }
      }
    }

    private static func entry(_ dataset: hdf5_id, named name: String) -> Entry {
      HDF5Library.call {
        var extents = [hdf5_extent](repeating: 0, count: hdf5_most_dimensions)
        let dimensions = Int(hdf5_shape(dataset, &extents))
        let bytes = hdf5_float_bytes(dataset)
        return Entry(
          name: name, shape: extents.prefix(dimensions).map { Int(clamping: $0) },
          floatBytes: bytes > 0 ? bytes : nil, address: hdf5_address(dataset))
      }
    }

    // MARK: - One of it

    /// The values of a dataset that was listed.
    ///
    /// - Parameter mostBytesAtATime: how many bytes of rows a call to the library reads, or one row where that has more.
    /// - Throws: `FileError` where they are in other files, which nobody would notice if they changed, or are
    ///   compressed by what the library here cannot undo.
    package func dataset(
      _ entry: Entry, mostBytesAtATime: Int = HDF5Dataset.usualBytesAtATime
    ) throws(FileError) -> HDF5Dataset {
      try HDF5Dataset(entry, in: self, file, mostBytesAtATime: mostBytesAtATime)
    }
  }

  /// Calls to the library, which is made for one thread at a time.
  enum HDF5Library {
    private static let lock = Mutex(())

    static func call<Result: Sendable>(_ body: () -> Result) -> Result {
      lock.withLock { _ in body() }
    }

    /// What the library says of its last error.
    static var reason: String {
      call {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: hdf5_reason_size) {
          hdf5_reason($0.baseAddress)
          return String(cString: $0.baseAddress!)
        }
      }
    }
  }
#endif

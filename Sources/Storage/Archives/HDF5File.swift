#if HDF5
  import CHDF5
  import Synchronization

  /// A HDF5 file, of which datasets of rows and columns of floats can be read.
  ///
  /// Format: <https://docs.hdfgroup.org/documentation/hdf5/latest/_f_m_t4.html>, by the library of the HDF Group.
  package final class HDF5File: Sendable {
    /// What messages call it.
    package let path: String
    private let file: hid_t

    /// A dataset as far as that is known without its values.
    package struct Entry: Sendable {
      /// Its name and those of the groups that it is in, without a slash at the start.
      package let name: String
      /// Its extents, rows first; none of a single value.
      package let shape: [Int]
      /// The bytes of an element; nil if elements are no floats.
      package let floatBytes: Int?
    }

    /// Opens a file.
    ///
    /// - Throws: `FileError` where the library cannot read it.
    package init(_ input: InputFile) throws(FileError) {
      path = input.path
      file = HDF5Library.call { hdf5_open_file(input.path) }
      guard file >= 0 else {
        throw FileError(
          path, "is no HDF5 file, or is damaged (\(HDF5Library.reason)); copy or save it again")
      }
    }

    deinit { _ = HDF5Library.call { H5Fclose(file) } }

    // MARK: - What there is

    /// More datasets are not listed.
    private static let mostEntries = 1000
    private static let longestName = 1024

    /// The datasets, group by group, but not those of other files that are linked to. A group has one name, though
    /// it may be a member of several, or of itself.
    package var entries: [Entry] {
      var entries: [Entry] = []
      var listed: Set<UInt64> = []
      list(file, prefix: "", &entries, &listed)
      return entries
    }

    private func list(
      _ group: hid_t, prefix: String, _ entries: inout [Entry], _ listed: inout Set<UInt64>
    ) {
      guard listed.insert(HDF5Library.call { hdf5_address(group) }).inserted else { return }
      for index in 0..<HDF5Library.call({ hdf5_member_count(group) }) {
        guard entries.count < Self.mostEntries, let name = memberName(group, index),
          HDF5Library.call({ hdf5_link_type(group, name) }) == H5L_TYPE_HARD
        else { continue }
        let object = HDF5Library.call { hdf5_open_object(group, name) }
        guard object >= 0 else { continue }
        defer { _ = HDF5Library.call { H5Oclose(object) } }
        switch HDF5Library.call({ H5Iget_type(object) }) {
        case H5I_DATASET: entries.append(Self.entry(object, named: prefix + name))
        case H5I_GROUP: list(object, prefix: prefix + name + "/", &entries, &listed)
        default: break
        }
      }
    }

    private func memberName(_ group: hid_t, _ index: hsize_t) -> String? {
      HDF5Library.call {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.longestName) { name in
          let length = hdf5_member_name(group, index, name.baseAddress, name.count)
          return (0..<name.count).contains(length) ? String(cString: name.baseAddress!) : nil
        }
      }
    }

    private static func entry(_ dataset: hid_t, named name: String) -> Entry {
      HDF5Library.call {
        let type = H5Dget_type(dataset)
        let space = H5Dget_space(dataset)
        defer {
          H5Tclose(type)
          H5Sclose(space)
        }
        var extents = [hsize_t](repeating: 0, count: max(0, Int(H5Sget_simple_extent_ndims(space))))
        H5Sget_simple_extent_dims(space, &extents, nil)
        return Entry(
          name: name, shape: extents.map { Int(clamping: $0) },
          floatBytes: H5Tget_class(type) == H5T_FLOAT ? H5Tget_size(type) : nil)
      }
    }

    // MARK: - One of it

    /// The values of a dataset that was listed.
    ///
    /// - Throws: `FileError` where they are in other files, which nobody would notice if they changed, or are
    ///   compressed by what the library here cannot undo.
    package func dataset(_ entry: Entry) throws(FileError) -> HDF5Dataset {
      try HDF5Dataset(entry, in: self, file)
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

import Storage

/// The names of faces, one for each, in the order of the rows.
struct FaceNames {
  /// The names one after another, in UTF-8.
  private var bytes: [UInt8] = []
  /// Where each name ends.
  private var ends: [Int] = []
  /// The line of the first name, from 1; nil where names need not stand on lines of their own.
  private(set) var firstLine: Int?
  /// The file that has the names; empty where they are of none.
  private(set) var path = ""

  init() {}

  /// Reads names.
  ///
  /// - Parameters:
  ///   - path: of a text in UTF-8 with a name on each line, or of a table. Lines end in a line feed, a
  ///     carriage return or both; a byte order mark does not count.
  ///   - column: the heading of the column of a table that has the names; nil for a text.
  ///   - faces: how many names there must be.
  /// - Throws: `FileError` when the file cannot be understood, or has another number of names.
  init(_ path: String, column: String?, faces: Int) throws(FileError) {
    self.path = path
    let text = try InputFile.plainText(of: path, contents: "names")
    if let column {
      try CSVColumn(column, path: path).read(text) { (name, line) throws(FileError) in
        try append(name, line: line, path: path)
      }
    } else if path.lowercased().hasSuffix(".csv") {
      throw FileError(path, "is a table by its name; say which column has the names: --name-column")
    } else {
      try text.forEachLine { (name, line) throws(FileError) in
        try append(name, line: line, path: path)
      }
      firstLine = 1
    }
    guard count == faces else {
      throw FileError(
        path, "has \(count) names for \(faces) faces; there must be one for each, in their order")
    }
  }

  var count: Int { ends.count }

  /// What they need in memory.
  var byteCount: Int { bytes.capacity + ends.capacity * MemoryLayout<Int>.size }

  /// The name of a face, in UTF-8.
  subscript(face: Int) -> ArraySlice<UInt8> {
    bytes[(face == 0 ? 0 : ends[face - 1])..<ends[face]]
  }

  /// Adds the name of the next face.
  private mutating func append(
    _ name: ArraySlice<UInt8>, line: Int, path: String
  ) throws(FileError) {
    guard !name.isEmpty else {
      throw FileError(path, "line \(line) has no name; every face must have one")
    }
    guard !name.contains(0) else {
      throw FileError(path, "line \(line) has a NUL in it; names must be text")
    }
    guard String(validating: name, as: UTF8.self) != nil else {
      throw FileError(path, "line \(line) is not UTF-8; save the names in UTF-8")
    }
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
  }
}

extension FaceNames {
  /// The faces of each name that several have, in the order of the first of them.
  var facesOfPhotos: [[UInt32]] {
    var first: [ArraySlice<UInt8>: UInt32] = [:]
    var faces: [UInt32: [UInt32]] = [:]
    for face in 0..<UInt32(count) {
      if let other = first[self[Int(face)]] {
        faces[other, default: [other]].append(face)
      } else {
        first[self[Int(face)]] = face
      }
    }
    return faces.sorted { $0.key < $1.key }.map(\.value)
  }

  /// How many photos have several faces of each cluster: so many mistakes are sure.
  ///
  /// - Parameters:
  ///   - labels: the cluster of each face, from 0, or ``Labels/unknown`` for none.
  ///   - clusters: how many there are.
  func photosShared(by labels: [Int], clusters: Int) -> [Int] {
    var shared = [Int](repeating: 0, count: clusters)
    for photo in facesOfPhotos {
      var faces: [Int: Int] = [:]
      for face in photo { faces[labels[Int(face)], default: 0] += 1 }
      for (cluster, count) in faces where count > 1 && shared.indices.contains(cluster) {
        shared[cluster] += 1
      }
    }
    return shared
  }
}

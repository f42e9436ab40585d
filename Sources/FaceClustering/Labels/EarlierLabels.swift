import Storage

/// The labels that faces had in an earlier run.
struct EarlierLabels {
  /// On rank 0, a label for each face of this run, ``Labels/unknown`` for those that were in no cluster or
  /// not there; empty elsewhere.
  let labels: [Int]
  /// How many of the faces, the first ones, must be those of the earlier run; 0 where it is not known of which
  /// faces it was.
  let checked: Int
  private let path: String
  private let run: SavedRun?

  /// What other ranks know than that which has read the labels.
  init(checked: Int) {
    (labels, path, run) = ([], "", nil)
    self.checked = checked
  }

  /// Reads labels of an earlier run.
  ///
  /// - Parameters:
  ///   - path: of a table that `--tables` has written, whose names are those of faces of this run; or else
  ///     of any file of labels, of the first faces of this run.
  ///   - faces: the faces of this run.
  ///   - labeled: how many of them, the first ones, have labels, where it is known.
  ///   - names: their names, which a table needs.
  ///   - warn: told of what is odd although it can be read.
  /// - Throws: `FileError` when the file cannot be understood, or does not fit the faces.
  init(
    _ path: String, faces: Int, labeled: Int? = nil, names: FaceNames?, warn: (String) -> Void
  ) throws(FileError) {
    self.path = path
    guard !path.lowercased().hasSuffix(".csv") else {
      labels = try Self.byName(path, faces: faces, names, warn: warn)
      (checked, run) = (0, nil)
      return
    }
    let file = try LabelFile(path, faces: labeled, ofFirst: faces)
    try file.checkNumbers()
    file.notices.forEach(warn)
    let count = file.labels.count
    guard count <= faces else {
      throw FileError(
        path,
        "has \(count) labels, but there are only \(faces) faces; it must be of the first faces, or a table "
          + "PREFIX.labels.csv with the names of faces that --names has, too")
    }
    labels = file.labels + [Int](repeating: Labels.unknown, count: faces - count)
    run = try SavedRun(besideLabels: path, warn: warn)
    checked = run == nil ? 0 : count
  }

  /// Refuses labels whose record says that they are of other faces. Labels without a record are taken as
  /// they are.
  ///
  /// - Parameter checksum: of the first faces, as many as are ``checked``.
  func check(checksum: String) throws(FileError) {
    try run?.check(
      labels: path,
      areOf: (
        checked == labels.count ? "these faces" : "the first \(checked) faces",
        "name the files that were clustered first, or go by names: a table PREFIX.labels.csv and --names"
      ), checksum: checksum)
  }

  /// Refuses labels whose record says that they are of other faces, where the faces are not there, but the checksum of
  /// all of them. Labels of only some of the faces are taken as they are, which `warn` is told.
  func check(savedChecksum: String, warn: (String) -> Void) throws(FileError) {
    guard let run else { return }
    guard checked == labels.count else {
      return warn(
        "\(path): is of the first \(checked) faces only, and without the faces it cannot be checked that they "
          + "are those of its record")
    }
    try run.check(
      labels: path,
      areOf: ("the faces of the graph", "name labels of the faces that the graph was made of"),
      checksum: savedChecksum)
  }

  /// The labels by the names of the faces. Where several faces have one name, the first of a name is the
  /// first of that name again, and so on.
  private static func byName(
    _ path: String, faces: Int, _ names: FaceNames?, warn: (String) -> Void
  ) throws(FileError) -> [Int] {
    guard let names else {
      throw FileError(
        path, "has labels by the names of faces; say with --names what the faces are called now")
    }
    let text = try InputFile.plainText(of: path, contents: "labels")
    var clusters: [Int] = []
    try CSVColumn("cluster", path: path).read(text) { (field, line) throws(FileError) in
      guard let number = Int(String(decoding: field, as: UTF8.self)),
        (Labels.unknown...LabelFile.highestNumber).contains(number)
      else {
        throw FileError(
          path,
          "line \(line) has the cluster \"\(String(decoding: field, as: UTF8.self).printable())\"; it "
            + "must be a number, -1 where a face is in none")
      }
      clusters.append(number)
    }
    var earlier: [ArraySlice<UInt8>: [Int]] = [:]
    var row = 0
    try CSVColumn("name", path: path).read(text) { (name, line) throws(FileError) in
      guard String(validating: name, as: UTF8.self) != nil else {
        throw FileError(path, "line \(line) is not UTF-8; save the table in UTF-8")
      }
      earlier[name, default: []].append(clusters[row])
      row += 1
    }
    var seen: [ArraySlice<UInt8>: Int] = [:]
    let found = (0..<faces).map { face in
      let name = names[face]
      guard let labels = earlier[name] else { return Labels.unknown }
      let place = seen[name, default: 0]
      seen[name] = place + 1
      return place < labels.count ? labels[place] : Labels.unknown
    }
    if seen.isEmpty {
      warn(
        "\(path): has none of the names of \(names.path), so no cluster keeps its number; are the names of the same "
          + "kind?")
    }
    return found
  }
}

import ClusterTables
import Storage
import Threads

/// Writes what is known of faces and clusters as tables and as arrays.
struct TableFiles {
  let table: ClusterTable
  /// The cluster of each face, ``Labels/unknown`` for none.
  let labels: [Int]
  /// The numbers of the clusters.
  let numbers: ClusterNumbers
  let names: FaceNames?
  let workers: Workers
  /// Whether each face was attached afterwards; nil where none could be.
  var attached: [Bool]?
  /// How many photos have several faces of each cluster; nil without names, which are those of photos.
  var sharedPhotos: [Int]?
  /// The known labels of clusters, by the clusters; nil where no labels are known.
  var known: [Int: String]?

  /// The faces of a piece that a thread makes text of.
  private static let rowsAtATime = 1 << 14

  /// Writes `PREFIX.labels.csv` and `PREFIX.clusters.csv`, which are left to be committed.
  func writeTables(prefix: String) throws(FileError) -> [AtomicFile] {
    let paths = TableOptions.files(prefix: prefix, ending: "csv")
    return [try writeFaces(paths.faces), try writeClusters(paths.clusters)]
  }

  private func writeFaces(_ path: String) throws(FileError) -> AtomicFile {
    let file = try AtomicFile(path)
    var headings = CSVText(
      headings: [
        "name", "cluster", "similarity", "other_cluster", "other_similarity", "margin", "attached",
      ] + knownHeadings)
    try file.append(headings.take())
    var texts = [[UInt8]](repeating: [], count: workers.count)
    let atATime = workers.count * Self.rowsAtATime
    for start in stride(from: 0, to: labels.count, by: atATime) {
      let faces = start..<min(start + atATime, labels.count)
      texts.withUnsafeMutableBufferPointer { texts in
        // Each piece has a place of its own.
        nonisolated(unsafe) let texts = texts
        workers.forEach(faces, by: Self.rowsAtATime) { part, piece, _ in
          texts[piece] = text(of: part)
        }
      }
      for piece in 0..<Workers.pieces(faces, by: Self.rowsAtATime) { try file.append(texts[piece]) }
    }
    try file.finish()
    return file
  }

  /// The rows of some faces.
  private func text(of faces: Range<Int>) -> [UInt8] {
    var text = CSVText()
    for face in faces {
      append(nameOf: face, to: &text)
      text.append(numbers[labels[face]])
      text.append(Double(table.faces.similarity[face]))
      append(cluster: table.faces.other[face], to: &text)
      text.append(Double(table.faces.otherSimilarity[face]))
      text.append(Double(margin(of: face)))
      text.append(isAttached(face) ? 1 : 0)
      append(knownLabelOf: labels[face], to: &text)
      text.endRow()
    }
    return text.take()
  }

  /// How much more similar a face is to the medoid of its cluster than to that of any other.
  private func margin(of face: Int) -> Float {
    table.faces.similarity[face] - table.faces.otherSimilarity[face]
  }

  private func isAttached(_ face: Int) -> Bool { attached?[face] ?? false }

  private func writeClusters(_ path: String) throws(FileError) -> AtomicFile {
    let file = try AtomicFile(path)
    var text = CSVText(
      headings: [
        "cluster", "size", "medoid", "medoid_name", "mean_cosine", "least_cosine", "tenth_cosine",
        "share_above", "nearest_cluster", "nearest_cosine", "suspicion",
      ] + (sharedPhotos == nil ? [] : ["shared_photos"]) + knownHeadings)
    for number in table.bySuspicion {
      let cluster = table.clusters[number]
      text.append(numbers[number])
      text.append(cluster.size)
      text.append(cluster.medoid)
      append(nameOf: cluster.medoid, to: &text)
      text.append(cluster.meanCosine)
      text.append(Double(cluster.leastCosine))
      text.append(Double(cluster.tenthCosine))
      text.append(cluster.shareAbove)
      append(cluster: cluster.nearest.map { UInt32($0) } ?? ClusterMembers.none, to: &text)
      text.append(Double(cluster.nearestCosine))
      text.append(cluster.suspicion)
      if let sharedPhotos { text.append(sharedPhotos[number]) }
      append(knownLabelOf: number, to: &text)
      text.endRow()
      try file.append(text.take())
    }
    try file.append(text.take())
    try file.finish()
    return file
  }

  private var knownHeadings: [String] { known == nil ? [] : ["known_label"] }

  private func append(knownLabelOf cluster: Int, to text: inout CSVText) {
    guard let known else { return }
    text.append(text: Array((known[cluster] ?? "").utf8)[...])
  }

  private func append(nameOf face: Int, to text: inout CSVText) {
    if let names { text.append(text: names[face]) } else { text.append(face) }
  }

  private func append(cluster: UInt32, to text: inout CSVText) {
    if cluster == ClusterMembers.none {
      text.appendNothing()
    } else {
      text.append(numbers[Int(cluster)])
    }
  }

  // MARK: - Arrays

  /// Writes `PREFIX.labels.npy` and `PREFIX.clusters.npy`, structured arrays of the faces in their order
  /// and of the clusters by falling size, which are left to be committed.
  func writeArrays(prefix: String) throws(FileError) -> [AtomicFile] {
    let paths = TableOptions.files(prefix: prefix, ending: "npy")
    let characters = knownCharacters
    let faces = try NumpyRecords(
      paths.faces,
      fields: [
        ("cluster", "<i8"), ("similarity", "<f4"), ("other_cluster", "<i8"),
        ("other_similarity", "<f4"), ("margin", "<f4"), ("attached", "|b1"),
      ] + knownFields, count: labels.count)
    for face in labels.indices {
      try faces.append {
        $0.append(numbers[labels[face]])
        $0.append(table.faces.similarity[face])
        $0.append(number(table.faces.other[face]))
        $0.append(table.faces.otherSimilarity[face])
        $0.append(margin(of: face))
        $0.append(isAttached(face))
        append(knownLabelOf: labels[face], characters: characters, to: &$0)
      }
    }
    let clusters = try NumpyRecords(
      paths.clusters,
      fields: [
        ("cluster", "<i8"), ("size", "<i8"), ("medoid", "<i8"), ("mean_cosine", "<f8"),
        ("least_cosine", "<f4"),
        ("tenth_cosine", "<f4"), ("share_above", "<f8"), ("nearest_cluster", "<i8"),
        ("nearest_cosine", "<f4"), ("suspicion", "<f8"),
      ] + (sharedPhotos == nil ? [] : [("shared_photos", "<i8")]) + knownFields,
      count: table.clusters.count)
    for (number, cluster) in table.clusters.enumerated() {
      try clusters.append {
        $0.append(numbers[number])
        $0.append(cluster.size)
        $0.append(cluster.medoid)
        $0.append(cluster.meanCosine)
        $0.append(cluster.leastCosine)
        $0.append(cluster.tenthCosine)
        $0.append(cluster.shareAbove)
        $0.append(cluster.nearest.map { numbers[$0] } ?? Labels.unknown)
        $0.append(cluster.nearestCosine)
        $0.append(cluster.suspicion)
        if let sharedPhotos { $0.append(sharedPhotos[number]) }
        append(knownLabelOf: number, characters: characters, to: &$0)
      }
    }
    return [try faces.finish(), try clusters.finish()]
  }

  /// The characters of the longest known label; numpy has no type for an empty text.
  private var knownCharacters: Int {
    max(1, known?.values.lazy.map(\.unicodeScalars.count).max() ?? 1)
  }

  private var knownFields: [(String, String)] {
    known == nil ? [] : [("known_label", "<U\(knownCharacters)")]
  }

  private func append(
    knownLabelOf cluster: Int, characters: Int, to record: inout NumpyRecords.Record
  ) {
    guard let known else { return }
    record.append(known[cluster] ?? "", characters: characters)
  }

  private func number(_ cluster: UInt32) -> Int {
    cluster == ClusterMembers.none ? Labels.unknown : numbers[Int(cluster)]
  }
}

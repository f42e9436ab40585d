import CMemory
import Embeddings
import MPI
import NearestNeighbors
import Storage

/// Gives new faces the clusters of others, whose labels stay as they are. All ranks make one and run it
/// together.
package struct FaceAssignment {
  /// The features are those of the new faces, the truth is the labels of the others.
  package let options: ClusteringOptions
  /// The files of the faces whose clusters are known.
  package let known: [String]
  /// The file of the labels of the new faces.
  package let out: String
  /// By how much a face must be more similar to its cluster than to others.
  package let margin: Double
  /// Whether faces that join no cluster are clustered among themselves.
  package let makesClusters: Bool
  let session: RunSession

  package init(
    options: ClusteringOptions, known: [String], out: String, margin: Double,
    makesClusters: Bool, session: RunSession
  ) {
    (self.options, self.known, self.out, self.margin) = (options, known, out, margin)
    self.makesClusters = makesClusters
    self.session = session
  }

  var world: Communicator { session.world }

  /// The margin unless another is asked for.
  package static let defaultMargin = 0.02

  /// How many faces got a cluster, and how many there are.
  package struct Outcome: Encodable, Sendable {
    package let faces: Int
    package let assigned: Int
    /// The clusters that were there and got faces.
    package let clusters: Int
    /// How many faces are in clusters of new faces alone; nil where none are made.
    package let inNewClusters: Int?
    /// How many such clusters there are.
    package let newClusters: Int?
  }

  private var isRoot: Bool { session.isRoot }

  /// The path of the labels of the known faces.
  private var labelsPath: String { options.truth ?? "" }

  /// Reads, searches, decides and writes. Collective.
  ///
  /// - Returns: on rank 0, what was found; nil elsewhere.
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  package func run() throws -> Outcome? {
    try session.watchingRanks(timeout: options.stallTimeout, run)
  }

  private func run(_ nodes: NodeTopology) throws -> Outcome? {
    try world.agree(.commandLine) { if isRoot { try checkFiles() } }
    let kernel = try world.agree(.commandLine) { try options.searchKernel() }
    let threads = try session.threads(options.threads, on: nodes)
    let (new, old) = try openSources()
    let names = try world.agree { () throws(FileError) -> FaceNames? in
      guard isRoot, let path = options.tables.names else { return nil }
      return try FaceNames(path, column: options.tables.nameColumn, faces: new.faces)
    }
    try planMemory(new: new, old: old, names: names, kernel: kernel, nodes: nodes)
    let labelFile = try readLabels(faces: old.faces)
    let rule = AssignmentRule(
      leastSimilarity: options.minSimilarity, leastMargin: Float(margin))
    let search = SearchSettings(
      k: min(options.k, old.faces), minSimilarity: rule.leastSearched, threads: threads,
      kernel: kernel)
    let known = try world.broadcast(labelFile?.labels ?? [], from: 0)
    var all = try assignments(of: new, to: old, labels: known, by: rule, search, nodes)
    // What the search needed, as far as malloc has kept it.
    give_back_memory()
    let joined = Self.joined(all)
    if makesClusters {
      try clusterRest(of: &all, new, labels: known, search, nodes)
    }
    let clusterNames = ClusterNames(names: labelFile?.names ?? [:], labels: known)
    try session.timer.measure(.write) {
      (
        try world.agree(.whileRunning) { if isRoot { try write(all, names, clusterNames) } },
        bytes: 0
      )
    }
    guard isRoot else { return nil }
    let found = Self.joined(all)
    return Outcome(
      faces: all.count, assigned: joined.faces, clusters: joined.clusters.count,
      inNewClusters: makesClusters ? found.faces - joined.faces : nil,
      newClusters: makesClusters ? found.clusters.subtracting(joined.clusters).count : nil)
  }

  /// How many faces are in clusters, and in which.
  private static func joined(
    _ faces: [AssignmentRule.Assignment]
  ) -> (faces: Int, clusters: Set<Int>) {
    var joined: (faces: Int, clusters: Set<Int>) = (0, [])
    for face in faces where face.cluster != Labels.unknown {
      joined.faces += 1
      joined.clusters.insert(face.cluster)
    }
    return joined
  }

  /// Searches the new faces among the others and decides which clusters they join. The faces are in memory only
  /// here. Collective.
  ///
  /// - Parameter labels: those of the others.
  /// - Returns: on rank 0, for each new face; nothing elsewhere.
  private func assignments(
    of new: Source, to old: Source, labels: [Int], by rule: AssignmentRule,
    _ search: SearchSettings, _ nodes: NodeTopology
  ) throws -> [AssignmentRule.Assignment] {
    let faces = try load(old, nodes, threads: search.threads)
    try world.agree { if isRoot { try checkRecord(checksum: faces.checksum) } }
    let queries = try load(new, nodes, threads: search.threads)
    let lists = try session.timer.measure(.neighbors) {
      let lists = try QuerySearch(search).neighbors(
        of: queries.shards, among: faces.shards, world: world
      ) { session.progress("neighbors", $0) }
      return (lists, bytes: 0)
    }
    let own = (0..<lists.count).map { rule.assignment(lists[$0], labels: labels) }
    return try world.gather(varying: own, to: 0)?.elements ?? []
  }

  private func checkFiles() throws {
    var files = RunFiles()
    try files.read(faces: options.features, as: "NEW")
    try files.read(faces: known, as: "--to")
    for list in options.featureLists { files.read(list, as: "the list of files") }
    files.read(labels: options.truth, as: "--labels")
    files.read(options.tables.names, as: "--names")
    try files.write(out, as: "--out")
    if let table { try files.write(table, as: "--tables") }
    try files.check()
  }

  /// The file of the table of the new faces.
  private var table: String? {
    options.tables.tables.map { TableOptions.files(prefix: $0, ending: "csv").faces }
  }

  private func openSources() throws -> (new: Source, old: Source) {
    var others = options
    others.features = known
    let new = try session.openSource(options)
    let old = try session.openSource(others)
    try world.agree {
      guard new.dimension == old.dimension else {
        throw FileError(
          new.name,
          "has \(new.dimension) columns, but \(old.name) has \(old.dimension); both must be embeddings of "
            + "one model")
      }
    }
    return (new, old)
  }

  /// The labels of the known faces, on rank 0; nil elsewhere.
  private func readLabels(faces: Int) throws -> LabelFile? {
    try world.agree { () throws(FileError) -> LabelFile? in
      guard isRoot else { return nil }
      let file = try LabelFile(labelsPath, faces: faces)
      try file.checkKnown()
      if makesClusters, file.names.isEmpty { try file.checkNumbers() }
      try file.checkLines()
      file.notices.forEach(session.warn)
      return file
    }
  }

  private func load(
    _ source: Source, _ nodes: NodeTopology, threads: Int
  ) throws -> LoadedFaces {
    try session.load(
      source, ShardLayout(faces: source.faces, ranks: world.size), nodes, threads: threads)
  }

  /// Refuses labels whose record says that they are of other faces. Labels without a record are taken as
  /// they are.
  private func checkRecord(checksum: String) throws(FileError) {
    try SavedRun(besideLabels: labelsPath, warn: session.warn)?.check(
      labels: labelsPath,
      areOf: (
        "the faces of \(known.joined(separator: ", "))", "give --to the file that was clustered"
      ), checksum: checksum)
  }

  /// The rows of the table that are in memory at a time.
  private static let rowsAtATime = 1 << 14

  private func write(
    _ faces: [AssignmentRule.Assignment], _ names: FaceNames?, _ clusters: ClusterNames
  ) throws(FileError) {
    let labels = try AtomicFile(out)
    for face in faces { try labels.append(clusters[face.cluster] + [UInt8(ascii: "\n")]) }
    guard let table else { return try labels.commit() }
    let file = try AtomicFile(table)
    var text = CSVText(headings: [
      "name", "cluster", "similarity", "other_cluster", "other_similarity", "margin",
    ])
    for (number, face) in faces.enumerated() {
      if let names { text.append(text: names[number]) } else { text.append(number) }
      text.append(text: clusters[face.cluster][...])
      text.append(Double(face.similarity))
      if face.other == Labels.unknown {
        text.appendNothing()
      } else {
        text.append(text: clusters[face.other][...])
      }
      text.append(Double(face.otherSimilarity))
      text.append(Double(face.similarity) - Double(face.otherSimilarity))
      text.endRow()
      if (number + 1).isMultiple(of: Self.rowsAtATime) { try file.append(text.take()) }
    }
    try file.append(text.take())
    try AtomicFile.commit([labels, file])
  }
}

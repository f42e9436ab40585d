import Embeddings
import MPI
import NearestNeighbors
import Storage
import Thumbnails

/// What is known of a run before faces are read.
struct RunPlan {
  let nodes: NodeTopology
  /// Where the faces come from.
  let source: Source
  /// The true class of each face, on rank 0, where they are known.
  let truth: [Int]?
  /// The labels of an earlier run, where clusters keep their numbers.
  let earlier: EarlierLabels?
  /// The names of the faces, on rank 0, where they are needed.
  let names: FaceNames?
  /// The sweep whose curves the report shows, on rank 0, where there is one.
  let savedSweep: SweepReport?
  /// What is said of which faces are of one person; nil where nothing is.
  let constraints: RunConstraints?
  let layout: ShardLayout
  private(set) var search: SearchSettings
  /// Whether ranks read each other's rows where they are.
  let inPlace: Bool

  /// Whether each rank clusters graphs by itself.
  var sweeps = false
  /// A graph of the first faces, where only the others are to be searched.
  var known: KnownGraph?

  /// The threads of this rank while all ranks work.
  var threads: Int { search.threads }

  /// This plan with another search.
  func searching(_ search: SearchSettings) -> RunPlan {
    var plan = self
    plan.search = search
    return plan
  }
}

extension Pipeline {
  /// Finds out before the work that the results can be written, and keeps other runs from the
  /// checkpoint. Collective.
  ///
  /// - Returns: on rank 0, what keeps others away as long as it lives; nil without a checkpoint.
  func lockFiles() throws -> CheckpointLock? {
    try world.agree(.commandLine) { if isRoot { try checkFiles() } }
    let lock = try world.agree(.whileRunning) {
      isRoot ? try options.checkpoint.map(CheckpointLock.init) : nil
    }
    if let folder = options.checkpoint, lock?.isHeld == false {
      session.warn(
        "\(folder): the file system knows no locks; see that no other run uses the checkpoint")
    }
    return lock
  }

  /// Opens files beside the faces, decides how to search, and refuses what cannot fit in memory. Collective.
  ///
  /// - Parameters:
  ///   - source: the faces.
  ///   - sweeps: whether each rank is to cluster graphs by itself, after a calibration.
  ///   - known: a graph of the first faces, where only the others are to be searched.
  func makePlan(
    _ nodes: NodeTopology, of source: Source, sweeps: Bool = false, known: KnownGraph? = nil
  ) throws -> RunPlan {
    let threads = try session.threads(options.threads, on: nodes)
    try world.agree(.commandLine) { try checkMethods(source) }
    let truth = try world.agree { try isRoot ? source.truth(options, warn: session.warn) : nil }
    let names = try world.agree { try isRoot ? faceNames(source.faces) : nil }
    let savedSweep = try savedSweep(source)
    let earlier = try earlierLabels(source, names)
    try world.agree { try known?.check(source, labeled: earlier?.checked ?? 0) }
    let constraints = try RunConstraints(
      options.constraints, names: names, faces: source.faces,
      isNeeded: nodes.node.rank == 0 || options.readsEdges(rank: world.rank), world: world)
    constraints?.notices.forEach(session.warn)
    let layout = ShardLayout(faces: source.faces, ranks: world.size)
    let kernel = try world.agree(.commandLine) {
      try options.check()
      return try options.searchKernel()
    }
    let search = SearchSettings(
      k: min(options.k, source.faces), minSimilarity: options.searchedSimilarity, threads: threads,
      kernel: kernel)
    let inPlace = try Shards.canBeInPlace(
      layout: layout, dimension: source.dimension, settings: search, nodes: nodes)
    let plan = RunPlan(
      nodes: nodes, source: source, truth: truth, earlier: earlier, names: names,
      savedSweep: savedSweep, constraints: constraints, layout: layout, search: search,
      inPlace: inPlace, sweeps: sweeps, known: known)
    try planMemory(plan)
    if isRoot { tell(of: plan) }
    return plan
  }

  /// The names of so many faces, where some are named.
  func faceNames(_ faces: Int) throws(FileError) -> FaceNames? {
    guard let path = options.tables.names else { return nil }
    return try FaceNames(path, column: options.tables.nameColumn, faces: faces)
  }

  /// The sweep of some faces whose curves are shown, if there is one: on rank 0. Collective.
  func savedSweep(_ source: Source) throws -> SweepReport? {
    try world.agree {
      try isRoot
        ? SweepReport(options.tables.sweep, faces: source.faces, dimension: source.dimension) : nil
    }
  }

  /// The labels of an earlier run, if there are any to keep. Collective.
  func earlierLabels(_ source: Source, _ names: FaceNames?) throws -> EarlierLabels? {
    guard let path = options.earlierLabels else { return nil }
    let read = try world.agree {
      try isRoot
        ? EarlierLabels(
          path, faces: source.faces, labeled: options.earlierFeatures.flatMap(source.faces),
          names: names, warn: session.warn) : nil
    }
    let count = try world.broadcast([read?.checked ?? 0], from: 0)[0]
    return read ?? EarlierLabels(checked: count)
  }

  /// Warns of what makes this run slower or other than it was meant.
  private func tell(of plan: RunPlan) {
    if !plan.inPlace, world.size > 1, plan.nodes.nodeCount == 1 {
      session.warn(
        "/dev/shm has no room for the faces, or the ranks of a node do not have the same, so ranks send "
          + "their rows instead of sharing them, which takes time and memory; make it larger (--shm-size "
          + "of Docker), or let containers share it (--ipc)")
    }
    if plan.search.kernel == .blas, BLASCore.isBelowCPU {
      session.warn(
        "OpenBLAS runs its \(BLASCore.name) kernels, which are slower than this CPU; set "
          + "\(BLASCore.variable)=SKYLAKEX (AVX-512) or HASWELL (AVX2)")
    }
    for options in options.compared ?? [options] {
      if let notice = options.preset.flatMap({
        ClusteringMethods.notice(of: options.method, for: $0)
      }) {
        session.warn("--preset: \(notice)")
      }
    }
    warnOfPictures()
    if options.k > plan.source.faces {
      session.warn(
        "k is \(options.k), but there are only \(plan.source.faces) faces; all of them are compared"
      )
    }
  }

  /// Warns of a report that cannot have thumbnails.
  func warnOfPictures() {
    if isRoot, options.tables.images != nil, !Thumbnail.areMade {
      session.warn(
        "this program was built without the libraries that read pictures, so the report only links to them, as "
          + "--link-images does; for thumbnails call scripts/install-dependencies formats and build it again"
      )
    }
  }

  /// Checks that the results can be written, and over nothing that is needed.
  private func checkFiles() throws {
    var files = RunFiles()
    try files.read(faces: options.features, as: "FEATURES")
    for list in options.featureLists { files.read(list, as: "the list of files") }
    files.read(options.truth, as: "--truth")
    for path in options.fromEdges.map(SavedGraph.files(prefix:)) ?? [] {
      files.read(path, as: "--from-edges")
    }
    for path in options.knownEdges.map(SavedGraph.files(prefix:)) ?? [] {
      files.read(path, as: "--to-edges")
    }
    files.read(options.calibrationFile, as: "--calibration")
    files.read(options.tables.names, as: "--names")
    files.read(options.tables.sweep, as: "--sweep")
    files.read(
      labels: options.earlierLabels,
      as: options.startsFromEarlierLabels ? "--labels" : "--keep-labels")
    for (path, option) in options.constraints?.files ?? [] { files.read(path, as: option) }
    try PictureFolder.check(options.tables.images, option: "--images")
    try PictureFolder.check(options.tables.linkedImages, option: "--link-images")
    for (path, option) in options.outputs { try files.write(path, as: option) }
    if let folder = options.checkpoint {
      files.write(folder: folder, as: "--checkpoint", where: Checkpoint.isOwn)
    }
    try files.check()
    if let folder = options.checkpoint { try Checkpoint.prepare(folder) }
  }
}

import Clustering
import Embeddings
import FaceClustering
import Infomap
import Storage

/// What belongs together on a command line, and what follows from it.
extension Arguments {
  /// Checks that the first word is not a misspelt command.
  func check(isCommandMisspelt isFile: (String) -> Bool) throws(Failure) {
    guard let word = wordForCommand, !word.contains(where: { "./".contains($0) }) else { return }
    let names = Command.allCases.map(\.rawValue) + ["help"]
    guard !isFile(word) else { return }
    if let near = Suggestion.nearest(to: word, among: names + ["--version"]) {
      throw Failure(
        .commandLine, "there is no command and no file \"\(word)\"; did you mean \(near)?")
    }
    guard files.count > 1 else { return }
    throw Failure(
      .commandLine,
      "there is no command and no file \"\(word)\"; there are the commands "
        + names.joined(separator: ", "))
  }

  /// Checks what belongs together and fills in what follows from it.
  mutating func complete() throws(Failure) {
    try checkFiles()
    try checkCombinations()
    try checkEndings()
    if command == .infomap { try completeNetwork() }
    options.features = command == .update ? knownFaces + files : files
    if command == .update {
      // What is said of the old faces is where the run begins, not the truth.
      (options.earlierLabels, options.truth) = (options.truth, nil)
      options.startsFromEarlierLabels = true
      options.earlierFeatures = knownFaces.count
    }
    if command == .compare { try takeCompared() } else { try takeSettings() }
    options.labels = [.cluster, .update, .plan].contains(command) ? out ?? options.labels : nil
    if let labels = options.labels, options.record == nil {
      options.record = RunRecord.path(besideLabels: labels)
    }
    if options.search == .approximate {
      options.recall = options.recall ?? ClusteringOptions.defaultRecall
    }
    if isSynthetic || command == .generate {
      options.faces = options.faces ?? SyntheticFaces.defaultCount
    }
    try options.check()
  }

  private func checkFiles() throws(Failure) {
    if [.cluster, .compare].contains(command), files.isEmpty, !isSynthetic, options.fromEdges == nil
    {
      throw Failure(
        .commandLine,
        "no file of faces is given; name one (face-cluster-mpi faces.npy), or take --synthetic to "
          + "\(command.rawValue) synthetic faces")
    }
    let expected = command.files
    guard expected.contains(files.count) else {
      let least = max(1, expected.lowerBound)
      let right = expected.upperBound == .max ? least : expected.upperBound
      let number =
        right == 0
        ? "no file"
        : "\(right) file\(right == 1 ? "" : "s")" + (expected.upperBound == .max ? " or more" : "")
      throw Failure(
        .commandLine,
        "\(command.rawValue) takes \(number), not \(files.count); call it as: face-cluster-mpi \(command.usage.call)"
      )
    }
    if files.contains("") {
      throw Failure(.commandLine, "the name of a file is empty; is a shell variable not set?")
    }
    if files.contains("-") {
      throw Failure(
        .commandLine,
        "- does not mean standard input here; write ./- for a file of that name")
    }
    if options.fromEdges != nil {
      try checkSavedGraph()
    }
    // The graph decides them, and new faces are always searched exactly, in little time.
    try refuse(
      [
        "--k", "--min-sim", "--calibration", "--preset", "--weights", "--search", "--recall",
        "--checkpoint",
      ], with: "--to-edges")
    try refuse(["--preset"], with: "--calibration")
    if given("--calibration"), minSimilarity != nil {
      throw Failure(
        .commandLine, "--calibration has the least cosine of an edge; leave out --min-sim, or that")
    }
    if isSynthetic, !files.isEmpty {
      throw Failure(
        .commandLine, "--synthetic cannot be combined with a file of faces; leave one of them out")
    }
  }

  /// Checks what belongs together with a graph that has been searched already.
  private func checkSavedGraph() throws(Failure) {
    // Calibrated clusters are joined by what their faces are.
    let mayLookAtFaces =
      options.method == ClusteringMethods.defaultName
      && (options.weights == .calibrated || !given("--weights"))
      || ClusteringMethods.looksAtFaces(options.method)
      || Self.optionsOnFaces.contains(where: given)
    if !mayLookAtFaces, let file = files.first {
      throw Failure(
        .commandLine,
        "nothing looks at the faces of \(file) beside --from-edges; leave them out, or ask for what needs them: "
          + Self.optionsOnFaces.joined(separator: ", "))
    }
    try refuse(
      Self.searchOptions.filter { $0 != "--dim" || files.isEmpty }, with: "--from-edges")
  }

  /// What decides a graph, or is of use while one is searched.
  private static let searchOptions = [
    "--synthetic", "--faces", "--dim", "--k", "--min-sim", "--calibration", "--preset", "--search",
    "--recall", "--kernel", "--checkpoint", "--edges",
  ]

  /// What looks at faces once there are clusters.
  private static let optionsOnFaces = ["--attach", "--tables", "--arrays", "--report"]

  private func checkCombinations() throws(Failure) {
    if [.cluster, .compare].contains(command) { try require("--synthetic", with: "--faces") }
    if command == .knn, options.edges == nil {
      throw Failure(.commandLine, "knn needs --edges PREFIX, where to write the edges")
    }
    if command == .plan { try checkPlan() }
    try refuse(["--quiet"], with: "--verbose")
    if options.search != .approximate, given("--recall") {
      throw Failure(.commandLine, "--recall needs --search approximate; an exact search finds all")
    }
    try checkMethod()
    try checkWeights()
    try checkTables()
    try checkConstraints()
    try checkNetwork()
    try refuse(
      [
        "--dim", "--faces", "--intrinsic-dim", "--confusable", "--cosine", "--sizes",
        "--size-spread",
      ], with: "--nodes")
    for option in ["--links", "--mixing"] { try require("--nodes", with: option) }
    if isSynthetic || command == .generate, let dimension = options.dimension, dimension < 2 {
      throw Failure(.commandLine, "--dim must be at least 2 for synthetic faces")
    }
    if let intrinsicDimension,
      intrinsicDimension > options.dimension ?? SyntheticFaces.defaultDimension
    {
      throw Failure(.commandLine, "--intrinsic-dim cannot be more than --dim")
    }
  }

  private func checkPlan() throws(Failure) {
    for option in ["--faces", "--dim"] where !given(option) {
      throw Failure(
        .commandLine, "plan needs \(option); call it as: face-cluster-mpi \(command.usage.call)")
    }
    if let ranksPerNode, ranksPerNode > plannedRanks {
      throw Failure(
        .commandLine,
        "--ranks-per-node \(ranksPerNode) is more than there are: --ranks \(plannedRanks)")
    }
  }

  /// Takes the settings of the one method that runs.
  private mutating func takeSettings() throws(Failure) {
    var settings = options
    if options.method != ClusteringMethods.defaultName, given("--directed") {
      settings.parameters[directionParameter] = 1
    }
    if let most = sweep.neighbors.max() {
      guard k == nil else {
        throw Failure(.commandLine, "--ks cannot be combined with --k; leave one of them out")
      }
      k = most
    }
    try settle(&settings, k: k, minSimilarity: minSimilarity)
    if calibratesSimilarity,
      ClusteringMethods.leastSimilarity(of: settings.method, settings.parameters) != nil
    {
      throw Failure(
        .commandLine,
        "--min-sim auto may leave out edges that --method \(settings.method) needs; leave it out")
    }
    settings.calibratesSimilarity =
      [.cluster, .knn, .update, .plan].contains(command) && options.fromEdges == nil
      && (calibratesSimilarity || minSimilarity == nil && !settlesSimilarity(settings))
    settings.hasFreeTrials =
      !given("--trials") && settings.method == ClusteringMethods.defaultName
      && settings.infomap == .root && (settings.calibratesSimilarity || settings.fromEdges != nil)
    if given("--calibration"), !settings.calibratesSimilarity {
      throw Failure(
        .commandLine,
        "--calibration decides nothing with --method \(settings.method), which says itself which edges it "
          + "needs; leave it out")
    }
    let mayWeigh = !given("--weights") && settings.method == ClusteringMethods.defaultName
    settings.takesSavedWeights = mayWeigh && settings.fromEdges != nil
    if mayWeigh, settings.calibratesSimilarity, command != .knn { settings.weights = .calibrated }
    options = settings
  }

  /// Refuses options of methods other than the one that is named.
  private func checkMethod() throws(Failure) {
    let method = options.method
    let known = Set(ClusteringMethods.parameters(of: method).map(\.name))
    for parameter in ClusteringMethods.parameters where !known.contains(parameter.name) {
      let owners = ClusteringMethods.names.filter {
        ClusteringMethods.parameters(of: $0).contains { $0.name == parameter.name }
      }
      guard given("--\(parameter.name)") else { continue }
      throw Failure(
        .commandLine,
        "--\(parameter.name) is not a parameter of --method \(method); it belongs to "
          + owners.joined(separator: ", "))
    }
    let trees = ClusteringMethods.makingDendrograms
    if given("--dendrogram"), !trees.contains(method) {
      throw Failure(
        .commandLine,
        "--dendrogram needs a --method that makes a tree of clusters: "
          + trees.joined(separator: ", "))
    }
    if let problem = ClusteringMethods.problem(of: method, options.parameters) {
      throw Failure(.commandLine, problem)
    }
    try checkFaceMethod()
    guard method != ClusteringMethods.defaultName else { return }
    let directions =
      ClusteringMethods.takingDirection.contains(method) ? ["--directed", "--undirected"] : []
    if let option = Self.infomapOptions.first(where: { given($0) && !directions.contains($0) }) {
      throw Failure(
        .commandLine,
        "\(option) is an option of --method \(ClusteringMethods.defaultName) only, not of \(method)"
      )
    }
  }

  /// Refuses what calibrated weights decide themselves.
  private func checkWeights() throws(Failure) {
    guard options.weights == .calibrated else { return }
    if minSimilarity != nil || preset != nil {
      throw Failure(
        .commandLine,
        "--weights calibrated finds the least cosine of an edge itself; leave out "
          + "\(preset == nil ? "--min-sim" : "--preset"), or take --weights cosine")
    }
  }

  /// Refuses what decides a graph with a method that looks at none.
  private func checkFaceMethod() throws(Failure) {
    let method = options.method
    if command == .sweep, ClusteringMethods.needsGraph(method),
      !ClusteringMethods.onAnyEdges.contains(method)
    {
      throw Failure(
        .commandLine,
        "--method \(method) needs all edges, whatever their similarity, so that thresholds decide nothing; compare its "
          + "own parameter: face-cluster-mpi compare FEATURES --methods …")
    }
    guard !ClusteringMethods.needsGraph(method) else { return }
    if command == .sweep || options.fromEdges != nil {
      throw Failure(
        .commandLine,
        "--method \(method) looks at the faces, not at a graph; call it as: face-cluster-mpi FEATURES "
          + "--method \(method)")
    }
    let others = ["--k", "--min-sim", "--calibration", "--search", "--recall", "--edges"]
    if let other = others.first(where: given) {
      throw Failure(
        .commandLine,
        "\(other) is of no use with --method \(method), which searches no neighbors; leave it out")
    }
  }

  private func checkTables() throws(Failure) {
    if command == .assign || command == .update {
      for option in ["--to", "--truth", "--out"] where !given(option) {
        throw Failure(
          .commandLine,
          "\(command.rawValue) needs \(option == "--truth" ? "--labels" : option); call it as: face-cluster-mpi "
            + command.usage.call)
      }
    }
    if command == .assign, calibratesSimilarity {
      throw Failure(
        .commandLine,
        "assign calibrates nothing; leave --min-sim auto out for that of the record beside the labels, or give "
          + "a number")
    }
    try require("--attach", with: "--attach-probability")
    try refuse(["--dendrogram"], with: "--attach")
    try require("--names", with: "--name-column")
    if command == .cluster { try require("--keep-labels", with: "--changes") }
    let goesByNames = options.earlierLabels?.lowercased().hasSuffix(".csv") ?? false
    if goesByNames { try require("--names", with: "--keep-labels") }
    let takers = ["--tables", "--report", "--same", "--different", "--different-photo"]
    if given("--names"), !takers.contains(where: given), !goesByNames {
      throw Failure(
        .commandLine,
        "--names needs --tables or --report, which have the names, or --same, --different or "
          + "--different-photo, which go by them")
    }
    try require("--report", with: "--sweep")
    for option in ["--images", "--link-images"] {
      try require("--report", with: option)
      try require("--names", with: option)
    }
    try refuse(["--link-images"], with: "--images")
  }

  /// Refuses what is said of faces where it could not be held.
  private func checkConstraints() throws(Failure) {
    try require("--names", with: "--different-photo")
    let constraints = ["--same", "--different", "--different-photo", "--known"]
    guard let option = constraints.first(where: given) else { return }
    guard ClusteringMethods.needsGraph(options.method) else {
      throw Failure(
        .commandLine,
        "\(option) cannot be held by --method \(options.method), which looks at the faces and has no edges by "
          + "which to move them; take \(ClusteringMethods.defaultName) or another method on a graph"
      )
    }
    if given("--dendrogram") {
      throw Failure(
        .commandLine,
        "\(option) cannot be combined with --dendrogram, from whose tree the labels would not be cut; leave "
          + "one of them out")
    }
  }

  /// What only Infomap is told.
  private static let infomapOptions = [
    "--directed", "--undirected", "--trials", "--infomap", "--preferred-number-of-modules",
    "--weights",
  ]

  private func checkNetwork() throws(Failure) {
    try refuse(["--directed"], with: "--undirected")
    try refuse(
      ["--recorded-teleportation", "--to-nodes", "--teleportation-probability"],
      with: "--undirected")
    try require("--cluster-data", with: "--no-infomap")
    // They say how to search, and nothing is searched.
    try refuse(["--trials", "--seed", "--preferred-number-of-levels"], with: "--no-infomap")
    try refuse(
      ["--two-level", "--preferred-number-of-modules"], with: "--preferred-number-of-levels")
    if options.infomap == .distributed,
      let other = ["--cluster-data", "--preferred-number-of-modules", "--entropy-corrected"]
        .first(where: given)
    {
      throw Failure(
        .commandLine,
        "\(other) cannot be combined with --infomap distributed; take --infomap root")
    }
  }

  /// Checks names whose endings say what is in the files.
  private func checkEndings() throws(Failure) {
    switch command {
    case .generate where nodes == nil:
      try check(ending: files[0], of: "the file of faces", among: [".bin", ".npy"])
    case .infomap:
      if let out, !OutputPath.isNameOfDevice(out) {
        try check(ending: out, of: "--out", among: PartitionFormat.allCases.map(\.ending))
      }
      if let data = network.clusterData {
        try check(ending: data, of: "--cluster-data", among: [".clu", ".tree", ".ftree"])
      }
    default:
      break
    }
  }

  private func check(ending path: String, of what: String, among endings: [String]) throws(Failure)
  {
    guard !endings.contains(where: path.hasSuffix) else { return }
    let names = endings.dropLast().joined(separator: ", ") + " or " + endings.last!
    throw Failure(.commandLine, "\(what), \(path): the name must end in \(names)")
  }

  mutating func take(directed: Bool) {
    options.directed = directed
    network.directed = directed
  }

  /// Takes something that is said of faces.
  mutating func constrain(_ change: (inout ConstraintOptions) -> Void) {
    var constraints = options.constraints ?? ConstraintOptions()
    change(&constraints)
    options.constraints = constraints
  }

  func given(_ option: String) -> Bool { values[option] != nil }

  /// Refuses options together with one that they make no sense with.
  private func refuse(_ others: [String], with option: String) throws(Failure) {
    guard given(option), let other = others.first(where: given) else { return }
    throw Failure(.commandLine, "\(other) cannot be combined with \(option); leave one of them out")
  }

  private func require(_ other: String, with option: String) throws(Failure) {
    guard given(option), !given(other) else { return }
    throw Failure(.commandLine, "\(option) needs \(other)")
  }
}

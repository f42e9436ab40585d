import Clock
import Embeddings
import MPI
import NearestNeighbors
import Storage

/// What a search has found, as lists or edges of a rank's faces or as edges of all, and what there is
/// to say of it.
struct SearchOutcome<Result> {
  let result: Result
  var report: SearchReport
}

/// What a rank has to say of its search.
struct SearchReport {
  /// The checksum of the faces, hexadecimal.
  var checksum = ""
  var cost = SearchCost()
  /// What saving took on this rank, with a checkpoint.
  var savingSeconds: Double?
  /// What an approximate search found.
  var approximation: ApproximateSearch.Outcome?
}

/// What a rank knows of the neighbors of its faces.
enum RankNeighbors {
  /// Their edges are to be saved where there is a checkpoint.
  case lists(NeighborLists, Checkpoint?)
  /// A checkpoint has the edges already.
  case saved(DirectedEdges)
}

extension Pipeline {
  /// The neighbors of this rank's faces: searched, or as far as a checkpoint has them, from there. The
  /// stage `neighbors`. Collective.
  ///
  /// - Parameter manifest: what a checkpoint must be of.
  func findNeighbors(
    by search: SearchSettings, of shards: Shards, manifest: CheckpointManifest
  ) throws -> SearchOutcome<RankNeighbors> {
    guard let folder = options.checkpoint else {
      let (lists, report) = try timer.measure(.neighbors) {
        let found = try neighbors(by: search, of: shards, checkpoint: nil)
        guard let found else { preconditionFailure("only a checkpoint stops a search") }
        return (found, bytes: found.report.cost.bytes)
      }
      return SearchOutcome(result: .lists(lists, nil), report: report)
    }
    let checkpoint = try Checkpoint(folder, of: manifest, world: world, warn: session.warn)
    if let (edges, approximation) = try checkpoint.savedEdges() {
      session.note("the edges are taken from \(folder)")
      timer.measure(.neighbors) { ((), bytes: 0) }
      return SearchOutcome(result: .saved(edges), report: .init(approximation: approximation))
    }
    let (lists, report) = try timer.measure(.neighbors) {
      let found = try searchSaving(search, of: shards, checkpoint)
      return (found, bytes: found.report.cost.bytes)
    }
    return SearchOutcome(result: .lists(lists, checkpoint), report: report)
  }

  /// Searches as the options say; nil, on all ranks, if the checkpoint of any made the search stop. Collective.
  private func neighbors(
    by search: SearchSettings, of shards: Shards, checkpoint: (any SearchCheckpoint)?
  ) throws -> (lists: NeighborLists, report: SearchReport)? {
    switch options.search {
    case .exact:
      try RingSearch(search).neighbors(
        of: shards, world: world, checkpoint: checkpoint, progress: show
      ).map { ($0.lists, SearchReport(cost: $0.cost)) }
    case .approximate:
      try ApproximateSearch(search, recall: options.searchedRecall)
        .neighbors(of: shards, world: world, checkpoint: checkpoint, progress: show)
        .map { ($0.lists, SearchReport(cost: $0.cost, approximation: $0.outcome)) }
    }
  }

  /// The edges to these neighbors, which a checkpoint saves. The stage `edges`. Collective.
  func edges(to found: SearchOutcome<RankNeighbors>) throws -> SearchOutcome<DirectedEdges> {
    try timer.measure(.edges) {
      switch found.result {
      case .saved(let edges): return (SearchOutcome(result: edges, report: found.report), bytes: 0)
      case .lists(let lists, let checkpoint):
        var edges = SearchOutcome(result: DirectedEdges(lists), report: found.report)
        guard let checkpoint else { return (edges, bytes: 0) }
        let start = Moment.now
        try timer.phase("save") { try checkpoint.save(edges.result, found.report.approximation) }
        edges.report.savingSeconds = (edges.report.savingSeconds ?? 0) + start.secondsAgo
        if try world.allReduce(session.signals.hasArrived, with: .logicalOr) { throw stopped() }
        session.signals.deferNoLonger()
        return (edges, bytes: 0)
      }
    }
  }

  private func searchSaving(
    _ search: SearchSettings, of shards: Shards, _ checkpoint: Checkpoint
  ) throws -> (lists: NeighborLists, report: SearchReport) {
    let stop = try StopAgreement(world: world) { [signals = session.signals] in
      signals.hasArrived
    }
    let saving = try checkpoint.neighbors(
      of: shards.layout, stop: stop, signals: session.signals)
    if !saving.comparedPairs.isEmpty {
      session.note("going on from what is saved in \(checkpoint.folder)")
    }
    let found = try neighbors(by: search, of: shards, checkpoint: saving)
    _ = try stop.settle()
    if found == nil { saving.save() }
    try world.agree(.whileRunning) {
      guard let problem = saving.problem else { return }
      throw FileError(
        problem.path,
        "\(problem.problem); what was saved before is kept: run the same command again to go on")
    }
    guard var found else { throw stopped() }
    found.report.savingSeconds = saving.savingSeconds
    return found
  }

  private func show(_ phase: SearchPhase, _ share: Double) {
    let (name, title) =
      switch phase {
      case .ordering: ("order", "neighbors: order of the faces")
      case .selecting: ("select", "neighbors: groups to compare")
      case .comparing: ("compare", "neighbors")
      }
    timer.passed(in: name)
    session.progress(title, share)
  }

  private func stopped() -> Failure {
    Failure(.stopped, "stopped by a signal in the stage neighbors; \(advice ?? "")")
  }

  /// How the work of a run that ends early would be saved; nil where it is, or cannot be.
  var remedy: String? {
    options.checkpoint == nil && options.fromEdges == nil
      ? "with --checkpoint the work would be saved" : nil
  }

  /// How to go on with a run that ends early; nil without a checkpoint.
  var advice: String? {
    options.checkpoint.map(StopSignals.advice)
  }
}

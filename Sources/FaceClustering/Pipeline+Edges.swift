import Dispatch
import Embeddings
import MPI
import NearestNeighbors
import Storage

/// The edges of a rank's faces and what they cost.
struct FoundEdges {
  let edges: DirectedEdges
  let cost: RingSearch.Cost
  /// What saving took on this rank.
  var savingSeconds: Double?
  /// What an approximate search has to say.
  var approximation: ApproximateSearch.Outcome?
}

extension Pipeline {
  /// The edges of this rank's faces: searched, or as far as a checkpoint has them, from there. The
  /// stages `neighbors` and `edges`. Collective.
  ///
  /// - Parameter manifest: what a checkpoint must be of.
  func findEdges(
    by search: RingSearch, of shards: Shards, manifest: CheckpointManifest
  ) throws -> FoundEdges {
    guard options.search == .exact else {
      let approximate = ApproximateSearch(exact: search, recall: options.recall)
      let (lists, cost, outcome) = try timer.measure("neighbors") {
        try approximate.neighbors(of: shards, world: world, progress: show)
      }
      timer.count(bytes: cost.bytes)
      let edges = timer.measure("edges") { DirectedEdges(lists) }
      return FoundEdges(edges: edges, cost: cost, approximation: outcome)
    }
    guard let folder = options.checkpoint else {
      let found = try timer.measure("neighbors") {
        try search.neighbors(of: shards, world: world, progress: show)
      }
      guard let found else { preconditionFailure("only a checkpoint stops a search") }
      timer.count(bytes: found.cost.bytes)
      return FoundEdges(
        edges: timer.measure("edges") { DirectedEdges(found.lists) }, cost: found.cost)
    }
    let checkpoint = try Checkpoint(folder, of: manifest, world: world, warn: warn)
    if let saved = try checkpoint.savedEdges() {
      if world.rank == 0 { note("the edges are taken from \(folder)") }
      timer.measure("neighbors") {}
      timer.measure("edges") {}
      return FoundEdges(edges: saved, cost: RingSearch.Cost())
    }
    let (lists, cost, saving) = try timer.measure("neighbors") {
      try searchSaving(search, of: shards, checkpoint)
    }
    timer.count(bytes: cost.bytes)
    let (edges, savingEdges) = try timer.measure("edges") {
      let edges = DirectedEdges(lists)
      let start = DispatchTime.now()
      try checkpoint.save(edges)
      return (edges, start.secondsAgo)
    }
    if try world.allReduce(signals.hasArrived, with: .logicalOr) { throw stopped() }
    signals.deferNoLonger()
    return FoundEdges(edges: edges, cost: cost, savingSeconds: saving + savingEdges)
  }

  private func searchSaving(
    _ search: RingSearch, of shards: Shards, _ checkpoint: Checkpoint
  ) throws -> (NeighborLists, RingSearch.Cost, savingSeconds: Double) {
    let stop = try StopAgreement(world: world) { [signals] in signals.hasArrived }
    let saving = try checkpoint.neighbors(
      of: shards.layout.range(of: world.rank), among: shards.layout.faces, stop: stop,
      signals: signals)
    if world.rank == 0, !saving.comparedPairs.isEmpty {
      note("going on from what is saved in \(checkpoint.folder)")
    }
    let found = try search.neighbors(
      of: shards, world: world, checkpoint: saving, progress: show)
    _ = try stop.settle()
    if found == nil { saving.save() }
    try world.agree(.whileRunning) {
      guard let problem = saving.problem else { return }
      throw FileError(
        problem.path,
        "\(problem.problem); what was saved before is kept: run the same command again to go on")
    }
    guard let found else { throw stopped() }
    return (found.lists, found.cost, saving.savingSeconds)
  }

  private func show(_ phase: RingSearch.Phase, _ share: Double) {
    guard world.rank == 0 else { return }
    progress(phase == .ordering ? "neighbors: order of the faces" : "neighbors", share)
  }

  private func stopped() -> Failure {
    Failure(.stopped, "stopped by a signal in the stage neighbors; \(advice ?? "")")
  }

  /// How to go on with a run that ends early; nil without a checkpoint.
  var advice: String? {
    options.checkpoint.map { "progress is saved in \($0): run the same command again to go on" }
  }
}

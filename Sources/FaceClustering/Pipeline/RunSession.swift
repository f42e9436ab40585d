import MPI

/// What every run has, whatever it does: its ranks, the signals that end it, the times of its stages, and
/// a user who is told how it goes.
package struct RunSession {
  /// The ranks.
  package let world: Communicator
  let signals: StopSignals
  let timer: StageTimer
  private let observer: Observer
  private let warnings = Warnings()

  /// Where a run tells how it goes.
  package struct Observer {
    let progress: (String, Double) -> Void
    let note: (String) -> Void
    let warning: (String) -> Void

    /// - Parameters:
    ///   - progress: told on rank 0 a stage and the share of it that is done, 0…1.
    ///   - note: told on rank 0 things worth knowing.
    ///   - warning: told what may be wrong, on the rank that finds it.
    package init(
      progress: @escaping (_ stage: String, _ share: Double) -> Void,
      note: @escaping (String) -> Void, warning: @escaping (String) -> Void
    ) {
      self.progress = progress
      self.note = note
      self.warning = warning
    }
  }

  /// A session of some ranks, which has not begun.
  ///
  /// - Parameter signals: what ends the run early.
  package init(world: Communicator, signals: StopSignals, observer: Observer) {
    self.world = world
    self.signals = signals
    self.observer = observer
    let isRoot = world.rank == 0
    timer = StageTimer { stage, name in
      signals.enter(stage: stage)
      if isRoot { observer.note("stage \(name)") }
    }
  }

  var isRoot: Bool { world.rank == 0 }

  /// Tells, on rank 0, which share of a stage is done, 0…1.
  func progress(_ stage: String, _ share: Double) {
    if isRoot { observer.progress(stage, share) }
  }

  /// Tells, on rank 0, something worth knowing.
  package func note(_ text: String) {
    if isRoot { observer.note(text) }
  }

  /// Tells of something that may be wrong; what rank 0 tells is recorded.
  func warn(_ text: String) {
    if isRoot { warnings.texts.append(text) }
    observer.warning(text)
  }

  /// Gathers a text of each rank. Collective; empty but on rank 0.
  func gather(_ own: String) throws -> [String] {
    let all = try world.gather(varying: Array(own.utf8), to: 0)
    return (all ?? RankParts([])).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether nobody has looked yet at how ranks and threads lie on cores.
  func beginsPlacementCheck() -> Bool {
    defer { warnings.placementIsChecked = true }
    return !warnings.placementIsChecked
  }

  /// What may be wrong, as far as rank 0 knows.
  var warningTexts: [String] { warnings.texts }

  /// Runs something while the ranks watch each other: one that ends unexpectedly, falls silent or is stuck
  /// ends the run. Collective.
  ///
  /// - Parameters:
  ///   - timeout: the seconds of silence, and of no progress, that end the run; 0: none do.
  ///   - advice: how to go on with a run that ends early.
  package func watchingRanks<Result>(
    timeout: Int, advice: String = "nothing is saved", _ body: (NodeTopology) throws -> Result
  ) throws -> Result {
    let nodes = try NodeTopology(of: world)
    let heartbeat = try Heartbeat(
      nodes: nodes, timeout: Double(timeout), advice: advice, signals: signals, note: warn)
    signals.ranksAreConnected()
    defer { heartbeat.leave() }
    return try body(nodes)
  }

  private final class Warnings {
    var texts: [String] = []
    var placementIsChecked = false
  }
}

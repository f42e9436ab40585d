import Clock
import MPI

/// How long the stages of a run take on each rank, the phases of each stage, and the phases of these.
///
/// A stage is entered by all ranks; its phases may be other ones on each rank.
final class StageTimer {
  /// A stage or a phase, as far as it has been measured on this rank.
  private final class Span {
    let name: String
    var seconds = 0.0
    var bytes = 0
    var peakMemory = 0
    var phases: [Span] = []
    /// Up to when the time of the phases is known.
    var lastTold = Moment.now

    init(_ name: String) { self.name = name }

    /// The phase of a name, a new one where there is none yet.
    func phase(_ name: String) -> Span {
      if let phase = phases.first(where: { $0.name == name }) { return phase }
      phases.append(Span(name))
      return phases.last!
    }
  }

  private let stages = Span("")
  /// What is being measured, the innermost last.
  private var open: [Span]
  private let entering: (Stage, String) -> Void

  /// - Parameter entering: told each stage, and the name that it goes by, when it starts.
  init(entering: @escaping (_ stage: Stage, _ name: String) -> Void = { _, _ in }) {
    self.entering = entering
    open = [stages]
  }

  /// Runs a stage and measures it.
  ///
  /// - Parameters:
  ///   - name: what it is called, if not by itself: the stage `clustering` by its method.
  ///   - body: gives, besides its result, how many bytes this rank has read, sent or written.
  func measure<Result>(
    _ stage: Stage, as name: String? = nil, _ body: () throws -> (result: Result, bytes: Int)
  ) rethrows -> Result {
    let name = name ?? stage.rawValue
    entering(stage, name)
    let span = stages.phase(name)
    let (result, bytes) = try time(span, body)
    span.bytes += bytes
    span.peakMemory = PeakMemory.ofProcess()
    return result
  }

  /// Runs a phase of the stage or phase that runs now, and measures it.
  func phase<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let outer = open.last!
    let result = try time(outer.phase(name), body)
    outer.lastTold = .now
    return result
  }

  /// Counts the time since the last phase of what runs now to a phase that tells by itself when it has
  /// ended or how far it is.
  func passed(in name: String) {
    let outer = open.last!
    outer.phase(name).seconds += outer.lastTold.secondsAgo
    outer.lastTold = .now
  }

  private func time<Result>(_ span: Span, _ body: () throws -> Result) rethrows -> Result {
    let start = Moment.now
    span.lastTold = start
    open.append(span)
    defer {
      open.removeLast()
      span.seconds += start.secondsAgo
    }
    return try body()
  }

  /// The seconds of each stage on this rank, in the order of the run.
  var seconds: [(name: String, seconds: Double)] { stages.phases.map { ($0.name, $0.seconds) } }

  /// All stages and phases on this rank, each before its own phases.
  var paths: [(path: [String], seconds: Double)] { Self.flattened(stages, path: []) }

  /// The stages over all ranks. Collective.
  func records(world: Communicator) throws -> [StageRecord] {
    let own = paths
    let lines = own.map { $0.path.joined(separator: Self.betweenNames) }
    let names = try world.allGather(varying: Array(lines.joined(separator: "\n").utf8))
    let seconds = try world.allGather(varying: own.map(\.seconds))
    let all = PhaseTree(
      ranks: zip(names, seconds).map { names, seconds in
        let lines = String(decoding: names, as: UTF8.self).split(separator: "\n")
        return zip(lines, seconds).map {
          ($0.split(separator: Self.betweenNames).map(String.init), $1)
        }
      })
    return try stages.phases.map { stage in
      StageRecord(
        all[stage.name]!, bytes: try world.allReduce(stage.bytes, with: .sum),
        peakMemory: try world.allGather(stage.peakMemory))
    }
  }

  /// Between the names of a path, and in none of them.
  private static let betweenNames = "\t"

  /// All spans within one, each before its own.
  private static func flattened(
    _ span: Span, path: [String]
  ) -> [(path: [String], seconds: Double)] {
    span.phases.flatMap { phase in
      let path = path + [phase.name]
      return [(path, phase.seconds)] + flattened(phase, path: path)
    }
  }
}

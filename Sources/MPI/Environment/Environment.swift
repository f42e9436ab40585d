import CMPI
import Foundation

/// How the threads of a process use MPI. The levels are ordered: each includes the ones before it.
public enum ThreadLevel: Int, Comparable, Sendable {
  /// The process has one thread.
  case single
  /// There may be many threads; only the one that initialized MPI calls it.
  case funneled
  /// Any thread may call MPI, one at a time.
  case serialized
  /// Any thread may call MPI at any time.
  case multiple

  /// Whether one level allows less than the other.
  public static func < (one: ThreadLevel, other: ThreadLevel) -> Bool {
    one.rawValue < other.rawValue
  }

  var constant: Int32 {
    switch self {
    case .single: Int32(MPI_THREAD_SINGLE)
    case .funneled: Int32(MPI_THREAD_FUNNELED)
    case .serialized: Int32(MPI_THREAD_SERIALIZED)
    case .multiple: Int32(MPI_THREAD_MULTIPLE)
    }
  }

  /// The level of MPI's constant, which MPI defines to be increasing from level to level.
  init(constant: Int32) {
    let levels: [ThreadLevel] = [.multiple, .serialized, .funneled]
    self = levels.first { $0.constant <= constant } ?? .single
  }
}

/// The life of MPI in this process: from initialization to finalization, once.
public enum MPIEnvironment {
  /// Environment variable that lowers the number of units (numbers, or bytes of a struct) handed to
  /// MPI in one count, so that tests cross the path of large counts with few elements. The value on
  /// rank 0 holds for all ranks.
  public static let countLimitVariable = "SWIFT_MPI_COUNT_LIMIT"

  /// Initializes MPI, runs `body` with the communicator of all ranks, and finalizes MPI.
  ///
  /// ```swift
  /// exit(MPIEnvironment.run(requiring: .funneled) { world in
  ///   print("rank \(world.rank) of \(world.size) on \(MPIEnvironment.processorName)")
  ///   return 0
  /// })
  /// ```
  ///
  /// An error that leaves `body` on any rank ends the whole job: the rank writes one message to
  /// standard error and aborts all ranks, so `run` does not return anywhere. When several ranks
  /// fail at the same time, usually over the same thing, the lowest speaks first: a rank holds its
  /// message back for half a second for each rank before it, five at most, in which it is ended.
  ///
  /// - Parameters:
  ///   - level: what the threads of the program need; an MPI library that provides less is an error.
  ///   - exitCode: the exit code of the job for an error that leaves `body`.
  ///   - message: what is written of an error that leaves `body`.
  ///   - body: the program. Communicators, requests and windows must not outlive it.
  /// - Returns: the exit code for this process: what `body` returned.
  public static func run(
    requiring level: ThreadLevel = .single,
    exitCode: (any Error) -> Int32 = { _ in 1 },
    message: (any Error) -> String = { "\($0)" },
    _ body: (Communicator) throws -> Int32
  ) -> Int32 {
    run(requiring: level, startingLate: false, exitCode: exitCode, message: message, body)
  }

  /// The same, where MPI may start late: in a process that is alone for certain with the first call that cannot do
  /// without, if there is any.
  ///
  /// - Parameter startsLate: whether it may; with a level of ``ThreadLevel/funneled`` at most, and where no thread
  ///   reads the environment while MPI is called.
  package static func run(
    requiring level: ThreadLevel, startingLate startsLate: Bool,
    exitCode: (any Error) -> Int32 = { _ in 1 },
    message: (any Error) -> String = { "\($0)" },
    _ body: (Communicator) throws -> Int32
  ) -> Int32 {
    let environment = ProcessInfo.processInfo.environment
    let isAlone = startsLate && SoleProcess.isCertain(in: environment, library: libraryVersion)
    let lateStart = isAlone ? LateStart(level) : nil
    do {
      let provided = try lateStart == nil ? initialize(level) : level
      let code: Int32
      do {
        try require(level, provided)
        let limit = try countLimit(in: environment, isShared: lateStart == nil)
        code = try body(try Communicator.world(countLimit: limit, lateStart: lateStart))
      } catch {
        abort(over: message(error), exitCode: exitCode(error))
      }
      if isRunning { try check("MPI_Finalize", MPI_Finalize()) }
      return code
    } catch {
      report(error)
      return 1
    }
  }

  /// Starts MPI for a process that is alone, and ends the process where it cannot start.
  static func startLate(_ level: ThreadLevel) {
    do throws(MPIError) {
      try require(level, initialize(level))
    } catch {
      report(error)
      exit(1)
    }
  }

  private static func report(_ error: any Error) {
    report("MPI could not be started or ended: \(error)")
  }

  private static func require(
    _ level: ThreadLevel, _ provided: ThreadLevel
  ) throws(MPIError) {
    guard provided >= level else {
      throw MPIError(
        operation: "MPI_Init_thread",
        text: "the program needs thread level \(level), this MPI library provides \(provided)")
    }
  }

  /// The name of this machine as MPI knows it; where MPI has not started, as the system does, without its domain.
  public static var processorName: String {
    guard isRunning else { return SoleProcess.hostName }
    return string(capacity: Int(MPI_MAX_PROCESSOR_NAME)) { MPI_Get_processor_name($0, &$1) }
      ?? "unknown"
  }

  /// The name and version of the MPI library, on one line.
  public static var libraryVersion: String {
    let text = string(capacity: Int(MPI_MAX_LIBRARY_VERSION_STRING)) {
      MPI_Get_library_version($0, &$1)
    }
    let firstLine = text?.split(whereSeparator: \.isNewline).first
    // MPICH puts tabs in it.
    let words = firstLine?.split(whereSeparator: \.isWhitespace)
    return words?.joined(separator: " ") ?? "unknown MPI library"
  }

  /// Whether MPI has been finalized, after which no handle may be touched.
  static var isFinalized: Bool {
    var flag: Int32 = 0
    return MPI_Finalized(&flag) != MPI_SUCCESS || flag != 0
  }

  /// Whether MPI has been started and not ended.
  package static var isRunning: Bool {
    var flag: Int32 = 0
    return MPI_Initialized(&flag) == MPI_SUCCESS && flag != 0 && !isFinalized
  }

  private static func initialize(_ level: ThreadLevel) throws(MPIError) -> ThreadLevel {
    var initialized: Int32 = 0
    try check("MPI_Initialized", MPI_Initialized(&initialized))
    precondition(initialized == 0, "MPI can be initialized once in a process")
    var provided: Int32 = 0
    try SoleProcess.startingMPI { () throws(MPIError) in
      try check("MPI_Init_thread", MPI_Init_thread(nil, nil, level.constant, &provided))
    }
    // Errors of calls without a communicator are raised on MPI_COMM_WORLD until MPI 3.1, on
    // MPI_COMM_SELF from MPI 4.0. Communicators made from the world inherit its handler.
    for communicator in [cmpi_comm_world(), cmpi_comm_self()] {
      try check(
        "MPI_Comm_set_errhandler",
        MPI_Comm_set_errhandler(communicator.handle, cmpi_errors_return()))
    }
    return ThreadLevel(constant: provided)
  }

  /// The limit on rank 0: launchers do not carry environment variables to all hosts, and ranks that
  /// disagree on the limit would wait for each other forever.
  private static func countLimit(
    in environment: [String: String], isShared: Bool
  ) throws(MPIError) -> Int {
    let text = environment[countLimitVariable]
    let invalid: Int64 = 0
    var limit = text.map { Int64($0) ?? invalid } ?? Int64(Int32.max)
    if limit > Int64(Int32.max) { limit = invalid }
    if isShared {
      try check(
        "MPI_Bcast",
        MPI_Bcast(&limit, 1, cmpi_int64().handle, 0, cmpi_comm_world().handle))
    }
    guard limit > invalid else {
      throw MPIError(
        operation: countLimitVariable, text: "the value must be from 1 to \(Int32.max)")
    }
    return Int(limit)
  }

  private static func abort(over message: String, exitCode: Int32) -> Never {
    let world = cmpi_comm_world()
    guard isRunning else {
      report("rank 0 of 1 on \(processorName): \(message)")
      exit(exitCode)
    }
    var rank: Int32 = 0
    var size: Int32 = 0
    MPI_Comm_rank(world.handle, &rank)
    MPI_Comm_size(world.handle, &size)
    // Time for the message of a lower rank to end the job before this rank adds its own.
    let secondsPerRank = 0.5
    let longestWait = 5.0
    Thread.sleep(forTimeInterval: min(longestWait, Double(rank) * secondsPerRank))
    report("rank \(rank) of \(size) on \(processorName): \(message)")
    // MPICH's launcher can end the job before it has passed on what was written last.
    Thread.sleep(forTimeInterval: 0.1)
    MPI_Abort(world.handle, exitCode)
    exit(exitCode)
  }

  private static func report(_ message: String) {
    let line = Array("error: \(message)\n".utf8)
    // What cannot be written cannot be told either; a handle of Foundation would trap.
    _ = write(STDERR_FILENO, line, line.count)
  }
}

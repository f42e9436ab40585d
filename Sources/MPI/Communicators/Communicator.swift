import CMPI
import Foundation

/// A group of ranks that can talk to each other, apart from all other groups.
///
/// The object owns the MPI communicator and frees it when it goes. MPI gets to reuse what belonged
/// to it once every rank has let go of its own; until then nothing waits.
///
/// ```swift
/// let halves = try world.split(color: world.rank % 2, key: world.rank)
/// ```
public final class Communicator {
  /// This process's number in the group, from 0.
  public let rank: Int
  /// The number of ranks in the group.
  public let size: Int

  private let isOwned: Bool
  /// What MPI made; nil where it has not been needed yet.
  private var made: CMPIComm?
  private let lateStart: LateStart?

  /// The number of units that one MPI count may hold; the same on all ranks.
  package let countLimit: Int

  init(_ handle: CMPIComm, isOwned: Bool, countLimit: Int) throws(MPIError) {
    var rank: Int32 = 0
    var size: Int32 = 0
    try check("MPI_Comm_rank", MPI_Comm_rank(handle.handle, &rank))
    try check("MPI_Comm_size", MPI_Comm_size(handle.handle, &size))
    self.rank = Int(rank)
    self.size = Int(size)
    made = handle
    lateStart = nil
    self.isOwned = isOwned
    self.countLimit = countLimit
  }

  /// A communicator of this process alone, which MPI makes when it is needed.
  private init(alone lateStart: LateStart, isOwned: Bool, countLimit: Int) {
    (rank, size) = (0, 1)
    self.lateStart = lateStart
    self.isOwned = isOwned
    self.countLimit = countLimit
  }

  deinit {
    guard isOwned, var made, !MPIEnvironment.isFinalized else { return }
    MPI_Comm_free(&made.handle)
  }

  static func world(
    countLimit: Int, lateStart: LateStart? = nil
  ) throws(MPIError) -> Communicator {
    if let lateStart {
      return Communicator(alone: lateStart, isOwned: false, countLimit: countLimit)
    }
    return try Communicator(cmpi_comm_world(), isOwned: false, countLimit: countLimit)
  }

  /// What MPI calls the group. Where MPI has not been needed yet, this starts it.
  var handle: CMPIComm {
    if let made { return made }
    return make()
  }

  /// Whether MPI has not been needed yet: what there is to tell other ranks, there is no other to be told.
  var isAlone: Bool { made == nil }

  /// Another communicator of this process alone.
  private func another(_ lateStart: LateStart) -> Communicator {
    Communicator(alone: lateStart, isOwned: true, countLimit: countLimit)
  }

  @inline(never)
  private func make() -> CMPIComm {
    lateStart?.start()
    var handle = cmpi_comm_world()
    if isOwned, MPI_Comm_dup(cmpi_comm_world().handle, &handle.handle) != MPI_SUCCESS {
      handle = cmpi_comm_null()
    }
    made = handle
    return handle
  }

  /// A new communicator of the same ranks, whose messages never meet those of this one. Collective.
  ///
  /// ```swift
  /// let library = try world.duplicate()
  /// ```
  public func duplicate() throws(MPIError) -> Communicator {
    if isAlone, let lateStart { return another(lateStart) }
    var new = cmpi_comm_null()
    try check("MPI_Comm_dup", MPI_Comm_dup(handle.handle, &new.handle))
    return try Communicator(new, isOwned: true, countLimit: countLimit)
  }

  /// One communicator for each color. Collective.
  ///
  /// ```swift
  /// let leaders = try world.split(color: node.rank == 0 ? 0 : nil)
  /// ```
  ///
  /// - Parameters:
  ///   - color: the group to join, at least 0; nil for none.
  ///   - key: the ranks of a group are numbered by rising key, ties by their rank here.
  /// - Returns: the communicator of this rank's color, nil for color nil.
  public func split(color: Int?, key: Int = 0) throws(MPIError) -> Communicator? {
    if isAlone, let lateStart, color ?? 0 >= 0 { return color.map { _ in another(lateStart) } }
    let color = color.map(Int32.init(clamping:)) ?? Int32(MPI_UNDEFINED)
    var new = cmpi_comm_null()
    try check(
      "MPI_Comm_split",
      MPI_Comm_split(handle.handle, color, Int32(clamping: key), &new.handle))
    return try owned(new)
  }

  /// A communicator that MPI has made from this one, nil for none.
  func owned(_ handle: CMPIComm) throws(MPIError) -> Communicator? {
    guard cmpi_comm_is_null(handle) == 0 else { return nil }
    return try Communicator(handle, isOwned: true, countLimit: countLimit)
  }

  /// One communicator for each node: the ranks that can share memory, in the order of their rank
  /// here. Collective.
  ///
  /// ```swift
  /// let node = try world.splitByNode()
  /// let threads = coreCount / node.size
  /// ```
  public func splitByNode() throws(MPIError) -> Communicator {
    if isAlone, let lateStart { return another(lateStart) }
    var new = cmpi_comm_null()
    try check(
      "MPI_Comm_split_type",
      MPI_Comm_split_type(
        handle.handle, Int32(MPI_COMM_TYPE_SHARED), Int32(clamping: rank), cmpi_info_null(),
        &new.handle))
    return try Communicator(new, isOwned: true, countLimit: countLimit)
  }

  /// Waits until every rank has called it.
  ///
  /// ```swift
  /// try world.barrier()
  /// ```
  public func barrier() throws(MPIError) {
    if isAlone { return }
    try check("MPI_Barrier", MPI_Barrier(handle.handle))
  }

  /// Waits until every rank has called it, asleep for up to a millisecond at a time: the core is free
  /// for ranks that still work, where ``barrier()`` may keep asking whether they have come.
  ///
  /// ```swift
  /// if world.rank == 0 { workWithAllCores() }
  /// try world.sleepingBarrier()
  /// ```
  public func sleepingBarrier() throws(MPIError) {
    if isAlone { return }
    var request = cmpi_request_null()
    try check("MPI_Ibarrier", MPI_Ibarrier(handle.handle, &request.handle))
    try sleep { () throws(MPIError) in
      var (status, done) = (MPI_Status(), Int32(0))
      try check("MPI_Test", MPI_Test(&request.handle, &done, &status))
      return done != 0
    }
  }

  /// A rank as MPI takes it. MPI's wildcards are negative numbers, so a negative rank, which is
  /// always a mistake, becomes one that MPI refuses.
  func peer(_ rank: Int) -> Int32 {
    rank < 0 ? Int32.max : Int32(clamping: rank)
  }
}

/// Asks whether something is done and sleeps, at most a millisecond at a time, until it is: the core is
/// free for ranks that still work.
func sleep(until isDone: () throws(MPIError) -> Bool) throws(MPIError) {
  var pause: UInt32 = 10
  while try !isDone() {
    usleep(pause)
    pause = min(2 * pause, 1000)
  }
}

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

  let handle: CMPIComm
  private let isOwned: Bool

  /// The number of units that one MPI count may hold; the same on all ranks.
  package let countLimit: Int

  init(_ handle: CMPIComm, isOwned: Bool, countLimit: Int) throws(MPIError) {
    var rank: Int32 = 0
    var size: Int32 = 0
    try check("MPI_Comm_rank", MPI_Comm_rank(handle.handle, &rank))
    try check("MPI_Comm_size", MPI_Comm_size(handle.handle, &size))
    self.rank = Int(rank)
    self.size = Int(size)
    self.handle = handle
    self.isOwned = isOwned
    self.countLimit = countLimit
  }

  deinit {
    guard isOwned, !MPIEnvironment.isFinalized else { return }
    var handle = handle
    MPI_Comm_free(&handle.handle)
  }

  static func world(countLimit: Int) throws(MPIError) -> Communicator {
    try Communicator(cmpi_comm_world(), isOwned: false, countLimit: countLimit)
  }

  /// A new communicator of the same ranks, whose messages never meet those of this one. Collective.
  ///
  /// ```swift
  /// let library = try world.duplicate()
  /// ```
  public func duplicate() throws(MPIError) -> Communicator {
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

import CMPI

/// An operation under way: a message, or a collective that was started by one of the immediate forms.
/// The request keeps the memory of the operation alive until MPI is done with it.
///
/// ```swift
/// let request = try world.immediateReceive(into: buffer, from: 1)
/// compute()
/// try request.wait()
/// ```
///
/// A request that goes before it is complete never leaves MPI with memory that is gone, and never
/// waits for another rank to act: a receive is canceled; a send or a collective goes on by itself, and
/// its buffers are given up to it for the life of the process.
public final class Request {
  enum Operation { case send, receive, collective }

  /// MPI's handle of the piece under way.
  var handle: CMPIRequest
  /// The pieces of an operation longer than one MPI count that follow the one under way, the next last.
  private var laterPieces: [CMPIRequest]
  private let operation: Operation
  private let datatype: MPIDatatype
  private let communicator: Communicator
  private let memory: AnyObject

  /// Whether the operation has been found to be complete, by a wait or a test.
  public private(set) var isComplete = false
  /// What arrived, once a receive is complete; nil for sends and collectives.
  public private(set) var status: Status?

  /// - Parameters:
  ///   - pieces: MPI's handles of the operation, which all have been started.
  ///   - datatype: how MPI sees the elements of a message that is received.
  ///   - memory: what must stay until MPI is done with it.
  init(
    _ pieces: [CMPIRequest], _ operation: Operation, of datatype: MPIDatatype,
    on communicator: Communicator, keepingAlive memory: AnyObject
  ) {
    self.handle = pieces.first ?? cmpi_request_null()
    self.laterPieces = pieces.dropFirst().reversed()
    self.operation = operation
    self.datatype = datatype
    self.communicator = communicator
    self.memory = memory
  }

  deinit {
    guard !isComplete, !MPIEnvironment.isFinalized else { return }
    var ignored = MPI_Status()
    repeat {
      var done: Int32 = 0
      guard MPI_Test(&handle.handle, &done, &ignored) == MPI_SUCCESS, done == 0 else { continue }
      if operation == .receive {
        MPI_Cancel(&handle.handle)
        MPI_Wait(&handle.handle, &ignored)
      } else {
        // Not MPI_Request_free: after it MPICH 4.0 fails to deliver a message of a rank to itself,
        // and for collectives MPI does not allow it.
        _ = Unmanaged.passRetained(memory)
        return
      }
    } while nextPiece()
  }

  /// Returns once the operation is complete on this rank: a message sent, in the sense that its buffer
  /// may be overwritten, or received; a collective with its result here.
  ///
  /// ```swift
  /// try world.immediateSend(buffer, to: 1).wait()
  /// ```
  public func wait() throws(MPIError) {
    while !isComplete {
      var arrival = MPI_Status()
      let code = MPI_Wait(&handle.handle, &arrival)
      try finishPiece("MPI_Wait", code, arrival)
    }
  }

  /// Whether the operation is complete, without waiting. Also gives MPI a chance to move data.
  ///
  /// ```swift
  /// while try !request.test() { computeAnotherTile() }
  /// ```
  public func test() throws(MPIError) -> Bool {
    while !isComplete {
      var arrival = MPI_Status()
      var done: Int32 = 0
      let code = MPI_Test(&handle.handle, &done, &arrival)
      guard code != MPI_SUCCESS || done != 0 else { return false }
      try finishPiece("MPI_Test", code, arrival)
    }
    return true
  }

  /// Takes note that the piece under way is done; with the last piece, or an error, the request is
  /// complete.
  func finishPiece(_ function: String, _ code: Int32, _ arrival: MPI_Status) throws(MPIError) {
    if code == MPI_SUCCESS, nextPiece() { return }
    isComplete = true
    if !laterPieces.isEmpty {
      // After an error the other pieces are still under way.
      _ = Unmanaged.passRetained(memory)
    }
    try check(function, code)
    if operation == .receive { status = Status(arrival, of: datatype) }
  }

  private func nextPiece() -> Bool {
    guard let next = laterPieces.popLast() else { return false }
    handle = next
    return true
  }
}

import CMPI

/// A message under way. The request keeps the memory of the message alive until MPI is done with it.
///
/// A request that goes before it is complete never leaves MPI with memory that is gone, and never
/// waits for another rank to act: a receive is canceled; a send goes on by itself, and its buffer is
/// given up to it for the life of the process.
public final class Request {
  private enum Direction { case send, receive }

  private var handle: CMPIRequest
  private var isComplete = false
  private let direction: Direction
  private let readStatus: (MPI_Status) throws(MPIError) -> Status
  private let communicator: Communicator
  private let memory: AnyObject

  /// Of a receive, once it is complete: what arrived.
  public private(set) var status: Status?

  private init<Element: MPIElement>(
    _ handle: CMPIRequest, _ direction: Direction, of type: Element.Type,
    on communicator: Communicator, keepingAlive memory: AnyObject
  ) {
    self.handle = handle
    self.direction = direction
    self.communicator = communicator
    self.memory = memory
    self.readStatus = { (status) throws(MPIError) in try Status(status, of: Element.self) }
  }

  static func sending<Element: MPIElement>(
    _ handle: CMPIRequest, of type: Element.Type, on communicator: Communicator,
    keepingAlive memory: AnyObject
  ) -> Request {
    Request(handle, .send, of: type, on: communicator, keepingAlive: memory)
  }

  static func receiving<Element: MPIElement>(
    _ handle: CMPIRequest, of type: Element.Type, on communicator: Communicator,
    keepingAlive memory: AnyObject
  ) -> Request {
    Request(handle, .receive, of: type, on: communicator, keepingAlive: memory)
  }

  deinit {
    guard !isComplete, !MPIEnvironment.isFinalized else { return }
    var done: Int32 = 0
    var ignored = MPI_Status()
    guard MPI_Test(&handle.handle, &done, &ignored) == MPI_SUCCESS, done == 0 else { return }
    switch direction {
    case .receive:
      MPI_Cancel(&handle.handle)
      MPI_Wait(&handle.handle, &ignored)
    case .send:
      // Not MPI_Request_free: after it MPICH 4.0 fails to deliver a message of a rank to itself.
      _ = Unmanaged.passRetained(memory)
    }
  }

  /// Returns once the message is sent, in the sense that its buffer may be overwritten, or received.
  ///
  /// ```swift
  /// try world.immediateSend(buffer, to: 1).wait()
  /// ```
  public func wait() throws(MPIError) {
    guard !isComplete else { return }
    var arrival = MPI_Status()
    let code = MPI_Wait(&handle.handle, &arrival)
    try complete("MPI_Wait", code, arrival)
  }

  /// Whether the message is sent or received, without waiting. Also gives MPI a chance to move data.
  ///
  /// ```swift
  /// while try !request.test() { computeAnotherTile() }
  /// ```
  public func test() throws(MPIError) -> Bool {
    guard !isComplete else { return true }
    var arrival = MPI_Status()
    var done: Int32 = 0
    let code = MPI_Test(&handle.handle, &done, &arrival)
    guard code != MPI_SUCCESS || done != 0 else { return false }
    try complete("MPI_Test", code, arrival)
    return true
  }

  /// Waits for all requests, also when one of them fails; then throws the first error.
  ///
  /// ```swift
  /// try Request.waitAll([sending, receiving])
  /// ```
  public static func waitAll(_ requests: [Request]) throws(MPIError) {
    try waitAll(requests) { (request) throws(MPIError) in try request.wait() }
  }

  /// The same, asleep for up to a millisecond at a time: the core is free for ranks that still work,
  /// where `waitAll(_:)` may keep asking.
  ///
  /// ```swift
  /// try Request.sleepingWaitAll([sending, receiving])
  /// ```
  public static func sleepingWaitAll(_ requests: [Request]) throws(MPIError) {
    try waitAll(requests) { (request) throws(MPIError) in
      try sleep { () throws(MPIError) in try request.test() }
    }
  }

  private static func waitAll(
    _ requests: [Request], _ wait: (Request) throws(MPIError) -> Void
  ) throws(MPIError) {
    var firstError: MPIError?
    for request in requests {
      do {
        try wait(request)
      } catch {
        firstError = firstError ?? error
      }
    }
    if let firstError { throw firstError }
  }

  private func complete(
    _ operation: String, _ code: Int32, _ arrival: MPI_Status
  ) throws(MPIError) {
    isComplete = true
    try check(operation, code)
    if direction == .receive { status = try readStatus(arrival) }
  }
}

import CMPI

// Requests among which some or all are waited for. Those that are complete already are passed over, so
// that the same array can be given again and again until nothing in it is under way.

extension Request {
  /// Waits for all requests, also when one of them fails; then throws the first error.
  ///
  /// ```swift
  /// try Request.waitAll([sending, receiving])
  /// ```
  public static func waitAll(_ requests: [Request]) throws(MPIError) {
    try forEach(requests) { (request) throws(MPIError) in try request.wait() }
  }

  /// Waits for all requests like ``waitAll(_:)``, but asleep for up to a millisecond at a time: the core
  /// is free for ranks that still work.
  ///
  /// ```swift
  /// try Request.sleepingWaitAll([sending, receiving])
  /// ```
  public static func sleepingWaitAll(_ requests: [Request]) throws(MPIError) {
    try forEach(requests) { (request) throws(MPIError) in
      try sleep { () throws(MPIError) in try request.test() }
    }
  }

  /// Whether all requests are complete, without waiting. Throws the first error of those that failed.
  ///
  /// ```swift
  /// while try !Request.testAll(requests) { computeAnotherTile() }
  /// ```
  public static func testAll(_ requests: [Request]) throws(MPIError) -> Bool {
    var all = true
    try forEach(requests) { (request) throws(MPIError) in
      let isComplete = try request.test()
      all = all && isComplete
    }
    return all
  }

  /// Waits until one of the requests that are under way is complete.
  ///
  /// ```swift
  /// while let index = try Request.waitAny(requests) { use(buffers[index]) }
  /// ```
  ///
  /// - Returns: the position of the request; nil if none was under way. Where it failed, its error is
  ///   thrown, and the request counts as complete.
  public static func waitAny(_ requests: [Request]) throws(MPIError) -> Int? {
    while requests.contains(where: { !$0.isComplete }) {
      var found = OneRequest(among: requests)
      let code = cmpi_waitany(
        Int32(requests.count), &found.handles, &found.index, &found.arrival)
      if let index = try found.finish("MPI_Waitany", code, requests) { return index }
    }
    return nil
  }

  /// Looks, without waiting, for one of the requests that were under way and is now complete.
  ///
  /// ```swift
  /// if let index = try Request.testAny(requests) { use(buffers[index]) } else { compute() }
  /// ```
  ///
  /// - Returns: the position of the request; nil if nothing has been completed since the last call.
  ///   Where it failed, its error is thrown, and the request counts as complete.
  public static func testAny(_ requests: [Request]) throws(MPIError) -> Int? {
    while requests.contains(where: { !$0.isComplete }) {
      var found = OneRequest(among: requests)
      var done: Int32 = 0
      let code = cmpi_testany(
        Int32(requests.count), &found.handles, &found.index, &done, &found.arrival)
      guard code != MPI_SUCCESS || done != 0 else { return nil }
      if let index = try found.finish("MPI_Testany", code, requests) { return index }
    }
    return nil
  }

  /// Waits until at least one of the requests that are under way is complete.
  ///
  /// ```swift
  /// var left = requests.count
  /// while left > 0 { left -= try Request.waitSome(requests).count }
  /// ```
  ///
  /// - Returns: the positions of all requests found complete by this call, rising; none if none was
  ///   under way. Where some failed, the first error is thrown, and all that were found are complete.
  public static func waitSome(_ requests: [Request]) throws(MPIError) -> [Int] {
    while requests.contains(where: { !$0.isComplete }) {
      var found = SomeRequests(among: requests)
      let code = cmpi_waitsome(
        Int32(requests.count), &found.handles, &found.count, &found.indices, &found.arrivals)
      let indices = try found.finish("MPI_Waitsome", code, requests)
      if !indices.isEmpty { return indices }
    }
    return []
  }

  /// Looks, without waiting, for the requests that were under way and are now complete.
  ///
  /// ```swift
  /// for index in try Request.testSome(requests) { use(buffers[index]) }
  /// ```
  ///
  /// - Returns: the positions of all requests found complete by this call, rising. Where some failed,
  ///   the first error is thrown, and all that were found are complete.
  public static func testSome(_ requests: [Request]) throws(MPIError) -> [Int] {
    guard requests.contains(where: { !$0.isComplete }) else { return [] }
    var found = SomeRequests(among: requests)
    let code = cmpi_testsome(
      Int32(requests.count), &found.handles, &found.count, &found.indices, &found.arrivals)
    return try found.finish("MPI_Testsome", code, requests)
  }

  /// Does something with all requests, also when it fails for one of them; then throws the first error.
  private static func forEach(
    _ requests: [Request], _ body: (Request) throws(MPIError) -> Void
  ) throws(MPIError) {
    var firstError: MPIError?
    for request in requests {
      do {
        try body(request)
      } catch {
        firstError = firstError ?? error
      }
    }
    if let firstError { throw firstError }
  }
}

/// The handles of requests as MPI takes them; MPI passes over null handles.
private func activeHandles(of requests: [Request]) -> [CMPIRequest] {
  requests.map { $0.isComplete ? cmpi_request_null() : $0.handle }
}

/// What MPI tells of one request among several.
private struct OneRequest {
  var handles: [CMPIRequest]
  var index = Int32(MPI_UNDEFINED)
  var arrival = MPI_Status()

  init(among requests: [Request]) {
    handles = activeHandles(of: requests)
  }

  /// The position of the request that is now complete, nil if one of its pieces is still to come.
  func finish(
    _ function: String, _ code: Int32, _ requests: [Request]
  ) throws(MPIError) -> Int? {
    guard requests.indices.contains(Int(index)) else {
      try check(function, code)
      return nil
    }
    let request = requests[Int(index)]
    request.handle = handles[Int(index)]
    try request.finishPiece(function, code, arrival)
    return request.isComplete ? Int(index) : nil
  }
}

/// What MPI tells of several requests.
private struct SomeRequests {
  var handles: [CMPIRequest]
  var count: Int32 = 0
  var indices: [Int32]
  var arrivals: [MPI_Status]

  init(among requests: [Request]) {
    handles = activeHandles(of: requests)
    indices = [Int32](repeating: 0, count: requests.count)
    arrivals = [MPI_Status](repeating: MPI_Status(), count: requests.count)
  }

  /// The positions of the requests that are now complete.
  func finish(
    _ function: String, _ code: Int32, _ requests: [Request]
  ) throws(MPIError) -> [Int] {
    // Only with this code MPI sets the codes of the single requests.
    let hasCodes = code == MPI_ERR_IN_STATUS
    if !hasCodes { try check(function, code) }
    var firstError: MPIError?
    var complete: [Int] = []
    for position in 0..<max(0, Int(count)) {
      let request = requests[Int(indices[position])]
      request.handle = handles[Int(indices[position])]
      let arrival = arrivals[position]
      do {
        let own = hasCodes ? arrival.MPI_ERROR : Int32(MPI_SUCCESS)
        try request.finishPiece(function, own, arrival)
      } catch {
        firstError = firstError ?? error
      }
      if request.isComplete { complete.append(Int(indices[position])) }
    }
    if let firstError { throw firstError }
    return complete.sorted()
  }
}

import CMPI
import Foundation

/// An array of which there is one copy for each node, in memory that all ranks of the node share.
///
/// ```swift
/// let table = try NodeSharedArray(repeating: Float(0), count: 1_000, on: node)
/// if node.rank == 0 { table.update(0..<1_000) { fill(&$0) } }
/// try table.synchronize()
/// use(table.span)
/// try table.free()
/// ```
///
/// Ownership: the memory can only be given back by all ranks of the node together, so call ``free()``
/// on all of them. An array that goes without it never waits for the other ranks; its memory stays
/// with the process until the end, unless this rank is alone on the node.
public final class NodeSharedArray<Element: MPIElement> {
  /// The number of elements.
  public let count: Int
  /// The ranks that share it.
  public let node: Communicator

  /// `count` elements, 64-byte aligned; not to be used once the array is freed.
  @usableFromInline package let pointer: UnsafeMutablePointer<Element>
  @usableFromInline private(set) var isFreed = false
  private var window: CMPIWin

  /// An array of `count` equal elements. Collective over the node, with the same count on all ranks.
  public convenience init(
    repeating value: Element, count: Int, on node: Communicator
  ) throws(MPIError) {
    try self.init(uninitializedCount: count, on: node)
    if node.rank == 0 { pointer.initialize(repeating: value, count: count) }
    try synchronize()
  }

  /// An array holding a copy of the elements that the first rank of the node has. Collective over the node.
  public convenience init(_ elements: [Element], on node: Communicator) throws(MPIError) {
    try self.init(uninitializedCount: node.broadcast(elements.count, from: 0), on: node)
    if node.rank == 0 { pointer.initialize(from: elements, count: elements.count) }
    try synchronize()
  }

  /// An array whose elements must be written before they are read: no rank has touched the memory, so
  /// that each page comes to lie near the rank that writes it first. Collective over the node, with the
  /// same count on all ranks.
  ///
  /// ```swift
  /// let rows = try NodeSharedArray<Float>(uninitializedCount: 1_000_000, on: node)
  /// rows.update(myRange) { read(into: &$0) }
  /// try rows.synchronize()
  /// ```
  public init(uninitializedCount count: Int, on node: Communicator) throws(MPIError) {
    let (byteCount, overflow) = count.multipliedReportingOverflow(
      by: MemoryLayout<Element>.stride)
    precondition(count >= 0 && !overflow, "an array of \(count) elements cannot be")
    // The first rank has all of it. MPI aligns to pages or less, alike in all processes.
    let alignment = max(64, MemoryLayout<Element>.alignment)
    let isFirst = node.rank == 0
    var window = cmpi_win_null()
    var start: UnsafeMutableRawPointer?
    try check(
      "MPI_Win_allocate_shared",
      MPI_Win_allocate_shared(
        isFirst ? byteCount + alignment : 0, 1, cmpi_info_null(), node.handle.handle, &start,
        &window.handle),
      hint: "\(byteCount) bytes of shared memory; is there as much free in /dev/shm?")
    try check(
      "MPI_Win_set_errhandler", MPI_Win_set_errhandler(window.handle, cmpi_errors_return()))
    var size = 0
    var unit: Int32 = 0
    try check(
      "MPI_Win_shared_query", MPI_Win_shared_query(window.handle, 0, &size, &unit, &start))
    guard let start else {
      throw MPIError(operation: "MPI_Win_shared_query", text: "the window has no address")
    }
    let padding = try node.broadcast(
      start.alignedUp(toMultipleOf: alignment) - start, from: 0)

    self.count = count
    self.node = node
    self.window = window
    self.pointer = (start + padding).bindMemory(to: Element.self, capacity: count)
    try synchronize()
  }

  deinit {
    guard !isFreed, node.size == 1, !MPIEnvironment.isFinalized else { return }
    MPI_Win_free(&window.handle)
  }

  /// Gives the memory back. Collective over the node; the array cannot be used afterwards.
  public func free() throws(MPIError) {
    precondition(!isFreed, "the shared array has been freed before")
    isFreed = true
    try check("MPI_Win_free", MPI_Win_free(&window.handle))
  }

  /// Makes what any rank of the node has written before visible to all of them. Collective over the
  /// node.
  public func synchronize() throws(MPIError) {
    try check("MPI_Win_fence", MPI_Win_fence(0, window.handle))
  }

  /// All elements, for reading. Not to be used while another rank updates them.
  @inlinable
  public var span: Span<Element> {
    @_lifetime(borrow self) get {
      precondition(!isFreed, "the shared array has been freed")
      let elements = Span(_unsafeStart: pointer, count: count)
      return _overrideLifetime(elements, borrowing: self)
    }
  }

  /// One element, by its position from 0, for reading.
  @inlinable
  public subscript(index: Int) -> Element {
    precondition(!isFreed && index >= 0 && index < count, "index out of range or array freed")
    return pointer[index]
  }

  /// Lets this rank write some of the elements. Ranks may write at the same time where their ranges
  /// do not overlap; call ``synchronize()`` on all ranks before anyone reads.
  public func update<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (inout MutableSpan<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(!isFreed, "the shared array has been freed")
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range out of bounds")
    var elements = MutableSpan(_unsafeStart: pointer + range.lowerBound, count: range.count)
    return try body(&elements)
  }
}

extension NodeTopology {
  /// Each rank's part one after the other in rank order, in one copy for each node. Collective over
  /// all ranks.
  ///
  /// Every rank writes its part into its node's copy; then the leaders of the nodes broadcast to each
  /// other what their nodes have, so that between nodes each element travels once for each node.
  ///
  /// ```swift
  /// let edges = try nodes.allGatherShared(varying: myEdges)
  /// cluster(edges.span)
  /// try edges.free()
  /// ```
  public func allGatherShared<Element: MPIElement>(
    varying part: Span<Element>
  ) throws(MPIError) -> NodeSharedArray<Element> {
    let counts = try all.allGather(part.count)
    let (offsets, total) = exclusiveSums(of: counts)
    let array = try NodeSharedArray<Element>(uninitializedCount: total, on: node)
    let mine = array.pointer + offsets[all.rank]
    part.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      mine.initialize(from: first, count: source.count)
    }
    try array.synchronize()

    if let leaders, nodeCount > 1 {
      for segment in segments(counts: counts) {
        let elements = UnsafeMutableBufferPointer(
          start: array.pointer + segment.elements.lowerBound, count: segment.elements.count)
        try check("MPI_Bcast", leaders.broadcast(elements, from: segment.node))
      }
    }
    try array.synchronize()
    return array
  }

  /// The arrays of all ranks one after the other in rank order, in one copy for each node. Collective
  /// over all ranks.
  ///
  /// ```swift
  /// let edges = try nodes.allGatherShared(varying: myEdges)
  /// ```
  public func allGatherShared<Element: MPIElement>(
    varying part: [Element]
  ) throws(MPIError) -> NodeSharedArray<Element> {
    try part.withSpan { (span) throws(MPIError) in
      try allGatherShared(varying: span)
    }
  }

  /// The stretches of the whole that lie on one node, in order.
  private func segments(counts: [Int]) -> [(node: Int, elements: Range<Int>)] {
    var segments: [(node: Int, elements: Range<Int>)] = []
    var end = 0
    for (node, count) in zip(nodeOfRank, counts) {
      if let last = segments.last, last.node == node {
        segments[segments.count - 1].elements = last.elements.lowerBound..<end + count
      } else {
        segments.append((node, end..<end + count))
      }
      end += count
    }
    return segments
  }
}

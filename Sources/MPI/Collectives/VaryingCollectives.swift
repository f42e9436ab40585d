import CMPI

// Collectives in which each rank's part has its own length. The lengths are exchanged first, unless
// the caller knows them. Every operation is collective: all ranks call it, with the same root.
//
// The counts and displacements of MPI_Gatherv and its kin are C ints. Where the whole passes the
// limit, the parts are exchanged by MPI_Alltoallw instead, with one datatype for each peer that
// holds the part's count and place in 64 bits. All ranks must come to the same choice, so it is
// made on what all know.

extension Communicator {
  /// Each rank's part, on the root; nil elsewhere.
  ///
  /// ```swift
  /// if let parts = try world.gather(varying: mine.span, to: 0) { print(parts[1]) }
  /// ```
  public func gather<Element: MPIElement>(
    varying part: Span<Element>, to root: Int
  ) throws(MPIError) -> RankParts<Element>? {
    if isAlone, root == 0 { return RankParts(copy(of: part), counts: [part.count]) }
    let counts = try allGather(part.count)
    let (offsets, total) = exclusiveSums(of: counts)
    let isRoot = rank == root
    var code = Int32(MPI_SUCCESS)
    var elements: [Element] = []

    if isWithinLimit(total, of: Element.self) {
      let (unit, scale) = (Element.mpiDatatype.unit, Element.mpiDatatype.unitsPerElement)
      (elements, code) = uninitialized(Element.self, count: isRoot ? total : 0) { receive in
        part.withUnsafeBufferPointer { send in
          MPI_Gatherv(
            send.baseAddress, Int32(part.count * scale), unit.handle, receive,
            counts.map { Int32($0 * scale) }, offsets.map { Int32($0 * scale) }, unit.handle,
            peer(root), handle.handle)
        }
      }
      try check("MPI_Gatherv", code)
    } else {
      let outgoing = (0..<size).map { $0 == root ? 0..<part.count : 0..<0 }
      let incoming = (0..<size).map {
        isRoot ? offsets[$0]..<offsets[$0] + counts[$0] : 0..<0
      }
      elements = try exchange(part, outgoing, incoming, count: isRoot ? total : 0)
    }
    return isRoot ? RankParts(elements, counts: counts) : nil
  }

  /// The array of each rank, on the root; nil elsewhere.
  ///
  /// ```swift
  /// if let parts = try world.gather(varying: lines, to: 0) { parts.elements.forEach(write) }
  /// ```
  public func gather<Element: MPIElement>(
    varying part: [Element], to root: Int
  ) throws(MPIError) -> RankParts<Element>? {
    try part.withSpan { (span) throws(MPIError) in
      try gather(varying: span, to: root)
    }
  }

  /// Each rank's part, on every rank.
  ///
  /// ```swift
  /// let edges = try world.allGather(varying: myEdges.span).elements
  /// ```
  public func allGather<Element: MPIElement>(
    varying part: Span<Element>
  ) throws(MPIError) -> RankParts<Element> {
    let counts = try allGather(part.count)
    return RankParts(try allGather(varying: part, counts: counts), counts: counts)
  }

  /// The array of each rank, on every rank.
  ///
  /// ```swift
  /// let edges = try world.allGather(varying: myEdges).elements
  /// ```
  public func allGather<Element: MPIElement>(
    varying part: [Element]
  ) throws(MPIError) -> RankParts<Element> {
    try part.withSpan { (span) throws(MPIError) in
      try allGather(varying: span)
    }
  }

  /// The parts of all ranks one after the other, on every rank, where the lengths are known.
  ///
  /// ```swift
  /// let labels = try world.allGather(varying: myLabels.span, counts: rowsOfEachRank)
  /// ```
  public func allGather<Element: MPIElement>(
    varying part: Span<Element>, counts: [Int]
  ) throws(MPIError) -> [Element] {
    precondition(
      counts.count == size && counts[rank] == part.count,
      "there must be a count for each rank, and this rank's must be that of its part")
    if isAlone { return copy(of: part) }
    let (offsets, total) = exclusiveSums(of: counts)
    guard isWithinLimit(total, of: Element.self) else {
      let outgoing = [Range<Int>](repeating: 0..<part.count, count: size)
      let incoming = (0..<size).map { offsets[$0]..<offsets[$0] + counts[$0] }
      return try exchange(part, outgoing, incoming, count: total)
    }

    let (unit, scale) = (Element.mpiDatatype.unit, Element.mpiDatatype.unitsPerElement)
    let (elements, code) = uninitialized(Element.self, count: total) { receive in
      part.withUnsafeBufferPointer { send in
        MPI_Allgatherv(
          send.baseAddress, Int32(part.count * scale), unit.handle, receive,
          counts.map { Int32($0 * scale) }, offsets.map { Int32($0 * scale) }, unit.handle,
          handle.handle)
      }
    }
    try check("MPI_Allgatherv", code)
    return elements
  }

  /// The arrays of all ranks one after the other, on every rank, where their lengths are known.
  ///
  /// ```swift
  /// let labels = try world.allGather(varying: myLabels, counts: rowsOfEachRank)
  /// ```
  public func allGather<Element: MPIElement>(
    varying part: [Element], counts: [Int]
  ) throws(MPIError) -> [Element] {
    try part.withSpan { (span) throws(MPIError) in
      try allGather(varying: span, counts: counts)
    }
  }

  /// This rank's part of what the root holds.
  ///
  /// ```swift
  /// let mine = try world.scatter(varying: world.rank == 0 ? RankParts(tables) : nil, from: 0)
  /// ```
  ///
  /// - Parameters:
  ///   - parts: on the root, a part for each rank; ignored elsewhere.
  ///   - root: the rank that has them.
  public func scatter<Element: MPIElement>(
    varying parts: RankParts<Element>?, from root: Int
  ) throws(MPIError) -> [Element] {
    precondition(
      rank != root || parts?.count == size, "the root must have a part for each of \(size) ranks")
    let isRoot = rank == root
    let counts = try broadcast(isRoot ? parts?.counts ?? [] : [], from: root)
    let (offsets, total) = exclusiveSums(of: counts)
    let held = isRoot ? parts?.elements ?? [] : []
    let mine = counts[rank]

    guard isWithinLimit(total, of: Element.self) else {
      let outgoing = (0..<size).map {
        isRoot ? offsets[$0]..<offsets[$0] + counts[$0] : 0..<0
      }
      let incoming = (0..<size).map { $0 == root ? 0..<mine : 0..<0 }
      return try held.withSpan { (span) throws(MPIError) in
        try exchange(span, outgoing, incoming, count: mine)
      }
    }

    let (unit, scale) = (Element.mpiDatatype.unit, Element.mpiDatatype.unitsPerElement)
    let (elements, code) = uninitialized(Element.self, count: mine) { receive in
      held.withUnsafeBufferPointer { send in
        MPI_Scatterv(
          send.baseAddress, counts.map { Int32($0 * scale) }, offsets.map { Int32($0 * scale) },
          unit.handle, receive, Int32(mine * scale), unit.handle, peer(root), handle.handle)
      }
    }
    try check("MPI_Scatterv", code)
    return elements
  }

  /// Sends the i-th part to rank i; returns the parts meant for this rank, by sender.
  ///
  /// ```swift
  /// let queriesForMe = try world.allToAll(varying: RankParts(queriesForEachRank))
  /// ```
  public func allToAll<Element: MPIElement>(
    varying parts: RankParts<Element>
  ) throws(MPIError) -> RankParts<Element> {
    precondition(parts.count == size, "there must be a part for each of \(size) ranks")
    let counts = try allToAll(parts.counts)
    let (offsets, total) = exclusiveSums(of: counts)
    let largest = try allReduce(max(total, parts.elements.count), with: .max)
    guard isWithinLimit(largest, of: Element.self) else {
      let outgoing = (0..<size).map { parts.offsets[$0]..<parts.offsets[$0] + parts.counts[$0] }
      let incoming = (0..<size).map { offsets[$0]..<offsets[$0] + counts[$0] }
      let elements = try parts.elements.withSpan { (span) throws(MPIError) in
        try exchange(span, outgoing, incoming, count: total)
      }
      return RankParts(elements, counts: counts)
    }

    let (unit, scale) = (Element.mpiDatatype.unit, Element.mpiDatatype.unitsPerElement)
    let (elements, code) = uninitialized(Element.self, count: total) { receive in
      parts.elements.withUnsafeBufferPointer { send in
        MPI_Alltoallv(
          send.baseAddress, parts.counts.map { Int32($0 * scale) },
          parts.offsets.map { Int32($0 * scale) }, unit.handle, receive,
          counts.map { Int32($0 * scale) }, offsets.map { Int32($0 * scale) }, unit.handle,
          handle.handle)
      }
    }
    try check("MPI_Alltoallv", code)
    return RankParts(elements, counts: counts)
  }

  private func isWithinLimit<Element: MPIElement>(_ count: Int, of type: Element.Type) -> Bool {
    count * type.mpiDatatype.unitsPerElement <= countLimit
  }

  /// Sends `outgoing[i]` of `elements` to rank i and returns `count` elements, of which rank i
  /// supplies `incoming[i]`. Every rank's outgoing range has the length of its peer's incoming one.
  private func exchange<Element: MPIElement>(
    _ elements: Span<Element>, _ outgoing: [Range<Int>], _ incoming: [Range<Int>], count: Int
  ) throws(MPIError) -> [Element] {
    var layouts: [Layout] = []
    defer { for layout in layouts { layout.release() } }
    for range in outgoing + incoming {
      layouts.append(
        try Layout(
          Element.mpiDatatype, count: range.count, offset: range.lowerBound, limit: countLimit))
    }
    let counts = layouts.map(\.count)
    let datatypes = layouts.map(\.datatype)
    let noOffsets = [Int32](repeating: 0, count: size)

    let (result, code) = uninitialized(Element.self, count: count) { receive in
      elements.withUnsafeBufferPointer { send in
        cmpi_alltoallw(
          send.baseAddress, Array(counts[..<size]), noOffsets, Array(datatypes[..<size]), receive,
          Array(counts[size...]), noOffsets, Array(datatypes[size...]), handle)
      }
    }
    try check("MPI_Alltoallw", code)
    return result
  }
}

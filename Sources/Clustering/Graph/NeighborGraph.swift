/// The edges of a graph of faces in compressed rows: which others each face is connected with, and how
/// similar they are.
///
/// A graph of nearest neighbors is directed: a face may be in another's list that is not in its own. An
/// undirected graph has each edge in the rows of both its ends (see ``union(threads:)``).
package struct NeighborGraph: @unchecked Sendable {
  /// The number of faces, with and without edges.
  package let nodeCount: Int
  /// Where each row starts; one more entry than there are faces.
  let offsets: [Int]
  private let limits: RowLimits
  let targets: UnsafePointer<UInt32>
  let weights: UnsafePointer<Float>
  /// What the memory of the edges belongs to.
  private let owner: AnyObject

  /// How a search of neighbors limits the rows of its graph.
  package struct RowLimits: Sendable {
    /// The most entries that a row may have; a face with so many may have more neighbors.
    package let longestRow: Int
    /// What similarity the search asked for.
    package let leastWeight: Float

    /// Limits of a search; without any, all rows are whole.
    package init(longestRow: Int = .max, leastWeight: Float = -1) {
      self.longestRow = longestRow
      self.leastWeight = leastWeight
    }
  }

  /// The most entries that a row may have; a face with so many may have more neighbors.
  package var longestRow: Int { limits.longestRow }

  /// What similarity the search of neighbors asked for.
  package var leastWeight: Float { limits.leastWeight }

  /// What the weight of two faces that are the same is at least: their cosine, computed in float32, may lie so far below
  /// 1. The search of neighbors keeps such pairs whatever similarity it asks for.
  package static let leastOfSame: Float = 1 - 0x1p-22

  /// The least weight of edges between faces of a similarity or more. What rounding leaves below that of faces which are
  /// the same counts as 1, and below that of opposite ones as -1.
  package static func leastWeight(of similarity: Float) -> Float {
    similarity > -1 ? min(similarity, leastOfSame) : -.infinity
  }

  /// The same of a similarity in double.
  package static func leastWeight(of similarity: Double) -> Double {
    similarity > -1 ? min(similarity, Double(leastOfSame)) : -.infinity
  }

  /// The number of entries of all rows: edges, or, of an undirected graph, twice the edges.
  package var entryCount: Int { offsets[nodeCount] }

  /// A graph of edges in memory that something else has and gives back; it is kept alive as long.
  ///
  /// - Parameters:
  ///   - sources: rising; as many as targets and weights.
  ///   - limits: how the neighbors were searched.
  ///   - owner: what the memory of targets and weights belongs to.
  package init(
    nodeCount: Int, sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Float>,
    limits: RowLimits, owner: AnyObject
  ) {
    precondition(sources.count == targets.count && sources.count == weights.count)
    var offsets = [Int](repeating: 0, count: nodeCount + 1)
    for edge in sources.indices { offsets[Int(sources[edge]) + 1] += 1 }
    for node in 0..<nodeCount { offsets[node + 1] += offsets[node] }
    let (firstTarget, firstWeight) = targets.withUnsafeBufferPointer { targets in
      weights.withUnsafeBufferPointer { (targets.baseAddress, $0.baseAddress) }
    }
    self.init(
      offsets: offsets, targets: firstTarget ?? Self.nothing(UInt32.self),
      weights: firstWeight ?? Self.nothing(Float.self), limits: limits, owner: owner)
  }

  /// A graph of given edges; the rows are in the order of the edges.
  package init(
    nodeCount: Int, edges: [(source: UInt32, target: UInt32, weight: Float)],
    longestRow: Int = .max, leastWeight: Float = -1
  ) {
    let sorted = edges.indices.sorted { (edges[$0].source, $0) < (edges[$1].source, $1) }
    let memory = EdgeMemory(capacity: edges.count)
    for (place, edge) in sorted.enumerated() {
      (memory.targets + place).initialize(to: edges[edge].target)
      (memory.weights + place).initialize(to: edges[edge].weight)
    }
    self.init(
      nodeCount: nodeCount, sources: sorted.map { edges[$0].source }.span,
      targets: Span(_unsafeStart: memory.targets, count: edges.count),
      weights: Span(_unsafeStart: memory.weights, count: edges.count),
      limits: RowLimits(longestRow: longestRow, leastWeight: leastWeight), owner: memory)
  }

  init(
    offsets: [Int], targets: UnsafePointer<UInt32>, weights: UnsafePointer<Float>,
    limits: RowLimits = RowLimits(), owner: AnyObject
  ) {
    nodeCount = offsets.count - 1
    self.offsets = offsets
    self.targets = targets
    self.weights = weights
    self.limits = limits
    self.owner = owner
  }

  /// The number of entries in the row of a face.
  package func degree(of node: Int) -> Int { offsets[node + 1] - offsets[node] }

  /// The entries of the row of a face.
  @inline(__always)
  func row(_ node: Int) -> Range<Int> { offsets[node]..<offsets[node + 1] }

  /// The first in the row of a face, the most similar one in a graph of neighbors; nil without one.
  package func firstNeighbor(of node: Int) -> Int? {
    degree(of: node) > 0 ? Int(targets[offsets[node]]) : nil
  }

  /// The last weight in the row of a face, the least of it in a graph of neighbors; nil without one.
  package func lastWeight(of node: Int) -> Float? {
    degree(of: node) > 0 ? weights[offsets[node + 1] - 1] : nil
  }

  /// Calls `body` with each face in the row of a face and their similarity, in the order of the row.
  package func forEachNeighbor(of node: Int, _ body: (_ neighbor: Int, _ weight: Float) -> Void) {
    for entry in offsets[node]..<offsets[node + 1] { body(Int(targets[entry]), weights[entry]) }
  }

  private static func nothing<Element>(_ type: Element.Type) -> UnsafePointer<Element> {
    // Rows without entries are never read.
    UnsafePointer(bitPattern: MemoryLayout<Element>.alignment)!
  }
}

extension NeighborGraph {
  /// The bytes that a graph of given edges needs besides these.
  package static func bytes(faces: Int) -> Int { (faces + 1) * MemoryLayout<Int>.size }
}

import Threads

/// The edges of a graph by falling weight, some at a time, without those that connect faces of the same tree.
struct FallingEdges {
  private let graph: NeighborGraph
  /// Edges of less weight are left out.
  private let least: Double
  private let workers: Workers

  init(_ graph: NeighborGraph, least: Double, threads: Int) {
    self.graph = graph
    self.least = least
    workers = Workers(count: threads)
  }

  /// Weights down to which edges are taken one after another, that about these shares of them reach by a sample; the last
  /// is that of all.
  var floors: [Float] {
    guard graph.entryCount >= Self.fewEdges else { return [-.infinity] }
    var sample = (0..<Self.mostSampled).map {
      graph.weights[$0 * graph.entryCount / Self.mostSampled]
    }
    sample.sort(by: >)
    return Self.shares.map { sample[Int($0 * Double(Self.mostSampled))] } + [-.infinity]
  }

  private static let (fewEdges, mostSampled) = (1 << 16, 1 << 13)
  private static let shares = [0.0625, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]

  /// The edges of some weights, in the order of the rows.
  ///
  /// - Parameters:
  ///   - above: edges have less weight; NaN: there is no limit.
  ///   - floor: they have as much or more.
  ///   - trees: that of each face; edges within one are left out.
  func edges(below above: Float, downTo floor: Float, between trees: [UInt32]) -> [WeightedEdge] {
    let faces = 0..<graph.nodeCount
    var parts = [[WeightedEdge]](
      repeating: [], count: Workers.pieces(faces, by: Self.rowsAtATime))
    parts.withUnsafeMutableBufferPointer { parts in
      // Each piece has a part of its own.
      nonisolated(unsafe) let parts = parts
      workers.forEach(faces, by: Self.rowsAtATime) { rows, piece, _ in
        parts[piece] = edges(of: rows, below: above, downTo: floor, between: trees)
      }
    }
    var all: [WeightedEdge] = []
    all.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { all += part }
    return all
  }

  private static let rowsAtATime = 1 << 13

  private func edges(
    of rows: Range<Int>, below above: Float, downTo floor: Float, between trees: [UInt32]
  ) -> [WeightedEdge] {
    var edges: [WeightedEdge] = []
    for face in rows {
      let tree = trees[face]
      for entry in graph.row(face) {
        let weight = graph.weights[entry]
        guard weight >= floor, !(weight >= above), Double(weight) >= least else { continue }
        let other = graph.targets[entry]
        guard trees[Int(other)] != tree else { continue }
        edges.append(WeightedEdge(source: UInt32(face), target: other, weight: weight))
      }
    }
    return edges
  }
}

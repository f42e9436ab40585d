import BinarySearch
import CSimilarity

/// Finds the classes of scores by a table of narrow cells.
struct SimilarityCells: Sendable {
  private let edges: [Float]
  private let bound: Float
  /// For each cell the class of its lowest scores; `manyEdges` where there are several edges in it.
  private let lowest: [UInt16]
  /// The only edge of each cell; infinite where there is none.
  private let edge: [Float]

  private static let manyEdges = UInt16.max
  private static let cells = 8192
  /// Scores of unit rows are between -reach and reach, with any rounding.
  private static let reach: Float = 1.02
  private static let scale = Float(cells) / (2 * reach)

  /// - Parameters:
  ///   - edges: rising, fewer than 65,535.
  ///   - bound: how far a score can be from the similarity.
  init(edges: [Float], bound: Float) {
    precondition(bound < Self.reach - 1)
    self.edges = edges
    self.bound = bound
    // What rounding the place of a score to a cell may shift it.
    let slack = bound + 1e-5
    var next = 0
    var (lowest, edge) = ([UInt16](), [Float]())
    for cell in 0..<Self.cells {
      let low = Float(cell) / Self.scale - Self.reach - slack
      let high = Float(cell + 1) / Self.scale - Self.reach + slack
      while next < edges.count, edges[next] < low { next += 1 }
      let own = edges[next...].prefix { $0 <= high }
      lowest.append(own.count > 1 ? Self.manyEdges : UInt16(next))
      edge.append(own.first ?? .infinity)
    }
    (self.lowest, self.edge) = (lowest, edge)
  }

  /// Counts scores by the classes of their similarities.
  ///
  /// - Parameter similarity: that of the pair of a score; asked for where the score is too near to an edge.
  func count(
    _ scores: UnsafePointer<Float>, _ count: Int, into counts: UnsafeMutablePointer<UInt32>,
    similarity: (Int) -> Float
  ) {
    lowest.withUnsafeBufferPointer { lowest in
      edge.withUnsafeBufferPointer { edge in
        for place in 0..<count {
          let score = scores[place]
          let cell = Int((score + Self.reach) * Self.scale)
          if edge[cell] == .infinity {
            counts[Int(lowest[cell])] += 1
          } else {
            counts[classOf(score, similarity(place))] += 1
          }
        }
      }
    }
  }

  /// Counts scores that are the similarities themselves: products times a factor and one of each.
  func count(
    _ products: UnsafePointer<Float>, _ count: Int, times factor: Float,
    _ factors: UnsafePointer<Float>, into counts: UnsafeMutablePointer<UInt32>
  ) {
    lowest.withUnsafeBufferPointer { lowest in
      edge.withUnsafeBufferPointer { edge in
        edges.withUnsafeBufferPointer { edges in
          var classes = score_classes(
            lowest: lowest.baseAddress, edge: edge.baseAddress, edges: edges.baseAddress,
            edge_count: edges.count, reach: Self.reach, scale: Self.scale)
          count_scores(products, count, factor, factors, &classes, counts)
        }
      }
    }
  }

  /// The class of a score near an edge.
  private func classOf(_ score: Float, _ similarity: @autoclosure () -> Float) -> Int {
    let low = classOf(similarity: (score - bound).nextDown)
    let high = classOf(similarity: (score + bound).nextUp)
    return low == high ? low : classOf(similarity: similarity())
  }

  /// How many edges a similarity reaches.
  func classOf(similarity: Float) -> Int {
    (0..<edges.count).partitioningIndex { similarity < edges[$0] }
  }
}

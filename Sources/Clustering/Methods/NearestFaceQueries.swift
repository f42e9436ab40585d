/// The faces of a graph, for methods that ask more of them than the graph says.
package protocol NearestFaceQueries {
  /// For each face of some groups the most similar faces of other groups that are at least so similar, as
  /// edges from it: edges of a face follow each other, best first.
  ///
  /// - Parameters:
  ///   - groups: no face is in two of them.
  ///   - most: how many others of a face at the most.
  ///   - least: the least similarity.
  func nearestOutside(_ groups: [[UInt32]], most: Int, least: Float) throws -> [WeightedEdge]

  /// For each of some clusters the one whose mean face is most similar to its own, where there is one at
  /// least so similar; the numbers of edges are those of clusters.
  ///
  /// - Parameters:
  ///   - clusters: of each face, all numbers from 0 on.
  ///   - count: how many clusters there are.
  func nearestMeans(of clusters: [UInt32], count: Int, least: Float) throws -> [WeightedEdge]
}

/// A method that may have to compare faces which the graph does not connect.
package protocol GraphAndFaceMethod: GraphMethod {
  /// Finds clusters; see ``GraphMethod/clusters(of:threads:progress:)``.
  func clusters(
    of graph: NeighborGraph, faces: any NearestFaceQueries, threads: Int, progress: (Double) -> Void
  ) throws -> MethodResult<Report>
}

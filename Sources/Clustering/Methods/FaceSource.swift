/// The faces of a graph, for methods that ask more of them than the graph says.
package protocol FaceSource {
  /// For each face of some groups the most similar face of another group, where there is one at least so
  /// similar.
  ///
  /// - Parameters:
  ///   - groups: no face is in two of them.
  ///   - least: the least similarity.
  func nearestOutside(_ groups: [[UInt32]], least: Float) throws -> [WeightedEdge]
}

/// A method that may have to compare faces which the graph does not connect.
package protocol FaceMethod: GraphMethod {
  /// Finds clusters; see ``GraphMethod/clusters(of:threads:progress:)``.
  func clusters(
    of graph: NeighborGraph, faces: any FaceSource, threads: Int, progress: (Double) -> Void
  ) throws -> MethodResult<Report>
}

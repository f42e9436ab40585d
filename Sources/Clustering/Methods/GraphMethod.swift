/// A method that puts the faces of a graph of nearest neighbors into clusters.
///
/// To add one: a folder beside this one with a type that conforms, and a row in ``GraphMethods``. What is
/// found must not depend on the number of threads.
package protocol GraphMethod: DescribedMethod {
  /// Finds clusters.
  ///
  /// - Parameters:
  ///   - graph: directed, the rows by falling weight.
  ///   - threads: how many may work.
  ///   - progress: told now and then which share is done, 0…1.
  func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> MethodResult<Report>

  /// The bytes that it needs besides the edges themselves, at most.
  func bytes(faces: Int, edges: Int, threads: Int) -> Int
}

/// The table of the methods that work on a graph of nearest neighbors.
package enum GraphMethods {
  package static let all: [any GraphMethod.Type] = [
    ChineseWhispers.self,
    KNNDBSCAN.self,
    SingleLinkage.self,
    CDP.self,
    RankOrder.self,
    HDBSCAN.self,
    FINCH.self,
    Leiden.self,
    LeidenCPM.self,
    Louvain.self,
    DensityPeaks.self,
    Intimacy.self,
    Spectral.self,
  ]
}

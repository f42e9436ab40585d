/// A method that puts faces into clusters by their features, on all ranks together and without a graph.
///
/// To add one: a folder beside this one with a type that conforms, and a row in ``FeatureMethods``. What is
/// found must depend neither on the number of ranks nor on that of threads: sums over faces are of whole
/// numbers, or each is one thread's in the order of the faces.
package protocol FeatureMethod: DescribedMethod {
  /// Finds clusters. Collective.
  ///
  /// - Parameters:
  ///   - checkpoint: where its rounds are saved, and from which it goes on; nil to save nothing. It finds the
  ///     same with and without.
  ///   - progress: told now and then which share is done, 0…1.
  /// - Returns: the labels of all faces, the same on all ranks.
  func clusters(
    of faces: any DistributedFaces, saving checkpoint: (any RoundCheckpoint)?,
    progress: (Double) -> Void
  ) throws -> MethodResult<Report>

  /// The bytes that a rank needs besides its rows, at most.
  ///
  /// - Parameters:
  ///   - own: the faces of the rank.
  ///   - faces: those of all ranks.
  func bytes(own: Int, faces: Int, dimension: Int, threads: Int) -> Int
}

extension FeatureMethod {
  /// Finds clusters, and saves nothing meanwhile. Collective.
  package func clusters(
    of faces: any DistributedFaces, progress: (Double) -> Void
  ) throws -> MethodResult<Report> {
    try clusters(of: faces, saving: nil, progress: progress)
  }

  /// No edge is needed.
  package static func leastSimilarity(_ values: MethodValues) -> Double? { 1 }
  package static var defaultK: Int? { 1 }
}

/// The table of the methods that work on the faces themselves.
package enum FeatureMethods {
  package static let all: [any FeatureMethod.Type] = [
    KMeans.self,
    MiniBatchKMeans.self,
    Nystrom.self,
    MeanShift.self,
  ]
}

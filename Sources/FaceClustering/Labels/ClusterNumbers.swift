/// The numbers under which clusters are written. Within a run they are counted by falling size, from 0.
struct ClusterNumbers {
  private let written: [Int]?

  /// As they are counted within the run.
  static let bySize = ClusterNumbers(written: nil)

  /// - Parameter written: the number of each cluster, counted by falling size; nil for that itself.
  init(written: [Int]?) { self.written = written }

  /// The number of a cluster; ``Labels/unknown`` stays.
  subscript(cluster: Int) -> Int {
    guard let written, cluster != Labels.unknown else { return cluster }
    return written[cluster]
  }
}

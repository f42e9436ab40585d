import Threads

extension LevelView {
  /// Work in sweeps over all nodes and links, to be noticed if one does not end; nil for so few nodes that
  /// a sweep is over before that is worth saying.
  func watchedSweeps() -> WorkInProgress.Sweeps? {
    nodeCount >= Self.fewNodes ? WorkInProgress.Sweeps(links: linkEnds + nodeCount) : nil
  }

  private static var fewNodes: Int { 256 }
}

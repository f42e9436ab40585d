/// A method that puts the faces of a graph of nearest neighbors into clusters.
///
/// To add one: a folder beside this one with a type that conforms, and a row in the table of methods.
/// What is found must not depend on the number of threads.
package protocol GraphMethod: Sendable {
  /// What there is to say of a clustering besides its labels, for the run record.
  associatedtype Report: Codable & Sendable

  /// Finds clusters.
  ///
  /// - Parameters:
  ///   - graph: directed, the rows by falling weight.
  ///   - threads: how many may work.
  ///   - progress: told now and then which share is done, 0…1.
  /// - Returns: for each face a number that those of its cluster have, and no others.
  func clusters(
    of graph: NeighborGraph, threads: Int, progress: (Double) -> Void
  ) -> (labels: [UInt32], report: Report)

  /// The bytes that it needs besides the edges themselves, at most.
  func bytes(faces: Int, edges: Int, threads: Int) -> Int
}

extension NeighborGraph {
  /// The bytes that a graph of given edges needs besides these.
  package static func bytes(faces: Int) -> Int { (faces + 1) * MemoryLayout<Int>.size }

  /// The bytes of the union of a directed graph, while it is made.
  package static func unionBytes(faces: Int, edges: Int) -> Int {
    2 * edges * (MemoryLayout<UInt32>.size + MemoryLayout<Float>.size)
      + 3 * (faces + 1) * MemoryLayout<Int>.size
  }
}

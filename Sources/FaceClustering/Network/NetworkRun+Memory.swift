import Foundation
import Infomap
import MPI

extension NetworkRun {
  /// The bytes of the files of the network; those of pipes are not known.
  var fileBytes: Int {
    NetworkInput.files(path).reduce(0) { sum, file in
      var status = stat()
      let isFile = stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      return sum + (isFile ? Int(status.st_size) : 0)
    }
  }

  /// Refuses a network of which not even the files fit in the memory of a node: a text is in memory while
  /// it is parsed, and arrays while a network is made of them. Collective.
  func planMemory(_ nodes: NodeTopology) throws {
    let readers = nodes.ranksOfThisNode.count { isDistributed || $0 == 0 }
    let copies = isDistributed && NetworkInput.isEdgeList(path) ? 1 : readers
    try require(fileBytes, copies: copies, nodes)
  }

  /// Refuses so many links, of which each working rank has all, where the flow along them does not fit in the memory of a
  /// node. Collective.
  func planMemory(ofFlowAlong links: Int, _ nodes: NodeTopology) throws {
    let readers = nodes.ranksOfThisNode.count { isDistributed || $0 == 0 }
    // Each link has its other end and its flow.
    let bytesOfLink = MemoryLayout<UInt32>.size + MemoryLayout<Float>.size
    try require(bytesOfLink * links, copies: readers, nodes)
  }

  private func require(_ bytes: Int, copies: Int, _ nodes: NodeTopology) throws {
    try session.requireRoom(
      for: .init(
        ofNode: copies * bytes, ofRank: isWorking ? bytes : 0, purpose: "the network",
        remedy: "use a node with more memory"
          + (copies > 1 ? ", fewer ranks, or numpy arrays, of which ranks have a part each" : "")),
      nodes)
  }
}

import FaceClustering
import Foundation
import Infomap
import Storage

/// What the command `infomap` works on and where the result goes.
struct NetworkJob {
  let flow: FlowNetwork
  /// The modules to start from.
  let given: Hierarchy?
  /// How fast the network was parsed, if it is a text.
  let parsing: NetworkInput.Parsing?
  var phases = PhaseTimes()
  private let output: (path: String, format: PartitionFormat)?

  /// Checks the names of all files before it reads any.
  ///
  /// - Parameter checksOutput: whether this rank writes the result.
  init(_ line: CommandLine, threads: Int, checksOutput: Bool) throws {
    output = try line.out.map { path in
      guard let format = Self.partitionFormat(path) else {
        throw Failure(.commandLine, "--out \(path): the name must end in .clu or .tree")
      }
      do throws(FileError) {
        if checksOutput { try AtomicFile.checkWritable(path) }
      } catch {
        throw Failure(.commandLine, "\(error)")
      }
      return (path, format)
    }
    let clusterFormat = try line.network.clusterData.map { path in
      guard let format = Self.partitionFormat(path) else {
        throw Failure(
          .commandLine, "--cluster-data \(path): the name must end in .clu, .tree or .ftree")
      }
      return format
    }
    var parsing: NetworkInput.Parsing?
    let (network, given) = try phases.measure("load") {
      let network = try NetworkInput.read(
        line.files[0], directed: line.options.directed, keepsSelfLinks: line.network.keepsSelfLinks,
        threads: threads
      ) { parsing = $0 }
      let given = try line.network.clusterData.map { path in
        try Hierarchy(
          text: try InputFile.contents(of: path), format: clusterFormat!, fileName: path,
          of: network)
      }
      return (network, given)
    }
    self.given = given
    self.parsing = parsing
    flow = phases.measure("flow") {
      FlowNetwork(network, options: line.network.flow, threads: threads)
    }
  }

  mutating func write(_ result: HierarchyResult) throws {
    try phases.measure("write") {
      guard let (path, format) = output else { return }
      let file = try AtomicFile(path)
      try result.write(format, of: flow) { (bytes) throws(FileError) in
        try file.append(elements: bytes)
      }
      try file.commit()
    }
  }

  private static func partitionFormat(_ path: String) -> PartitionFormat? {
    let ending = URL(fileURLWithPath: path).pathExtension
    return ending == "ftree" ? .tree : PartitionFormat(rawValue: ending)
  }
}

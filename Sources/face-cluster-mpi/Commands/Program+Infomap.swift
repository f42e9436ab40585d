import FaceClustering
import Foundation
import Infomap
import Storage

extension Program {
  func infomap() throws {
    let output = try line.out.map { (path) throws -> (String, PartitionFormat) in
      guard let format = partitionFormat(path) else {
        throw Failure(.commandLine, "--out \(path): the name must end in .clu or .tree")
      }
      try asCommandLine { () throws(FileError) in try AtomicFile.checkWritable(path) }
      return (path, format)
    }
    let clusterFormat = try line.network.clusterData.map { (path) throws -> PartitionFormat in
      guard let format = partitionFormat(path) else {
        throw Failure(
          .commandLine, "--cluster-data \(path): the name must end in .clu, .tree or .ftree")
      }
      return format
    }
    var phases = PhaseTimes()
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
    if let parsing, line.verbosity == .verbose {
      printer.line(
        String(
          format: "parsed %.1f MB in %.3f s, %.0f MB/s", Double(parsing.bytes) * 1e-6,
          parsing.seconds, parsing.megabytesPerSecond))
    }
    let flow = phases.measure("flow") {
      FlowNetwork(network, options: line.network.flow, threads: threads)
    }
    let result = phases.measure("search") { search(flow, from: given) }
    try phases.measure("write") {
      guard let (path, format) = output else { return }
      let file = try AtomicFile(path)
      try result.write(format, of: flow) { (bytes) throws(FileError) in
        try file.append(elements: bytes)
      }
      try file.commit()
    }
    print(
      line.json
        ? Summary.json(of: result, network, phases, parsing)
        : Summary.text(of: result, network, phases))
  }

  private var threads: Int {
    line.options.threads ?? ProcessInfo.processInfo.activeProcessorCount
  }

  private func search(_ flow: FlowNetwork, from given: Hierarchy?) -> HierarchyResult {
    var options = SearchOptions()
    options.seed = line.options.seed
    options.trials = line.options.trials
    options.threads = threads
    options.preferredModules = line.options.preferredModules
    let start = given.map {
      HierarchyResult(
        hierarchy: $0, seed: options.seed, on: flow, preferredModules: options.preferredModules)
    }
    if let start, !line.network.searches { return start }
    func report(_ phase: SearchPhase, _ codelength: Double) {
      if line.verbosity == .verbose { printer.line("\(phase.rawValue): \(codelength) bits") }
    }
    let found: HierarchyResult
    if let start {
      let improved = flow.improve(start.hierarchy.bottomPartition, options, progress: report)
      found =
        line.network.isTwoLevel
        ? HierarchyResult(improved)
        : flow.deepen(improved, preferredModules: options.preferredModules)
    } else if line.network.isTwoLevel {
      found = HierarchyResult(flow.search(options, progress: report))
    } else {
      found = flow.searchHierarchy(options, progress: report)
    }
    // A hierarchy given may be better than what its modules alone led to.
    guard let start, start.codelength.total < found.codelength.total else { return found }
    return line.network.isTwoLevel && start.hierarchy.levelCount > 2 ? found : start
  }

  private func partitionFormat(_ path: String) -> PartitionFormat? {
    let ending = URL(fileURLWithPath: path).pathExtension
    return ending == "ftree" ? .tree : PartitionFormat(rawValue: ending)
  }
}

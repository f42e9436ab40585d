import CMemory
import Foundation
import Infomap
import MPI
import NearestNeighbors
import Storage

/// Clusters a network of a file: rank 0 alone or, in a distributed search, all ranks together, each of
/// which has its part of the network where it can. All ranks make one and run it together.
package struct NetworkRun {
  /// The file of the network, or the prefix of its arrays.
  let path: String
  let options: ClusteringOptions
  let network: NetworkOptions
  let session: RunSession

  /// - Parameters:
  ///   - path: the file of the network, or the prefix of its arrays.
  ///   - options: of which those of searches by Infomap, the threads and the stall timeout count.
  package init(
    path: String, options: ClusteringOptions, network: NetworkOptions, session: RunSession
  ) {
    self.path = path
    (self.options, self.network, self.session) = (options, network, session)
  }

  var world: Communicator { session.world }
  var isDistributed: Bool { options.infomap == .distributed }

  /// Whether this rank has something to do but wait.
  var isWorking: Bool { isDistributed || session.isRoot }

  /// Runs all stages. Collective.
  ///
  /// - Returns: what was found, on rank 0; nil elsewhere.
  /// - Throws: `Failure`, the same on all ranks, or `MPIError`.
  package func run() throws -> NetworkRecord? {
    let start = Date()
    return try session.watchingRanks(timeout: options.stallTimeout) { nodes in
      let makesFolder = try world.agree(.commandLine) { session.isRoot ? try makeFolder() : false }
      do {
        try world.agree(.commandLine) { if session.isRoot { try checkFiles() } }
        network.notes.forEach(notice)
        return try runStages(nodes, start: start)
      } catch {
        // Only an empty folder is removed.
        if makesFolder, let folder = network.outputFolder { rmdir(folder) }
        throw error
      }
    }
  }

  private func runStages(_ nodes: NodeTopology, start: Date) throws -> NetworkRecord? {
    let threads =
      isDistributed
      ? try session.threads(options.threads, on: nodes)
      : options.threads ?? ThreadBudget.ofLoneProcess
    try planMemory(nodes)
    let loaded = try load(nodes, threads: threads)
    let flow = try makeFlow(loaded, nodes, threads: threads)
    let found = try search(flow, loaded, threads: threads)
    let files = try write(found, flow)
    return try finish(found, flow, loaded, files, start: start)
  }

  /// Runs a stage on the ranks that have something to do, while the others sleep. Collective.
  ///
  /// - Returns: nil on the others.
  func stage<Result>(
    _ stage: Stage, _ body: () throws -> (result: Result, bytes: Int)
  ) throws -> Result? {
    try session.timer.measure(stage) {
      // Nobody who waits may keep a core, so what fails is told when all have come.
      let found = Swift.Result { isWorking ? try body() : nil }
      if !isDistributed { try session.timer.phase("wait") { try world.sleepingBarrier() } }
      let result = try world.agree(stage == .write ? .whileRunning : .input) { try found.get() }
      return (result?.result, bytes: result?.bytes ?? 0)
    }
  }

  /// Finds out before the work that the result can be written, and over nothing that is needed.
  private func checkFiles() throws {
    var files = RunFiles()
    // What stands beside a saved graph is not read here, but is a part of it.
    let parts = NetworkInput.isEdgeList(path) ? SavedGraph.files(prefix: path) : [path]
    for part in parts { files.read(part, as: "NETWORK") }
    files.read(network.clusterData, as: "--cluster-data")
    for output in network.outputs { try files.write(output.path, as: output.option) }
    try files.check()
  }

  /// The format that the name of a file says, which the command line has been checked for.
  static func partitionFormat(_ path: String) -> PartitionFormat {
    path.hasSuffix(".clu") ? .clu : .tree
  }

  /// Makes the folder of the outputs, where it is missing.
  ///
  /// - Returns: whether it was.
  private func makeFolder() throws -> Bool {
    guard let folder = network.outputFolder else { return false }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) {
      guard !isFolder.boolValue else { return false }
      throw FileError(
        folder, "is a file; the second name must be a folder, or name the file by --out")
    }
    guard mkdir(folder, 0o777) == 0 else {
      throw FileError(
        folder, "the folder cannot be made (\(String(cString: strerror(errno)))); make it first")
    }
    return true
  }

  /// Writes the modules to files, which are left to be committed; none but on rank 0. The stage `write`.
  /// Collective.
  private func write(_ found: HierarchyResult?, _ made: NetworkFlow?) throws -> [AtomicFile] {
    let flow = try network.outputs.isEmpty ? made?.flow : made?.gatheringVisitRates(world: world)
    return try stage(.write) {
      guard session.isRoot, let found, let flow else { return ([], bytes: 0) }
      let files = try network.outputs.map { output in
        let file = try AtomicFile(output.path)
        func append(_ bytes: Span<UInt8>) throws(FileError) { try file.append(elements: bytes) }
        switch output.content {
        case .modules(let format):
          try found.write(format, of: flow, options: network.file, to: append)
        case .network(let format):
          try (made?.atTimeOne ?? flow).write(format, heading: network.file.heading, to: append)
        }
        try file.finish()
        return file
      }
      return (files, bytes: files.reduce(0) { $0 + $1.byteCount })
    } ?? []
  }

  /// Gives the files their names, and makes the record. Collective.
  private func finish(
    _ found: HierarchyResult?, _ made: NetworkFlow?, _ loaded: LoadedNetwork?,
    _ files: [AtomicFile],
    start: Date
  ) throws -> NetworkRecord? {
    let stages = try session.timer.records(world: world)
    let hosts = try session.gather(MPIEnvironment.processorName)
    try world.agree(.whileRunning) { for file in files { try file.commit() } }
    guard session.isRoot, let found, let made else { return nil }
    warnOfOneModule(found, of: made.flow.nodeCount)
    var run = RunRecord.Run(start: start)
    run.end(at: Date())
    return NetworkRecord(
      version: programVersion, run: run, hosts: hosts, nodes: made.flow.nodeCount,
      links: made.linkCount, codelength: found.codelength.total, index: found.codelength.index,
      module: found.codelength.module, oneLevel: found.oneLevelCodelength,
      modules: found.hierarchy.topModuleCount, levels: found.hierarchy.levelCount, seed: found.seed,
      parsing: loaded?.parsing.map {
        .init(bytes: $0.bytes, seconds: $0.seconds, megabytesPerSecond: $0.megabytesPerSecond)
      },
      seconds: Dictionary(uniqueKeysWithValues: stages.map { ($0.name, $0.seconds) }),
      stages: stages, peakMemory: PeakMemory.ofProcess(), warnings: session.warningTexts)
  }

  /// One module of all nodes is no clustering, and seldom what was looked for.
  private func warnOfOneModule(_ result: HierarchyResult, of nodes: Int) {
    let fewNodes = 10
    guard nodes >= fewNodes, result.hierarchy.topModuleCount == 1, network.searches else { return }
    session.warn(
      "all \(nodes) nodes are in one module: the walk along these links compresses no better in "
        + "several; a --markov-time below 1 looks for smaller modules")
  }
}

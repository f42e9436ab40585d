import Embeddings
import Evaluation
import FaceClustering
import Foundation
import Infomap
import MPI
import NearestNeighbors
import Storage

/// Runs the commands. Rank 0 alone prints.
struct Program {
  let world: Communicator
  let line: CommandLine
  private let printer = ProgressPrinter()

  init(world: Communicator, line: CommandLine) {
    self.world = world
    self.line = line
  }

  func run() throws {
    if line.wantsHelp || line.wantsVersion {
      if world.rank == 0 {
        print(line.wantsHelp ? CommandLine.help : "face-cluster-mpi \(programVersion)")
      }
      return
    }
    switch line.command {
    case .cluster, .knn: try cluster()
    case .infomap: try onRoot(infomap)
    case .evaluate: try onRoot(evaluate)
    case .generate: try generate()
    }
  }

  private func cluster() throws {
    if line.options.features == nil, world.rank == 0, line.verbosity != .quiet {
      printer.line("no file is given: clustering \(line.options.faces) synthetic faces")
    }
    if BLASCore.isBelowCPU, world.rank == 0, line.verbosity != .quiet {
      printer.line(
        "warning: OpenBLAS runs its \(BLASCore.name) kernels, which are slower than this CPU; set "
          + "\(BLASCore.variable)=SKYLAKEX (AVX-512) or HASWELL (AVX2)")
    }
    let pipeline = Pipeline(
      options: line.options, world: world,
      progress: { if line.verbosity != .quiet { printer.show($0, $1) } },
      note: { if line.verbosity == .verbose { printer.line($0) } })
    guard let record = try pipeline.run() else { return }
    print(line.json ? record.json : Summary.text(of: record))
  }

  /// Runs a command that is no work for more than one rank.
  private func onRoot(_ body: () throws -> Void) throws {
    try world.agree { if world.rank == 0 { try body() } }
  }

  private func infomap() throws {
    let format = try line.out.map { (path) throws -> (String, PartitionFormat) in
      let ending = URL(fileURLWithPath: path).pathExtension
      guard let format = PartitionFormat(rawValue: ending) else {
        throw Failure(.commandLine, "--out \(path): the name must end in .clu or .tree")
      }
      try asCommandLine { () throws(FileError) in try AtomicFile.checkWritable(path) }
      return (path, format)
    }
    let network = try NetworkInput.read(line.files[0], directed: line.options.directed)
    var options = SearchOptions()
    options.seed = line.options.seed
    options.trials = line.options.trials
    let flow = FlowNetwork(network)
    let result = flow.search(options) { phase, codelength in
      if line.verbosity == .verbose { printer.line("\(phase.rawValue): \(codelength) bits") }
    }
    if let (path, format) = format {
      let file = try AtomicFile(path)
      try result.write(format, of: flow) { (bytes) throws(FileError) in
        try file.append(elements: bytes)
      }
      try file.commit()
    }
    print(line.json ? Summary.json(of: result) : Summary.text(of: result))
  }

  private func evaluate() throws {
    let predicted = try Labels.read(line.files[0])
    let truth = try Labels.read(line.files[1])
    guard predicted.count == truth.count else {
      throw Failure(
        .input,
        "\(line.files[0]) has \(predicted.count) labels, but \(line.files[1]) has \(truth.count); "
          + "both must be of the same faces")
    }
    let scores = ClusteringScores(predicted: predicted, truth: truth)
    print(line.json ? try Summary.json(of: scores) : Summary.text(of: scores))
  }

  private func generate() throws {
    let path = line.files[0]
    let dimension = line.options.dimension ?? 256
    let faces = SyntheticFaces(
      faces: line.options.faces, dimension: dimension,
      intrinsicDimension: line.intrinsicDimension, seed: line.options.seed)
    let labelsPath = URL(fileURLWithPath: path).deletingPathExtension().path + ".meta"
    guard path.hasSuffix(".bin") else {
      throw Failure(.commandLine, "generate \(path): the name must end in .bin")
    }
    let file = try world.agree(.commandLine) {
      try world.rank == 0 ? AtomicFile(path) : nil
    }
    let temporary = String(
      decoding: try world.broadcast(Array((file?.temporaryPath ?? "").utf8), from: 0),
      as: UTF8.self)
    let rows = ShardLayout(faces: faces.faces, ranks: world.size).range(of: world.rank)
    try world.agree(.whileRunning) {
      let rowsAtOnce = 4096
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsAtOnce) {
        let part = start..<min(start + rowsAtOnce, rows.upperBound)
        try faces.matrix(rows: part).write(toTemporary: temporary, firstRow: start)
        if line.verbosity != .quiet, world.rank == 0 {
          printer.show("generate", Double(part.upperBound) / Double(rows.upperBound))
        }
      }
    }
    try world.agree(.whileRunning) {
      guard let file else { return }
      try IntegerLines.write((0..<faces.faces).lazy.map(faces.label(ofRow:)), to: labelsPath)
      try file.commit()
    }
    if world.rank == 0 {
      print("\(faces.faces) faces x \(dimension) in \(path), their identities in \(labelsPath)")
    }
  }

  /// What is wrong with a file that an option names is wrong with the command line.
  private func asCommandLine(_ body: () throws(FileError) -> Void) throws(Failure) {
    do throws(FileError) { try body() } catch { throw Failure(.commandLine, "\(error)") }
  }
}
